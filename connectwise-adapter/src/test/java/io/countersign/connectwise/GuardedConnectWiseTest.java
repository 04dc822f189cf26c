package io.countersign.connectwise;

import static io.countersign.connectwise.Tenant.NOTE;
import static io.countersign.connectwise.Tenant.NOTES_PATH;
import static io.countersign.connectwise.Tenant.OTHER;
import static io.countersign.connectwise.Tenant.TICKET;
import static io.countersign.connectwise.Tenant.TICKET_PATH;
import static io.countersign.connectwise.Tenant.ok;
import static io.countersign.connectwise.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.ticket.PsaFault;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import io.countersign.ticket.TicketRef;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardedConnectWiseTest {
    private static final TicketRef ELSEWHERE = new TicketRef(OTHER, TICKET.number());

    private final Tenant tenant = new Tenant();
    private final ConnectWise guarded =
            new GuardedConnectWise(tenant.calls(), BulkheadRegistry.ofDefaults(), CircuitBreakerRegistry.ofDefaults());

    @AfterEach
    void stop() {
        tenant.close();
    }

    @ParameterizedTest
    @CsvSource({"500", "503", "429"})
    void after_ten_calls_of_which_half_failed_connectwise_is_left_alone_for_a_while(int status) {
        tenant.answers(TICKET_PATH, "ticket.json");
        for (int i = 0; i < 5; i++) {
            assertThat(guarded.ticket(TICKET)).isPresent();
        }
        tenant.answers(NOTES_PATH, status(status, "sign-in-page.html"));
        for (int i = 0; i < 5; i++) {
            assertThat(write(TICKET)).isNotInstanceOf(Refused.class);
        }
        tenant.server.resetRequests();

        assertThat(write(TICKET))
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.waitFor()).isEqualTo(Duration.ofSeconds(15)))
                .hasCauseInstanceOf(CallNotPermittedException.class);
        assertThat(tenant.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "403", "404"})
    void what_is_refused_says_that_connectwise_is_well(int status) {
        tenant.answers(NOTES_PATH, status(status, "sign-in-page.html"));

        for (int i = 0; i < 30; i++) {
            assertThat(write(TICKET)).isInstanceOf(Refused.class);
        }
        assertThat(tenant.requests()).hasSize(30);
    }

    @Test
    void one_installations_trouble_is_not_anothers() {
        tenant.answers(NOTES_PATH, status(500, "sign-in-page.html"));
        for (int i = 0; i < 20; i++) {
            write(TICKET);
        }
        tenant.answers(NOTES_PATH, status(201, "note-written.json"));

        assertThat(write(TICKET)).isInstanceOf(Busy.class);
        assertThat(guarded.write(ELSEWHERE, NOTE)).isNotNull();
    }

    @Test
    void T07_whoever_fails_to_prove_themselves_keeps_no_note_from_being_written() {
        tenant.answers(TICKET_PATH, status(500, "sign-in-page.html"));
        for (int i = 0; i < 20; i++) {
            fault(() -> guarded.maySee(TICKET, "jdoe", "a1b2c3d4-guessed"));
        }
        tenant.answers(NOTES_PATH, status(201, "note-written.json"));

        assertThat(fault(() -> guarded.maySee(TICKET, "jdoe", "a1b2c3d4-guessed")))
                .isInstanceOf(Busy.class);
        assertThat(guarded.write(TICKET, NOTE)).isNotNull();
    }

    @Test
    void a_seventh_call_at_once_is_told_to_come_back() throws Exception {
        tenant.answers(TICKET_PATH, ok("ticket.json").withFixedDelay(2_500));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var underWay = new ArrayList<Future<?>>();
            for (int i = 0; i < 6; i++) {
                underWay.add(threads.submit(() -> guarded.ticket(TICKET)));
            }
            while (tenant.requests().size() < 6) {
                Thread.onSpinWait();
            }
            assertThat(write(TICKET)).isInstanceOf(Busy.class).isNotInstanceOf(Unclear.class);
            assertThat(tenant.callsMade()).doesNotContain("POST " + NOTES_PATH);
            for (Future<?> one : underWay) {
                one.get();
            }
        }
    }

    private PsaFault write(TicketRef ticket) {
        return fault(() -> guarded.write(ticket, NOTE));
    }

    private static PsaFault fault(Runnable call) {
        PsaFault fault = catchThrowableOfType(PsaFault.class, call::run);
        assertThat(fault).isNotNull();
        return fault;
    }
}
