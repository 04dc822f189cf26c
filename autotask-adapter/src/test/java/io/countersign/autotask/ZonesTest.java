package io.countersign.autotask;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static io.countersign.autotask.Tenant.HOME;
import static io.countersign.autotask.Tenant.NOTE;
import static io.countersign.autotask.Tenant.NOTES_PATH;
import static io.countersign.autotask.Tenant.OTHER;
import static io.countersign.autotask.Tenant.TICKET;
import static io.countersign.autotask.Tenant.TICKET_PATH;
import static io.countersign.autotask.Tenant.ZONE_PATH;
import static io.countersign.autotask.Tenant.notAccepted;
import static io.countersign.autotask.Tenant.ok;
import static io.countersign.autotask.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.countersign.psa.HttpClients;
import io.countersign.psa.OutsideOrigins;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.TicketRef;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ZonesTest {
    private static final String LOOK_UP = "GET " + ZONE_PATH;
    private static final String GET_TICKET = "GET " + TICKET_PATH;

    private final Tenant tenant = new Tenant();
    private final AutotaskCalls autotask = tenant.calls();

    @AfterEach
    void stop() {
        tenant.close();
    }

    @Test
    void a_zone_is_looked_up_without_credentials_and_serves_for_half_a_day() {
        tenant.answers(TICKET_PATH, "no-item.json");

        autotask.ticket(TICKET);
        tenant.pass(Duration.ofHours(11));
        autotask.ticket(TICKET);

        assertThat(tenant.count(LOOK_UP)).isOne();
        var lookUp = tenant.requests().getFirst();
        assertThat(lookUp.getUrl()).isEqualTo(ZONE_PATH + "?user=abc123%40MSP.example");
        assertThat(lookUp.getHeader("Secret")).isNull();
        assertThat(lookUp.getHeader("UserName")).isNull();
        assertThat(lookUp.getHeader("ApiIntegrationCode")).isNull();

        tenant.pass(Duration.ofHours(2));
        autotask.ticket(TICKET);
        assertThat(tenant.count(LOOK_UP)).isEqualTo(2);
    }

    @Test
    void many_who_ask_at_once_cause_one_look_up() throws Exception {
        tenant.answers("/Contacts/1", "no-item.json");
        tenant.answers(TICKET_PATH, "no-item.json");
        tenant.zone(ok("no-item.json")
                .withBody("{\"url\":\"" + tenant.origin() + "/ATServicesRest\"}")
                .withFixedDelay(300));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var underWay = new ArrayList<Future<?>>();
            for (int i = 0; i < 5; i++) {
                underWay.add(threads.submit(() -> autotask.ticket(TICKET)));
            }
            for (Future<?> one : underWay) {
                one.get();
            }
        }
        assertThat(tenant.count(LOOK_UP)).isOne();
        assertThat(tenant.count(GET_TICKET)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ATServicesRest", "/ATServicesRest/", "/ATServicesRest//"})
    void slashes_at_the_end_of_a_zones_address_do_not_matter(String path) {
        tenant.zone(tenant.origin() + path);
        tenant.answers(TICKET_PATH, "no-item.json");

        assertThat(autotask.ticket(TICKET)).isEmpty();
        assertThat(tenant.count(GET_TICKET)).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "https://webservices5.autotask.net/ATServicesRest/, true",
        "https://WebServices29.autotask.net, true",
        "https://webservices.autotask.net, true",
        "https://prde.autotask.net/, true",
        "https://pres.autotask.net/, true",
        "http://webservices5.autotask.net/, false",
        "https://webservices5.autotask.net:444/, false",
        "https://webservices5.autotask.net.evil.example/, false",
        "https://evilwebservices5.autotask.net/, false",
        "https://webservices5xautotask.net/, false",
        "https://user@webservices5.autotask.net/, false",
        "https://autotask.net/, false",
        "https://127.0.0.1/, false"
    })
    void a_zone_is_the_vendors_by_its_whole_host_name(String address, boolean vendors) {
        try (var http = new HttpClients()) {
            var clients = new AutotaskClients(http, Duration.ofSeconds(1));
            var zones = new Zones(clients, new OutsideOrigins(Set.of()), tenant.nanos::get, Runnable::run);

            assertThat(zones.areAt(URI.create(address))).isEqualTo(vendors);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/ATServicesRest/",
                "http://webservices5.autotask.net/ATServicesRest/",
                "https://webservices5.autotask.net/{x}/",
                "https://webservices5.autotask.net/?x=1",
                "ATServicesRest",
                ""
            })
    void credentials_go_to_no_zone_that_is_not_the_vendors(String url) {
        tenant.zone(url);

        assertThatThrownBy(() -> autotask.ticket(TICKET))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("not Autotask's");
        assertThat(tenant.callsMade()).containsExactly(LOOK_UP);
    }

    @Test
    void nobody_is_asked_for_zones_but_autotask_or_exactly_the_origin_that_is_named() {
        var strict = tenant.calls(tenant.calling(Duration.ofSeconds(1), new OutsideOrigins(Set.of())));

        assertThatThrownBy(() -> strict.ticket(TICKET)).isInstanceOf(Refused.class);
        assertThat(tenant.requests()).isEmpty();
    }

    @Test
    void an_unknown_api_user_is_told_in_a_sentence_and_a_failing_look_up_may_be_repeated() {
        tenant.zone(status(500, "errors-unknown-user.json"));
        assertThatThrownBy(() -> autotask.ticket(TICKET))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("knows no zone of our API user");

        tenant.zone(status(503, "unavailable.html"));
        assertThatThrownBy(() -> autotask.write(TICKET, NOTE)).isInstanceOf(Busy.class);
        assertThat(tenant.callsMade()).containsExactly(LOOK_UP, LOOK_UP);
    }

    @Test
    void a_database_that_was_moved_is_found_again_and_the_call_made_once_more() {
        tenant.answers(TICKET_PATH, "no-item.json");
        autotask.ticket(TICKET);
        tenant.server.resetRequests();
        firstNotAccepted();

        assertThat(autotask.ticket(TICKET)).isEmpty();
        assertThat(tenant.callsMade()).containsExactly(GET_TICKET, LOOK_UP, GET_TICKET);

        firstNotAccepted();
        assertThat(autotask.ticket(TICKET)).isEmpty();
    }

    @Test
    void a_note_that_was_not_accepted_is_posted_once_more_and_stands_once() {
        tenant.server.stubFor(post(Tenant.API + NOTES_PATH)
                .inScenario("moved")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("found")
                .willReturn(notAccepted()));
        tenant.server.stubFor(post(Tenant.API + NOTES_PATH)
                .inScenario("moved")
                .whenScenarioStateIs("found")
                .willReturn(ok("written.json")));

        assertThat(autotask.write(TICKET, NOTE).number()).isEqualTo(29684378);
        assertThat(tenant.count("POST " + NOTES_PATH)).isEqualTo(2);
    }

    @Test
    void after_two_refusals_in_a_row_nobody_calls_for_a_quarter_of_an_hour() {
        tenant.answers(TICKET_PATH, notAccepted());

        assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Busy.class);
        assertThat(tenant.callsMade()).containsExactly(LOOK_UP, GET_TICKET, LOOK_UP, GET_TICKET);
        tenant.server.resetRequests();

        tenant.pass(Duration.ofMinutes(14));
        assertThatThrownBy(() -> autotask.ticket(TICKET))
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.waitFor()).isEqualTo(Duration.ofMinutes(1)));
        assertThatThrownBy(() -> autotask.write(TICKET, NOTE)).isInstanceOf(Busy.class);
        assertThatThrownBy(() -> autotask.technician(HOME, "jdoe")).isInstanceOf(Busy.class);
        assertThat(tenant.requests()).isEmpty();
    }

    @Test
    void after_the_rest_one_call_finds_out_and_no_second_one_follows_a_refusal() {
        tenant.answers(TICKET_PATH, notAccepted());
        assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Busy.class);
        tenant.server.resetRequests();

        tenant.pass(Duration.ofMinutes(15));
        assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Busy.class);
        assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Busy.class);
        assertThat(tenant.count(GET_TICKET)).isOne();

        tenant.pass(Duration.ofMinutes(15));
        tenant.answers(TICKET_PATH, "no-item.json");
        assertThat(autotask.ticket(TICKET)).isEmpty();
        assertThat(autotask.ticket(TICKET)).isEmpty();
    }

    @Test
    void new_credentials_end_the_rest_and_a_new_webhook_key_does_not() {
        tenant.answers(TICKET_PATH, notAccepted());
        assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Busy.class);
        tenant.answers(TICKET_PATH, "no-item.json");
        var old = tenant.settings(HOME);
        tenant.now(new AutotaskSettings(
                old.userName(),
                old.secret(),
                old.integrationCode(),
                old.zoneLookup(),
                old.uiOrigins(),
                List.of("another-webhook-key")));
        assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Busy.class);

        tenant.now(Tenant.settings(tenant.origin(), "an0ther"));
        assertThat(autotask.ticket(TICKET)).isEmpty();
        assertThat(tenant.last(TICKET_PATH).getHeader("Secret")).isEqualTo("an0ther");
    }

    @Test
    void one_installations_rest_is_not_anothers() {
        tenant.answers(TICKET_PATH, notAccepted());
        assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Busy.class);
        tenant.answers(TICKET_PATH, "no-item.json");

        assertThat(autotask.ticket(new TicketRef(OTHER, TICKET.number()))).isEmpty();
    }

    @Test
    void however_many_call_at_once_the_api_user_is_refused_a_few_times_only() throws Exception {
        tenant.answers(TICKET_PATH, notAccepted().withFixedDelay(100));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var underWay = new ArrayList<Future<?>>();
            for (int i = 0; i < 12; i++) {
                underWay.add(threads.submit(
                        () -> assertThatThrownBy(() -> autotask.ticket(TICKET)).isNotNull()));
            }
            for (Future<?> one : underWay) {
                one.get();
            }
        }
        // two had their turn when the first was refused, and one of them went once more
        assertThat(tenant.count(GET_TICKET)).isBetween(2L, 3L);
        tenant.server.resetRequests();
        assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Busy.class);
        assertThat(tenant.count(GET_TICKET)).isZero();
    }

    @Test
    void the_rest_is_told_once_as_an_error_without_a_credential() {
        var log = (Logger) LoggerFactory.getLogger(Calling.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        try {
            tenant.answers(TICKET_PATH, notAccepted());
            assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Busy.class);
            assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Busy.class);
        } finally {
            log.detachAppender(lines);
        }

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getFormattedMessage())
                    .contains(HOME.value())
                    .doesNotContain("abc123", "s3cr3t", "TRACK1NG");
        });
    }

    private void firstNotAccepted() {
        tenant.server.resetScenarios();
        tenant.server.stubFor(get(Tenant.API + TICKET_PATH)
                .inScenario("moved")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("found")
                .willReturn(notAccepted()));
        tenant.server.stubFor(get(Tenant.API + TICKET_PATH)
                .inScenario("moved")
                .whenScenarioStateIs("found")
                .willReturn(ok("no-item.json")));
    }
}
