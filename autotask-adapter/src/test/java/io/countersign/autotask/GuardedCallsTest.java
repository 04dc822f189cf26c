package io.countersign.autotask;

import static io.countersign.autotask.Tenant.HOME;
import static io.countersign.autotask.Tenant.NOTE;
import static io.countersign.autotask.Tenant.NOTES_PATH;
import static io.countersign.autotask.Tenant.OTHER;
import static io.countersign.autotask.Tenant.TICKET;
import static io.countersign.autotask.Tenant.TICKET_PATH;
import static io.countersign.autotask.Tenant.ok;
import static io.countersign.autotask.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.psa.HttpClients;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.TicketRef;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardedCallsTest {
    private static final TicketRef ELSEWHERE = new TicketRef(OTHER, TICKET.number());

    private final Tenant tenant = new Tenant();
    private final AutotaskCalls autotask = tenant.calls();

    @AfterEach
    void stop() {
        tenant.close();
    }

    @ParameterizedTest
    @CsvSource({"503, unavailable.html", "429, nothing.json", "500, errors-thread-limit.json"})
    void after_many_calls_of_which_half_failed_autotask_is_left_alone_for_a_while(int status, String file) {
        tenant.answers(NOTES_PATH, status(status, file));
        for (int i = 0; i < 12; i++) {
            write(TICKET);
        }
        tenant.server.resetRequests();

        assertThat(write(TICKET))
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.waitFor()).isEqualTo(Duration.ofSeconds(15)))
                .hasCauseInstanceOf(CallNotPermittedException.class);
        assertThat(tenant.requests()).isEmpty();

        tenant.answers(NOTES_PATH, "written.json");
        assertThat(autotask.write(ELSEWHERE, NOTE)).isNotNull();
    }

    @Test
    void what_is_refused_says_that_autotask_is_well() {
        tenant.answers(NOTES_PATH, status(500, "errors-other.json"));

        for (int i = 0; i < 30; i++) {
            assertThat(write(TICKET)).isInstanceOf(Refused.class);
        }
        assertThat(tenant.count("POST " + NOTES_PATH)).isEqualTo(30);
    }

    @Test
    void at_one_entity_two_calls_are_under_way_at_once_and_the_rest_waits_its_turn() throws Exception {
        tenant.answers(TICKET_PATH, ok("no-item.json").withFixedDelay(300));
        autotask.ticket(TICKET);
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var underWay = new ArrayList<Future<?>>();
            for (int i = 0; i < 6; i++) {
                underWay.add(threads.submit(() -> autotask.ticket(TICKET)));
            }
            for (Future<?> one : underWay) {
                one.get();
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(880));
    }

    @Test
    void waiting_for_a_turn_in_vain_does_not_speak_against_autotask() {
        tenant.answers(TICKET_PATH, "no-item.json");
        Turns none = new Turns() {
            @Override
            public <T> T inTurn(InstallationId installation, String entity, Duration longestWait, Supplier<T> call) {
                throw new Busy(Duration.ofSeconds(1), null);
            }
        };
        var breakers = CircuitBreakerRegistry.ofDefaults();
        var clients = new AutotaskClients(new HttpClients(), Duration.ofSeconds(1));
        var zones = new Zones(clients, tenant.outside(), tenant.nanos::get, Runnable::run);
        var calls = tenant.calls(
                new Calling(tenant, clients, zones, none, BulkheadRegistry.ofDefaults(), breakers, tenant.nanos::get));

        for (int i = 0; i < 30; i++) {
            assertThat(catchThrowableOfType(PsaFault.class, () -> calls.ticket(TICKET)))
                    .isInstanceOf(Busy.class);
        }
        assertThat(breakers.getAllCircuitBreakers()).isEmpty();
        assertThat(autotask.technician(HOME, "nobody")).isEmpty();
    }

    private PsaFault write(TicketRef ticket) {
        PsaFault fault = catchThrowableOfType(PsaFault.class, () -> autotask.write(ticket, NOTE));
        assertThat(fault).isNotNull();
        return fault;
    }
}
