package io.countersign.autotask;

import static io.countersign.autotask.Tenant.HOME;
import static io.countersign.autotask.Tenant.OTHER;
import static io.countersign.autotask.Tenant.THRESHOLD_PATH;
import static io.countersign.autotask.Tenant.TICKET;
import static io.countersign.autotask.Tenant.TICKETS_QUERY_PATH;
import static io.countersign.autotask.Tenant.TICKET_PATH;
import static io.countersign.autotask.Tenant.ok;
import static io.countersign.autotask.Tenant.payload;
import static io.countersign.autotask.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.autotask.Allowance.Usage;
import io.countersign.psa.KeptTickets;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Unclear;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final String LOOK = "GET " + THRESHOLD_PATH;

    private final Tenant tenant = new Tenant();
    private final Calling calling = tenant.calling();
    private final HourlyAllowance allowance = new HourlyAllowance(calling, tenant.nanos::get);
    private final AutotaskCalls autotask =
            new AutotaskCalls(tenant, calling, allowance::requireRoom, tenant.nanos::get, Runnable::run);
    private final KeptTickets tickets = new KeptTickets(autotask, tenant.nanos::get, allowance::requireRoom);

    @AfterEach
    void stop() {
        tenant.close();
    }

    @Test
    void a_look_is_taken_once_a_minute_at_most_and_counts_under_its_own_name() {
        used(124);

        assertThat(allowance.look(HOME)).contains(new Usage(124, 10_000));
        used(200);
        assertThat(allowance.look(HOME)).contains(new Usage(124, 10_000));
        tenant.pass(Duration.ofMinutes(1));
        assertThat(allowance.look(HOME)).contains(new Usage(200, 10_000));

        assertThat(tenant.count(LOOK)).isEqualTo(2);
        assertThat(tenant.turns.taken).containsExactly("ThresholdInformation", "ThresholdInformation");
        assertThat(allowance.look(OTHER)).isPresent();
    }

    @Test
    void from_nine_tenths_on_only_what_a_verification_waits_for_is_read() {
        tenant.answers(TICKET_PATH, "ticket.json");
        tenant.answers(Tenant.CONTACT_PATH, "contact.json");
        tenant.answers(TICKETS_QUERY_PATH, "empty-list.json");
        used(8_999);
        allowance.look(HOME);
        assertThat(autotask.changedSince(HOME, Instant.EPOCH, 500)).isEmpty();
        assertThat(tickets.warm(TICKET)).isPresent();

        tenant.pass(Duration.ofMinutes(6));
        used(9_000);
        allowance.look(HOME);
        tenant.server.resetRequests();
        assertThatThrownBy(() -> autotask.changedSince(HOME, Instant.EPOCH, 500))
                .isInstanceOf(Busy.class);
        assertThatThrownBy(() -> tickets.warm(TICKET)).isInstanceOf(Busy.class);
        assertThat(tenant.requests()).isEmpty();
        assertThat(tickets.ticket(TICKET)).isPresent();
        assertThat(tickets.warmNow(TICKET))
                .as("somebody is being verified on it")
                .isPresent();

        tenant.pass(Duration.ofMinutes(2));
        used(5_000);
        allowance.look(HOME);
        assertThat(autotask.changedSince(HOME, Instant.EPOCH, 500)).isEmpty();
    }

    @Test
    void an_old_reading_holds_nobody_up() {
        tenant.answers(TICKETS_QUERY_PATH, "empty-list.json");
        used(10_000);
        allowance.look(HOME);

        tenant.pass(Duration.ofHours(1));
        assertThat(autotask.changedSince(HOME, Instant.EPOCH, 500)).isEmpty();
    }

    @Test
    void a_look_that_fails_says_so_and_what_was_known_stays() {
        tenant.answers(TICKETS_QUERY_PATH, "empty-list.json");
        used(9_500);
        allowance.look(HOME);
        tenant.pass(Duration.ofMinutes(2));
        tenant.answers(THRESHOLD_PATH, status(503, "unavailable.html"));

        assertThatThrownBy(() -> allowance.look(HOME)).isInstanceOf(Unclear.class);
        assertThat(allowance.look(HOME)).contains(new Usage(9_500, 10_000));
        assertThatThrownBy(() -> autotask.changedSince(HOME, Instant.EPOCH, 500))
                .isInstanceOf(Busy.class);
    }

    private void used(int calls) {
        tenant.answers(
                THRESHOLD_PATH,
                ok("threshold.json").withBody(payload("threshold.json").replace("124", "" + calls)));
    }
}
