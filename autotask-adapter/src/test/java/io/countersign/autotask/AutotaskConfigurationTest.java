package io.countersign.autotask;

import static io.countersign.autotask.Tenant.CONTACT_PATH;
import static io.countersign.autotask.Tenant.HOME;
import static io.countersign.autotask.Tenant.NOTES_PATH;
import static io.countersign.autotask.Tenant.NOTES_QUERY_PATH;
import static io.countersign.autotask.Tenant.TICKET;
import static io.countersign.autotask.Tenant.TICKET_PATH;
import static io.countersign.autotask.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.countersign.psa.ChangedTickets;
import io.countersign.psa.HttpClients;
import io.countersign.psa.KeptTickets;
import io.countersign.psa.OutsideOrigins;
import io.countersign.psa.TicketWarmth;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.TicketEvents;
import io.countersign.ticket.TicketSystem;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class AutotaskConfigurationTest {
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
            assertThat(application.getBean("autotaskTickets", KeptTickets.class))
                    .isSameAs(application.getBean(TicketSystem.class))
                    .isSameAs(application.getBean(TicketWarmth.class));
            assertThat(application.getBean("autotaskCallouts")).isSameAs(application.getBean(TicketEvents.class));
            assertThat(application.getBean(ChangedTickets.class)).isNotNull();
            assertThat(application.getBean(Allowance.class)).isNotNull();
            assertThat(application.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers())
                    .hasSize(1);
        }
    }

    @Test
    void what_only_the_adapter_uses_gets_in_nobodys_way() {
        try (var application = application()) {
            assertThat(application.getBeanNamesForType(Executor.class)).isEmpty();
            assertThat(application.getBeansOfType(HttpClients.class)).containsOnlyKeys("autotaskHttpClients");
            assertThat(application.getBeanFactory().getBeanDefinition("autotaskHttpClients"))
                    .isInstanceOfSatisfying(
                            AbstractBeanDefinition.class,
                            bean -> assertThat(bean.isDefaultCandidate()).isFalse());
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
            tenant.answers(NOTES_PATH, "written.json");
            tenant.answers(NOTES_QUERY_PATH, "notes.json");
            tickets.ticket(TICKET);
            tickets.write(TICKET, Tenant.NOTE);
            tickets.newestNotes(TICKET, Instant.EPOCH);
            tickets.technician(HOME, "jdoe");
            for (var answer : new String[] {"errors-picklist.json", "errors-other.json"}) {
                tenant.answers(NOTES_PATH, status(500, answer));
                refused(() -> tickets.write(TICKET, Tenant.NOTE));
            }
            var forged = "{\"Id\":1,\"Title\":\"482913\"}".getBytes(StandardCharsets.UTF_8);
            application.getBean(TicketEvents.class).prove(HOME, Map.of("x-hook-signature", "sha1=forged"), forged);
            tenant.answers(NOTES_PATH, Tenant.notAccepted());
            fails(PsaFault.Busy.class, () -> tickets.write(TICKET, Tenant.NOTE));
        } finally {
            everything.detachAppender(lines);
            everything.setLevel(level);
        }

        var ours = lines.list.stream()
                .filter(line -> !line.getLoggerName().contains("jetty"))
                .filter(line -> !line.getLoggerName().contains("wiremock"))
                .map(line -> line.getLoggerName() + " " + line.getFormattedMessage())
                .toList();
        assertThat(ours).isNotEmpty().anyMatch(line -> line.contains("Note[…]"));
        assertThat(String.join("\n", ours))
                .doesNotContain(
                        "s3cr3t",
                        "TRACK1NG",
                        "kat-secret",
                        "abc123",
                        "jdoe",
                        "30691780",
                        "Ann Perkins",
                        "555-0102",
                        "harbour-dental.example",
                        "482913",
                        "sha1=",
                        "cs:7f3a");
    }

    private static void refused(Runnable call) {
        fails(PsaFault.Refused.class, call);
    }

    private static void fails(Class<? extends PsaFault> how, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(how);
    }

    private AnnotationConfigApplicationContext application() {
        var application = new AnnotationConfigApplicationContext();
        application.registerBean(AutotaskInstallations.class, () -> tenant);
        application.registerBean(OutsideOrigins.class, tenant::outside);
        application.registerBean(Turns.class, () -> tenant.turns);
        application.registerBean(BulkheadRegistry.class, () -> BulkheadRegistry.ofDefaults());
        application.registerBean(CircuitBreakerRegistry.class, () -> CircuitBreakerRegistry.ofDefaults());
        application.register(AutotaskConfiguration.class);
        application.refresh();
        return application;
    }
}
