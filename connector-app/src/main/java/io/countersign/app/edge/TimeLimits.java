package io.countersign.app.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;

/** How long a caller may take to say what they want. Nothing limits that by itself; only an idle connection ends, by {@code server.netty.idle-timeout}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TimeLimits.Settings.class)
class TimeLimits {
    /**
     * The limits.
     *
     * @param head longest time from a request's first byte to the end of its headers
     * @param body longest time for the whole body
     */
    @ConfigurationProperties("countersign.http")
    record Settings(
            @DefaultValue("10s") Duration head,
            @DefaultValue("15s") Duration body) {
        Settings {
            if (!head.isPositive() || !body.isPositive()) {
                throw new IllegalArgumentException(
                        "countersign.http.head and countersign.http.body want to be above nothing, such as 10s");
            }
        }
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> timeLimited(Settings settings) {
        return factory -> factory.addServerCustomizers(server -> server.requestTimeout(settings.body())
                .doOnChannelInit((observer, channel, address) -> limitHeads(channel, settings.head())));
    }

    private static void limitHeads(Channel channel, Duration limit) {
        var head = new Head(limit);
        channel.pipeline().addBefore(NettyPipeline.HttpCodec, "countersign.head.begins", head.begins());
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, "countersign.head.ends", head.ends());
    }

    /** One connection's wait for the end of the headers. Runs on the connection's event loop only. */
    private static final class Head {
        private final Duration limit;
        private @Nullable Future<?> end;
        private boolean between = true;

        Head(Duration limit) {
            this.limit = limit;
        }

        ChannelInboundHandlerAdapter begins() {
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object bytes) {
                    if (between && end == null) {
                        end = context.executor()
                                .schedule(() -> context.close().isDone(), limit.toMillis(), TimeUnit.MILLISECONDS);
                    }
                    context.fireChannelRead(bytes);
                }

                @Override
                public void channelInactive(ChannelHandlerContext context) {
                    ended();
                    context.fireChannelInactive();
                }
            };
        }

        ChannelInboundHandlerAdapter ends() {
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    if (message instanceof HttpRequest) {
                        between = false;
                        ended();
                    }
                    if (message instanceof LastHttpContent) {
                        between = true;
                    }
                    context.fireChannelRead(message);
                }
            };
        }

        private void ended() {
            if (end != null) {
                end.cancel(false);
                end = null;
            }
        }
    }
}
