package io.countersign.app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The connector. */
@SpringBootApplication
public class Countersign {
    public static void main(String[] arguments) {
        SpringApplication.run(Countersign.class, arguments);
    }
}
