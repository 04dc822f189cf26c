package io.countersign.app.edge;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Handlers block, so each runs on a virtual thread of its own; the event loops only move bytes. */
@Configuration(proxyBeanMethods = false)
class Threads {
    @Bean(destroyMethod = "close")
    ExecutorService handlerThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("handler-", 0).factory());
    }

    /** The same threads for the few places in the edge that are reactive and have to block. */
    @Bean(destroyMethod = "dispose")
    Scheduler handlerScheduler(ExecutorService handlerThreads) {
        return Schedulers.fromExecutorService(handlerThreads);
    }

    @Bean
    WebFluxConfigurer handlersOnVirtualThreads(ExecutorService handlerThreads) {
        return new WebFluxConfigurer() {
            @Override
            public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
                configurer.setExecutor(new TaskExecutorAdapter(handlerThreads));
                configurer.setControllerMethodPredicate(method -> true);
            }
        };
    }
}
