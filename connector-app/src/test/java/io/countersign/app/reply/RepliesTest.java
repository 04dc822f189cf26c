package io.countersign.app.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Person;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What people answer, against the running connector and a Twilio that signs what it delivers. */
class RepliesTest {
    private static final Pattern PAGE = Pattern.compile("http://localhost:[0-9]+(/confirm/[A-Za-z0-9_-]{22})");

    private final Connector connector = Connector.running();

    private void reply(Person person, String text) {
        var answer = connector.sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", text));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("status").asInt()).isBetween(200, 204);
    }

    @Test
    void T22_not_me_while_it_is_open_denies_and_alerts_the_team() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        String code = connector.codeBySms(person.number(), 1);

        reply(person, "NO");

        assertThat(connector.outcome(id)).isEqualTo("DENIED");
        assertThat(connector.enter(id, code).status()).isEqualTo(409);
        assertThat(connector.note(person.ticket())).contains("answered \"not me\"", "impersonation");
        Connector.eventually(() -> connector.mails("alerts@msp.example").stream()
                .filter(mail -> mail.path("text").asString("").contains(id))
                .findFirst());
    }

    @Test
    void T22_not_me_within_seven_days_disputes_what_was_decided_and_freezes_the_person() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        connector.enter(id, connector.codeBySms(person.number(), 1));
        connector.note(person.ticket());

        reply(person, "no");

        var disputed = Connector.eventually(() -> Optional.of(connector.verification(id))
                .filter(now -> now.at("/disputeNote/state").equals("written")));
        assertThat(disputed.at("/outcome")).isEqualTo("VERIFIED");
        assertThat(disputed.body().path("disputed").asBoolean()).isTrue();
        assertThat(connector.notes(person.ticket())).hasSize(2);
        assertThat(connector.notes(person.ticket()).get(1).path("text").asString(""))
                .contains("DISPUTED");
        connector.pass(Duration.ofMinutes(1));
        var again = connector.post("/api/v1/verifications", Map.of("ticketId", person.ticket(), "method", "sms"));
        assertThat(again.status()).isEqualTo(422);
    }

    @Test
    void T22_not_me_also_ends_what_is_open_for_the_same_person_on_another_ticket() {
        var person = connector.somebody();
        String decided = connector.open(person, "sms");
        connector.enter(decided, connector.codeBySms(person.number(), 1));
        connector.pass(Duration.ofMinutes(1));
        String elsewhere = connector.open(Map.of("ticketId", connector.ticket(person.contact()), "method", "email"));
        String code = connector.codeByMail(person.mail());

        reply(person, "NO");

        assertThat(connector.outcome(elsewhere)).isEqualTo("DENIED");
        assertThat(connector.enter(elsewhere, code).status()).isEqualTo(409);
        assertThat(connector.verification(decided).body().path("disputed").asBoolean())
                .isTrue();
    }

    @Test
    void a_yes_that_could_mean_two_calls_means_neither() {
        var person = connector.somebody();
        String one = connector.open(outbound(person.ticket()));
        connector.codeBySms(person.number(), 1);
        connector.pass(Duration.ofMinutes(1));
        String other = connector.open(outbound(connector.ticket(person.contact())));
        connector.codeBySms(person.number(), 2);

        reply(person, "YES");
        assertThat(connector.verification(one).at("/state")).isEqualTo("open");
        assertThat(connector.verification(other).at("/state")).isEqualTo("open");

        connector.post("/api/v1/verifications/" + other + "/cancel", Map.of());
        reply(person, "YES");
        assertThat(connector.outcome(one)).isEqualTo("VERIFIED");
    }

    private static Map<String, Object> outbound(long ticket) {
        return Map.of("ticketId", ticket, "method", "sms", "direction", "outbound", "technician", "jdoe");
    }

    @Test
    void T17_who_said_not_me_long_ago_does_not_lock_the_person_out_by_saying_it_again() {
        var person = connector.somebody();
        connector.open(person, "email");
        connector.codeByMail(person.mail());
        var page = PAGE.matcher(
                connector.mails(person.mail()).getFirst().path("text").asString(""));
        assertThat(page.find()).isTrue();
        connector.call("POST", page.group(1) + "/not-me", null, Map.of());
        connector.pass(Duration.ofHours(1));
        String later = connector.open(person, "sms");
        connector.codeBySms(person.number(), 1);

        connector.call("POST", page.group(1) + "/not-me", null, Map.of());

        assertThat(connector.verification(later).at("/state")).isEqualTo("open");
    }

    @Test
    void T17_a_number_given_during_the_contact_speaks_for_nobody_elses_verifications() {
        var person = connector.somebody();
        String attackers = connector.newNumber();
        connector.open(Map.of(
                "ticketId", person.ticket(), "method", "sms", "to", attackers, "reason", "says the phone is broken"));
        connector.codeBySms(attackers, 1);
        connector.pass(Duration.ofMinutes(1));
        String theirs = connector.open(Map.of("ticketId", connector.ticket(person.contact()), "method", "email"));

        connector.sandbox("POST", "/phones/" + attackers + "/reply", Map.of("text", "NO"));

        assertThat(connector.verification(theirs).at("/state")).isEqualTo("open");
        connector.enter(theirs, connector.codeByMail(person.mail()));
        assertThat(connector.outcome(theirs)).isEqualTo("VERIFIED");
    }

    @Test
    void T22_a_reply_is_heard_by_every_tenant_that_shares_the_sender() {
        var programs = new io.countersign.app.api.Programs(connector);
        var theirs = io.countersign.app.api.Programs.with(programs.key(
                programs.another(), java.util.EnumSet.allOf(io.countersign.app.installation.ApiKeys.Scope.class)));
        String number = connector.newNumber();
        String account = connector
                .call(
                        "POST",
                        "/api/v1/accounts",
                        Map.of("name", "Shared Sender", "customer", "other", "mobile", number),
                        theirs)
                .at("/id");
        String id = connector
                .call("POST", "/api/v1/verifications", Map.of("accountId", account, "method", "sms"), theirs)
                .at("/id");
        connector.codeBySms(number, 1);

        connector.sandbox("POST", "/phones/" + number + "/reply", Map.of("text", "NO"));

        assertThat(connector
                        .call("GET", "/api/v1/verifications/" + id, null, theirs)
                        .at("/outcome"))
                .isEqualTo("DENIED");
    }

    @Test
    void T22_stop_denies_what_is_open_and_only_start_reopens_the_number() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        connector.codeBySms(person.number(), 1);

        reply(person, "STOP");

        assertThat(connector.outcome(id)).isEqualTo("DENIED");
        connector.pass(Duration.ofMinutes(1));
        var stopped = connector.post("/api/v1/verifications", Map.of("ticketId", person.ticket(), "method", "sms"));
        assertThat(stopped.status()).isEqualTo(422);
        assertThat(stopped.at("/detail")).contains("START");

        reply(person, "START");

        assertThat(connector.open(person, "sms")).startsWith("v_");
    }

    @Test
    void the_person_we_call_confirms_that_it_is_the_same_code() {
        var person = connector.somebody();
        String id = connector.open(
                Map.of("ticketId", person.ticket(), "method", "sms", "direction", "outbound", "technician", "jdoe"));
        String code = connector.codeBySms(person.number(), 1);
        assertThat(connector.verification(id).at("/code")).isEqualTo(code);
        assertThat(connector.enter(id, code).status()).isEqualTo(409);

        reply(person, "Yes");

        assertThat(connector.outcome(id)).isEqualTo("VERIFIED");
        assertThat(connector.note(person.ticket())).contains("We contacted them", "confirmed by the end user");
    }

    @Test
    void a_landline_is_undeliverable_at_once_and_the_technician_is_told_so() {
        String number = "+14045550190";
        String mail = connector.newMail();
        String account = connector.account("Lana Line", mail, number);
        String id = connector.open(Map.of("accountId", account, "method", "sms"));

        assertThat(connector.outcome(id)).isEqualTo("UNDELIVERABLE");
        connector.pass(Duration.ofMinutes(1));
        var again = connector.post("/api/v1/verifications", Map.of("accountId", account, "method", "sms"));
        assertThat(again.status()).isEqualTo(422);
        assertThat(connector.open(Map.of("accountId", account, "method", "email")))
                .startsWith("v_");
    }

    @Test
    void T22_opening_the_page_behind_a_mail_changes_nothing_and_a_press_denies() {
        var person = connector.somebody();
        String id = connector.open(person, "email");
        connector.codeByMail(person.mail());
        var page = PAGE.matcher(
                connector.mails(person.mail()).getFirst().path("text").asString(""));
        assertThat(page.find()).isTrue();

        assertThat(connector.call("GET", page.group(1), null, Map.of()).status())
                .isEqualTo(200);
        assertThat(connector.call("HEAD", page.group(1), null, Map.of()).status())
                .isEqualTo(200);
        assertThat(connector.verification(id).at("/state")).isEqualTo("open");

        assertThat(connector
                        .call("POST", page.group(1) + "/not-me", null, Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(connector.outcome(id)).isEqualTo("DENIED");
    }

    @Test
    void what_twilio_did_not_sign_is_not_listened_to() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        connector.codeBySms(person.number(), 1);
        String installation = connector.installation().value();

        var forged = connector.call(
                "POST",
                "/twilio/" + installation + "/inbound",
                "From=" + person.number() + "&Body=STOP&MessageSid=SM1",
                Map.of("X-Twilio-Signature", "Zm9yZ2Vk"));

        assertThat(forged.status()).isEqualTo(403);
        assertThat(connector.verification(id).at("/state")).isEqualTo("open");
    }
}
