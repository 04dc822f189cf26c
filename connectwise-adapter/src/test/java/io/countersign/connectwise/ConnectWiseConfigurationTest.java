package io.countersign.connectwise;

import static io.countersign.connectwise.Tenant.CONTACT_PATH;
import static io.countersign.connectwise.Tenant.TICKET;
import static io.countersign.connectwise.Tenant.TICKET_PATH;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.countersign.psa.OutsideOrigins;
import io.countersign.psa.TicketWarmth;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.TechnicianProof;
import io.countersign.ticket.TicketEvents;
import io.countersign.ticket.TicketSystem;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class ConnectWiseConfigurationTest {
    private final Tenant tenant = new Tenant();

    @AfterEach
    void stop() {
        tenant.close();
    }

    @Test
    void an_application_that_knows_its_installations_gets_the_ports() {
        tenant.answers(TICKET_PATH, "ticket.json");
        tenant.answers(CONTACT_PATH, "contact.json");
        try (var application = application()) {
            assertThat(application.getBean(TicketSystem.class).ticket(TICKET)).isPresent();
            assertThat(application.getBean(TicketWarmth.class)).isSameAs(application.getBean(TicketSystem.class));
            assertThat(application.getBean(CallbackKeys.class)).isSameAs(application.getBean(TicketEvents.class));
            assertThat(application.getBean(TechnicianProof.class)).isNotNull();
            assertThat(application.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers())
                    .hasSize(1);
        }
    }

    @Test
    void even_the_most_talkative_log_has_no_query_body_or_credential() {
        var everything = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var level = everything.getLevel();
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        try (var application = application()) {
            everything.setLevel(Level.TRACE);
            everything.addAppender(lines);
            var tickets = application.getBean(TicketSystem.class);
            tenant.answers(TICKET_PATH, "ticket.json");
            tenant.answers(CONTACT_PATH, "contact.json");
            tenant.answers(Tenant.NOTES_PATH, "note-written.json");
            tenant.answers(Tenant.MEMBERS_PATH, "members.json");
            tickets.ticket(TICKET);
            tickets.write(TICKET, Tenant.NOTE);
            tickets.technician(Tenant.HOME, "jdoe");
            tenant.answers(Tenant.NOTES_PATH, Tenant.status(400, "note-without-a-place.json"));
            try {
                tickets.newestNotes(TICKET, Instant.EPOCH);
            } catch (PsaFault expected) {
                assertThat(expected).isInstanceOf(PsaFault.Refused.class);
            }
        } finally {
            everything.detachAppender(lines);
            everything.setLevel(level);
        }

        var ours = lines.list.stream()
                .filter(line -> !line.getLoggerName().contains("jetty"))
                .filter(line -> !line.getLoggerName().contains("wiremock"))
                .map(line -> line.getLoggerName() + " " + line.getFormattedMessage())
                .toList();
        assertThat(ours).isNotEmpty();
        assertThat(String.join("\n", ours))
                .doesNotContain(
                        "jdoe",
                        "inactiveFlag=",
                        "communicationItems",
                        "Ann Perkins",
                        "priv456",
                        "cHJpdjQ1Ng",
                        "555-0102",
                        "harbour-dental.example",
                        "482913",
                        "cs:7f3a");
    }

    private AnnotationConfigApplicationContext application() {
        var application = new AnnotationConfigApplicationContext();
        application.registerBean(ConnectWiseInstallations.class, () -> tenant);
        application.registerBean(OutsideOrigins.class, tenant::outside);
        application.registerBean(BulkheadRegistry.class, () -> BulkheadRegistry.ofDefaults());
        application.registerBean(CircuitBreakerRegistry.class, () -> CircuitBreakerRegistry.ofDefaults());
        application.register(ConnectWiseConfiguration.class);
        application.refresh();
        return application;
    }
}
