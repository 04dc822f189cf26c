package io.countersign.app.doctor;

import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import io.countersign.setup.Finding.Untried;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Whether a vendor is reached from here at all, and what time it has. Any answer will do: it is asked without credentials. */
final class TimeThereCheck implements Check {
    private static final Duration TOLERATED = Duration.ofSeconds(30);

    private final String vendor;
    private final URI origin;
    private final HttpClient http;
    private final InstantSource machine;

    TimeThereCheck(String vendor, URI origin, HttpClient http, InstantSource machine) {
        this.vendor = vendor;
        this.origin = origin;
        this.http = http;
        this.machine = machine;
    }

    @Override
    public String what() {
        return "clock of " + vendor;
    }

    @Override
    public List<Finding> look() throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(origin.resolve("/"))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        return List.of(answer.headers()
                .firstValue("Date")
                .map(this::compared)
                .orElseGet(() -> new Untried(what(), "it answers, and says no time")));
    }

    private Finding compared(String date) {
        Instant there;
        try {
            there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException unreadable) {
            return new Untried(what(), "it answers, and its time cannot be read");
        }
        Duration apart = Duration.between(machine.instant(), there).abs();
        return apart.compareTo(TOLERATED) > 0
                ? new Missing(
                        what(),
                        "it and this machine's are " + apart.toSeconds()
                                + " s apart; let this machine follow a time server")
                : new Good(what(), "agrees with this machine's");
    }
}
