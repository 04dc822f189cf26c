package io.countersign.app;

import io.countersign.app.command.Commands;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;

/** The connector. */
@SpringBootApplication(exclude = ReactiveUserDetailsServiceAutoConfiguration.class)
public class Countersign {
    public static void main(String[] arguments) {
        if (Commands.named(arguments)) {
            System.exit(new Commands(System.out).run(arguments));
        }
        SpringApplication.run(Countersign.class, arguments);
    }
}
