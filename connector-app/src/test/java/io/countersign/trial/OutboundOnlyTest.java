package io.countersign.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.app.verification.DecisionClock;
import io.countersign.trial.Connector.Person;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;

/** A connector that nothing reaches from outside: no webhook, no delivery report, no reply. It asks for all of them. */
class OutboundOnlyTest {
    private static World world;
    private static ConfigurableApplicationContext context;

    /** What decisions are later than the database's clock. */
    private static volatile Duration passed = Duration.ZERO;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        world = World.thatCannotReachUs(Connector.freePort(), Connector.freePort());
        var properties = world.properties();
        properties.put("countersign.outbound-only", "true");
        context = Trial.begin(world, properties, application -> {
            ConnectorApart.withThreadsOfItsOwn(application);
            application.registerBean(DecisionClock.class, () -> ofDatabase -> ofDatabase.plus(passed));
        });
    }

    @AfterEach
    void no_time_has_passed() {
        passed = Duration.ZERO;
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static Connector connector(Psa.Kind psa) {
        return Connector.in(world, context, psa);
    }

    private static long webhooks(Connector connector) {
        return connector
                .bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                .sql("select count(*) from webhook")
                .query(Long.class)
                .single();
    }

    @ParameterizedTest
    @EnumSource
    void a_code_is_delivered_typed_and_noted_although_nobody_tells_us_anything(Psa.Kind psa) {
        var connector = connector(psa);
        var person = somebody(connector);

        String id = connector.open(person, "sms");
        String code = connector.codeBySms(person.number(), 1);
        Connector.eventually(
                () -> Optional.of(connector.verification(id).text()).filter(story -> story.contains("delivered")));
        connector.post("/api/v1/verifications/" + id + "/code", Map.of("typed", code));

        assertThat(connector.verification(id).at("/outcome")).isEqualTo("VERIFIED");
        Connector.eventually(
                () -> Optional.of(connector.verification(id).at("/note/state")).filter("written"::equals));
        assertThat(webhooks(connector)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void t22_a_no_from_the_phone_denies_what_is_open(Psa.Kind psa) {
        var connector = connector(psa);
        var person = somebody(connector);
        String id = connector.open(person, "sms");
        connector.codeBySms(person.number(), 1);

        connector.sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", "NO"));

        assertThat(Connector.eventually(() ->
                        Optional.of(connector.verification(id).at("/outcome")).filter(outcome -> !outcome.isEmpty())))
                .isEqualTo("DENIED");
    }

    @Test
    void t02_a_yes_that_was_sent_before_the_call_does_not_confirm_it() {
        var connector = connector(Psa.Kind.CONNECTWISE);
        // so that our sender's number is known
        heardOf(connector, connector.open(somebody(connector), "sms"));
        var person = somebody(connector);
        connector.sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", "YES"));

        String call = connector.open(Map.of("ticketId", person.ticket(), "method", "sms", "direction", "outbound"));
        connector.codeBySms(person.number(), 1);
        heardOf(connector, call);
        heardYes(connector);

        assertThat(connector.verification(call).at("/outcome")).isEmpty();
        // what is answered now counts
        connector.sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", "YES"));
        assertThat(Connector.eventually(() ->
                        Optional.of(connector.verification(call).at("/outcome")).filter(outcome -> !outcome.isEmpty())))
                .isEqualTo("VERIFIED");
    }

    private static void heardOf(Connector connector, String verification) {
        Connector.eventually(() ->
                Optional.of(connector.verification(verification).text()).filter(story -> story.contains("delivered")));
    }

    /** Until the text that was sent last was listened to, whatever came of it. */
    private static void heardYes(Connector connector) {
        Connector.eventually(() -> Optional.of(connector
                        .bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                        .sql("select count(*) from heard where at > clock_timestamp() - interval '20 seconds'")
                        .query(Long.class)
                        .single())
                .filter(count -> count > 0));
    }

    @Test
    void t22_a_no_long_after_the_text_still_disputes_what_was_decided() {
        var connector = connector(Psa.Kind.AUTOTASK);
        var person = somebody(connector);
        String id = connector.open(person, "sms");
        String code = connector.codeBySms(person.number(), 1);
        heardOf(connector, id);
        connector.post("/api/v1/verifications/" + id + "/code", Map.of("typed", code));
        // as if the text had gone out so long ago that it is not listed any more
        var database = connector.bean(org.springframework.jdbc.core.simple.JdbcClient.class);
        database.sql("update texts_polled set up_to = clock_timestamp() + interval '16 minutes'")
                .update();
        connector.sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", "NO"));
        database.sql("update texts_polled set up_to = clock_timestamp() + interval '14 minutes 58 seconds'")
                .update();
        // somebody else's code has it asked again at once
        connector.open(somebody(connector), "sms");

        assertThat(Connector.eventually(() ->
                        Optional.of(connector.verification(id).at("/disputed")).filter("true"::equals)))
                .isEqualTo("true");
    }

    @Test
    void t20_a_text_that_cannot_arrive_is_told_too() {
        var connector = connector(Psa.Kind.CONNECTWISE);
        // ends in 0192: unreachable
        String number = "+19185550192";
        String account = connector.account("Un Reachable", null, number);
        long ticket = connector.ticket(connector.contact("Un Reachable", null, number));

        String id = connector.open(Map.of("ticketId", ticket, "accountId", account, "method", "sms"));

        assertThat(Connector.eventually(() ->
                        Optional.of(connector.verification(id).at("/outcome")).filter(outcome -> !outcome.isEmpty())))
                .isEqualTo("UNDELIVERABLE");
    }

    @Test
    void t08_whether_a_former_number_was_reached_is_asked_for() {
        var connector = connector(Psa.Kind.CONNECTWISE);
        var person = somebody(connector);
        connector.call("PATCH", "/api/v1/accounts/" + person.account(), Map.of("mobile", "+19185550188"));

        Connector.eventually(() -> Optional.of(connector.texts(person.number()))
                .filter(texts -> texts.stream().anyMatch(text -> text.contains("was changed"))));
        // carriers tell later than the minute in which the text went out
        passed = Duration.ofMinutes(6);

        assertThat(Connector.eventually(() -> connector
                        .bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                        .sql("select former from contact_point where account = ? and former = 'REACHED'")
                        .param(person.account())
                        .query(String.class)
                        .optional()))
                .isEqualTo("REACHED");
    }

    @ParameterizedTest
    @EnumSource
    void the_ticket_is_read_when_it_is_needed_and_nothing_is_kept_of_it(Psa.Kind psa) {
        var connector = connector(psa);
        var person = somebody(connector);
        assertThat(connector
                        .get("/api/v1/tickets/" + person.ticket() + "/options")
                        .at("/match/kind"))
                .isEqualTo("matched");

        // no webhook can say so
        connector.sandbox(
                "PATCH",
                "/" + psa.key() + "/tickets/" + person.ticket(),
                java.util.Collections.singletonMap("contactId", null));

        assertThat(connector
                        .get("/api/v1/tickets/" + person.ticket() + "/options")
                        .at("/match/kind"))
                .isNotEqualTo("matched");
    }

    private static int people;

    private static synchronized Person somebody(Connector connector) {
        String number = "+1918555%04d".formatted(100 + people);
        String mail = "outbound" + people + "@customer.example";
        String name = "Outbound " + people++;
        String account = connector.account(name, mail, number);
        long contact = connector.contact(name, mail, number);
        return new Person(name, number, mail, account, contact, connector.ticket(contact));
    }
}
