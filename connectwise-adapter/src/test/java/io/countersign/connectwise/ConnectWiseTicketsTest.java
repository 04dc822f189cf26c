package io.countersign.connectwise;

import static io.countersign.connectwise.Tenant.ANN;
import static io.countersign.connectwise.Tenant.CONTACT_PATH;
import static io.countersign.connectwise.Tenant.HOME;
import static io.countersign.connectwise.Tenant.MEMBERS_PATH;
import static io.countersign.connectwise.Tenant.NOTE;
import static io.countersign.connectwise.Tenant.NOTES_PATH;
import static io.countersign.connectwise.Tenant.OTHER;
import static io.countersign.connectwise.Tenant.TICKET;
import static io.countersign.connectwise.Tenant.TICKET_PATH;
import static io.countersign.connectwise.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.psa.KeptTickets;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectWiseTicketsTest {
    private final Tenant tenant = new Tenant();
    private final AtomicLong nanos = new AtomicLong();
    private final KeptTickets tickets = new KeptTickets(tenant.calls(), nanos::get);

    @BeforeEach
    void aTicketOfAnn() {
        tenant.answers(TICKET_PATH, "ticket.json");
        tenant.answers(CONTACT_PATH, "contact.json");
        tenant.answers(NOTES_PATH, status(201, "note-written.json"));
        tenant.answers(MEMBERS_PATH, "members.json");
    }

    @AfterEach
    void stop() {
        tenant.close();
    }

    @Test
    void a_cold_verification_costs_three_calls() {
        assertThat(tickets.ticket(TICKET).map(Ticket::contact)).isPresent();
        tickets.write(TICKET, NOTE);

        assertThat(tenant.callsMade())
                .containsExactly("GET " + TICKET_PATH, "GET " + CONTACT_PATH, "POST " + NOTES_PATH);
    }

    @Test
    void a_verification_that_a_callback_warmed_costs_the_note() {
        tickets.forget(TICKET);
        var warmed = tickets.warm(TICKET);
        tenant.server.resetRequests();
        pass(Duration.ofSeconds(299));

        assertThat(tickets.ticket(TICKET)).isEqualTo(warmed).isPresent();
        tickets.write(TICKET, NOTE);
        assertThat(tenant.callsMade()).containsExactly("POST " + NOTES_PATH);

        pass(Duration.ofSeconds(1));
        tickets.ticket(TICKET);
        assertThat(tenant.callsMade())
                .containsExactly("POST " + NOTES_PATH, "GET " + TICKET_PATH, "GET " + CONTACT_PATH);
    }

    @Test
    void a_ticket_that_no_callback_warmed_is_read_each_time_its_contact_once_a_minute() {
        tickets.ticket(TICKET);
        pass(Duration.ofSeconds(59));
        tickets.ticket(TICKET);
        assertThat(tenant.callsMade())
                .containsExactly("GET " + TICKET_PATH, "GET " + CONTACT_PATH, "GET " + TICKET_PATH);

        pass(Duration.ofSeconds(1));
        tickets.ticket(TICKET);
        assertThat(tenant.callsMade()).hasSize(5).endsWith("GET " + CONTACT_PATH);
    }

    @Test
    void the_name_of_a_ticket_stays_known_when_the_ticket_does_not() {
        assertThat(tickets.name(TICKET)).isEmpty();
        tickets.ticket(TICKET);
        tenant.server.resetRequests();
        tickets.forget(TICKET);
        pass(Duration.ofHours(11));

        assertThat(tickets.known(TICKET)).isEmpty();
        assertThat(tickets.name(TICKET)).contains(TicketName.of(TICKET));
        assertThat(tickets.name(new TicketRef(OTHER, TICKET.number()))).isEmpty();
        assertThat(tenant.callsMade()).isEmpty();

        pass(Duration.ofHours(1));
        assertThat(tickets.name(TICKET)).isEmpty();
    }

    @Test
    void what_a_callback_names_is_read_again() {
        tickets.warm(TICKET);
        tenant.answers(TICKET_PATH, "ticket-with-more-than-asked.json");
        tenant.answers(CONTACT_PATH, "contact-with-missing-fields.json");

        tickets.forget(ANN);
        assertThat(tickets.ticket(TICKET)).hasValueSatisfying(ticket -> {
            assertThat(ticket.closed()).isFalse();
            assertThat(ticket.contact()).isNotNull().extracting("name").isEqualTo("Perkins");
        });
        tickets.forget(TICKET);
        assertThat(tickets.ticket(TICKET))
                .hasValueSatisfying(ticket -> assertThat(ticket.closed()).isTrue());
    }

    @Test
    void warming_again_reads_the_ticket_but_not_a_contact_that_is_warm() {
        tickets.warm(TICKET);
        tickets.warm(TICKET);

        assertThat(tenant.callsMade())
                .containsExactly("GET " + TICKET_PATH, "GET " + CONTACT_PATH, "GET " + TICKET_PATH);
    }

    @Test
    void warming_reads_a_contact_that_was_only_read_in_passing() {
        tickets.ticket(TICKET);
        tenant.server.resetRequests();

        tickets.warm(TICKET);

        assertThat(tenant.callsMade()).containsExactly("GET " + TICKET_PATH, "GET " + CONTACT_PATH);
    }

    @Test
    void an_older_read_that_ends_after_the_callback_is_not_kept() throws Exception {
        tenant.answers(TICKET_PATH, Tenant.ok("ticket.json").withFixedDelay(600));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> older = threads.submit(() -> tickets.warm(TICKET));
            awaitCalls(1);
            tenant.answers(TICKET_PATH, "ticket-with-more-than-asked.json");
            tickets.forget(TICKET);
            older.get();
        }

        assertThat(tickets.ticket(TICKET))
                .hasValueSatisfying(ticket -> assertThat(ticket.closed()).isTrue());
    }

    @Test
    void two_who_ask_at_once_cost_one_call() throws Exception {
        tenant.answers(TICKET_PATH, Tenant.ok("ticket.json").withFixedDelay(300));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<?>>();
            for (int i = 0; i < 8; i++) {
                asked.add(threads.submit(() -> tickets.ticket(TICKET)));
            }
            for (Future<?> one : asked) {
                one.get();
            }
        }

        assertThat(tenant.callsMade()).containsExactly("GET " + TICKET_PATH, "GET " + CONTACT_PATH);
    }

    @Test
    void a_fault_is_told_to_all_who_waited_and_then_forgotten() {
        tenant.answers(TICKET_PATH, status(500, "sign-in-page.html"));
        assertThatThrownBy(() -> tickets.warm(TICKET)).isInstanceOf(Unclear.class);
        tenant.answers(TICKET_PATH, status(401, "sign-in-page.html"));
        assertThatThrownBy(() -> tickets.ticket(TICKET)).isInstanceOf(Refused.class);
        tenant.answers(TICKET_PATH, "ticket.json");

        assertThat(tickets.ticket(TICKET)).isPresent();
    }

    @Test
    void a_contact_that_is_gone_leaves_the_ticket_without_one() {
        tenant.answers(CONTACT_PATH, status(404, "record-not-found.json"));

        assertThat(tickets.ticket(TICKET))
                .hasValueSatisfying(ticket -> assertThat(ticket.contact()).isNull());
        tenant.answers(CONTACT_PATH, "contact.json");
        assertThat(tickets.warm(TICKET))
                .hasValueSatisfying(ticket -> assertThat(ticket.contact()).isNotNull());
    }

    @Test
    void a_ticket_that_is_none_is_not_remembered_as_none() {
        tenant.answers(TICKET_PATH, status(404, "record-not-found.json"));
        assertThat(tickets.warm(TICKET)).isEmpty();
        tenant.answers(TICKET_PATH, "ticket.json");

        assertThat(tickets.ticket(TICKET)).isPresent();
    }

    @Test
    void T07_what_one_installation_warmed_is_nothing_to_another() {
        tickets.warm(TICKET);
        tenant.server.resetRequests();

        var same = new TicketRef(OTHER, TICKET.number());
        assertThat(tickets.ticket(same)).hasValueSatisfying(ticket -> {
            assertThat(ticket.ref()).isEqualTo(same);
            assertThat(ticket.contact()).isNotNull().extracting("ref").isEqualTo(new ContactRef(OTHER, ANN.number()));
        });
        assertThat(tenant.callsMade()).containsExactly("GET " + TICKET_PATH, "GET " + CONTACT_PATH);
    }

    @Test
    void a_member_is_asked_for_every_ten_minutes_and_nobody_every_half() {
        assertThat(tickets.technician(HOME, "jdoe")).isPresent();
        pass(Duration.ofSeconds(599));
        assertThat(tickets.technician(HOME, "jdoe")).isPresent();
        assertThat(tenant.callsMade()).hasSize(1);
        pass(Duration.ofSeconds(1));
        tenant.answers(MEMBERS_PATH, "empty-page.json");
        assertThat(tickets.technician(HOME, "jdoe")).isEmpty();
        pass(Duration.ofSeconds(30));
        tenant.answers(MEMBERS_PATH, "members.json");
        assertThat(tickets.technician(HOME, "jdoe")).isPresent();
        assertThat(tenant.callsMade()).hasSize(3);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void awaitCalls(int count) {
        while (tenant.requests().size() < count) {
            Thread.onSpinWait();
        }
    }
}
