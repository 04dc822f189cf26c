package io.countersign.connectwise;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * ConnectWise PSA for an application that brings {@link ConnectWiseInstallations}, {@link OutsideOrigins} and the resilience4j registries. Gives it
 * {@link io.countersign.ticket.TicketSystem} with {@link TicketWarmth}.
 */
@Configuration(proxyBeanMethods = false)
public class ConnectWiseConfiguration {
    @Bean
    HttpClients connectWiseHttpClients() {
        return new HttpClients();
    }

    @Bean
    ConnectWise connectWise(
            ConnectWiseInstallations installations,
            OutsideOrigins outside,
            HttpClients connectWiseHttpClients,
            BulkheadRegistry bulkheads,
            CircuitBreakerRegistry breakers) {
        var clients =
                new ConnectWiseClients(installations, outside, connectWiseHttpClients, ConnectWiseClients.READ_TIMEOUT);
        return new GuardedConnectWise(new ConnectWiseCalls(installations, clients), bulkheads, breakers);
    }

    @Bean
    ConnectWiseTickets connectWiseTickets(ConnectWise connectWise) {
        return new ConnectWiseTickets(connectWise, Ticker.systemTicker());
    }
}
