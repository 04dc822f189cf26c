package io.countersign.attack;

import static io.countersign.attack.Attack.ask;
import static io.countersign.attack.Attack.change;
import static io.countersign.attack.Attack.connector;
import static io.countersign.attack.Attack.database;
import static io.countersign.attack.Attack.require;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Somebody's number or address is changed, planted, swapped or re-used so that the code goes elsewhere. */
class T08ContactPointTest {
    private static final Duration QUARANTINE = Duration.ofDays(7);

    @Test
    void t08_changed_the_former_number_still_serves_and_the_new_one_is_one_given_during_the_contact() {
        var person = connector().somebody();
        String fresh = connector().newNumber();
        require(change(person, "mobile", fresh), 200);

        goesToFormer(person, fresh);
        connector().pass(Duration.ofMinutes(10));
        assertThat(ask("ticketId", person.ticket(), "method", "sms", "to", fresh)
                        .status())
                .isEqualTo(422);
        String id =
                connector().open(Map.of("ticketId", person.ticket(), "method", "sms", "to", fresh, "reason", "new"));
        assertThat(connector().enter(id, connector().codeBySms(fresh, 1)).at("/outcome"))
                .isEqualTo("REACHED");
    }

    @Test
    void t08_a_change_settles_after_seven_days_where_the_former_number_was_told_reached_and_silent() {
        var person = connector().somebody();
        String fresh = connector().newNumber();
        require(change(person, "mobile", fresh), 200);
        awaitFormer(person, "REACHED");
        assertThat(connector().texts(person.number()).getLast()).contains("Sandbox MSP", "was changed");
        assertThat(connector().texts(fresh)).isEmpty();

        connector().pass(QUARANTINE.minusMinutes(5));
        assertThat(ask("accountId", person.account(), "method", "sms", "to", fresh)
                        .status())
                .isEqualTo(422);
        connector().pass(Duration.ofMinutes(6));
        String id = connector().open(person, "sms");
        assertThat(connector().enter(id, connector().codeBySms(fresh, 1)).at("/assurance"))
                .isEqualTo("A2");
    }

    @Test
    void t08_whoever_is_told_late_has_seven_days_from_then() {
        var person = connector().somebody();
        String fresh = connector().newNumber();
        connector().sandbox("PUT", "/faults/twilio", Map.of("mode", "status", "status", 429, "match", "POST messages"));
        try {
            require(change(person, "mobile", fresh), 200);
            idle();
            connector().pass(Duration.ofDays(3));
        } finally {
            connector().sandbox("PUT", "/faults/twilio", Map.of("mode", "ok"));
        }
        awaitFormer(person, "REACHED");

        connector().pass(QUARANTINE.minusMinutes(16));
        goesToFormer(person, fresh);
        connector().pass(Duration.ofMinutes(6));
        String id = connector().open(person, "sms");
        assertThat(connector().enter(id, connector().codeBySms(fresh, 1)).at("/assurance"))
                .isEqualTo("A2");
    }

    @Test
    void t08_a_change_to_which_the_former_number_said_no_never_settles() {
        var person = connector().somebody();
        String fresh = connector().newNumber();
        require(change(person, "mobile", fresh), 200);
        awaitFormer(person, "REACHED");
        reply(person, "NO");
        awaitFormer(person, "OBJECTED");

        neverServes(person, fresh);
    }

    @Test
    void t08_a_no_counts_against_the_change_even_while_a_code_is_open_there() {
        var person = connector().somebody();
        String fresh = connector().newNumber();
        require(change(person, "mobile", fresh), 200);
        awaitFormer(person, "REACHED");
        // whoever made the change has a code sent at once, so that the answer seems to be about that
        connector().open(person, "sms");
        connector().codeBySms(person.number(), 2);
        reply(person, "NO");
        awaitFormer(person, "OBJECTED");

        neverServes(person, fresh);
    }

    @Test
    void t08_who_answers_stop_to_the_news_of_a_change_did_not_stay_silent() {
        var person = connector().somebody();
        String fresh = connector().newNumber();
        require(change(person, "mobile", fresh), 200);
        awaitFormer(person, "REACHED");
        reply(person, "STOP");

        awaitFormer(person, "OBJECTED");
        neverServes(person, fresh);
    }

    @Test
    void t08_a_change_of_which_the_former_number_could_not_be_told_never_settles() {
        String dead = "+15055550192";
        var person = new Person(
                "Dead Phone",
                dead,
                "",
                connector().account("Dead Phone", null, dead),
                0,
                connector().ticketOfNobody());
        String fresh = connector().newNumber();
        require(change(person, "mobile", fresh), 200);
        awaitFormer(person, "UNREACHABLE");

        neverServes(person, fresh);
    }

    @Test
    void t08_changed_and_put_back_the_number_in_between_never_settles() {
        var person = connector().somebody();
        String planted = connector().newNumber();
        require(change(person, "mobile", planted), 200);
        awaitFormer(person, "REACHED");
        require(change(person, "mobile", person.number()), 200);

        neverServes(person, planted);
        goesToFormer(person, planted);
    }

    @Test
    void t08_changed_twice_the_second_has_a_quarantine_of_its_own() {
        var person = connector().somebody();
        String first = connector().newNumber();
        String second = connector().newNumber();
        require(change(person, "mobile", first), 200);
        awaitFormer(person, "REACHED");
        connector().pass(QUARANTINE.minusMinutes(10));
        require(change(person, "mobile", second), 200);
        connector().pass(Duration.ofMinutes(20));

        goesToFormer(person, second);
        assertThat(connector().texts(first)).isEmpty();
    }

    @Test
    void t08_planted_in_the_psas_contact_it_does_not_change_where_the_code_goes() {
        var person = connector().somebody();
        String planted = connector().newNumber();
        connector()
                .sandbox(
                        "PATCH",
                        "/" + connector().kind().key() + "/contacts/" + person.contact(),
                        Map.of("mobile", planted));

        Connector.eventually(() -> Optional.of(Attack.options(person.ticket()))
                .filter(options -> options.at("/match/kind").equals("matched")));
        goesToFormer(person, planted);
    }

    @Test
    void t08_two_people_whose_numbers_are_swapped_keep_their_own_until_both_were_told() {
        var one = connector().somebody();
        var two = connector().somebody();
        require(change(one, "mobile", two.number()), 200);
        require(change(two, "mobile", one.number()), 200);

        assertThat(ask("accountId", one.account(), "method", "sms", "to", two.number())
                        .status())
                .isEqualTo(422);
        awaitFormer(one, "REACHED");
        awaitFormer(two, "REACHED");
        connector().pass(Duration.ofMinutes(11));
        int before = connector().texts(one.number()).size();
        String id = connector().open(one, "sms");
        var proved = connector().enter(id, connector().codeBySms(one.number(), before + 1));
        assertThat(proved.at("/assurance"))
                .as("it stands at two people's accounts now")
                .isEqualTo("A1");
    }

    @Test
    void t08_deleted_and_made_again_with_another_number_that_one_awaits_a_person() {
        var person = connector().somebody();
        erase(person.account());
        String planted = connector().newNumber();
        String again = connector().account(person.name(), person.mail(), planted);

        awaitsAPerson(again, planted);
    }

    @Test
    void t08_renamed_deleted_and_made_again_under_either_name_another_number_awaits_a_person() {
        for (boolean underTheNewName : new boolean[] {true, false}) {
            var person = connector().somebody();
            String newName = person.name() + " Renamed";
            require(change(person, "name", newName), 200);
            erase(person.account());
            String planted = connector().newNumber();
            String again = connector().account(underTheNewName ? newName : person.name(), null, planted);

            awaitsAPerson(again, planted);
        }
    }

    @Test
    void t08_a_quarantine_is_not_ended_by_deleting_and_making_again_with_the_number_that_was_in_it() {
        var person = connector().somebody();
        String planted = connector().newNumber();
        require(change(person, "mobile", planted), 200);
        erase(person.account());
        String again = connector().account("Quite Another " + person.name(), null, planted);

        awaitsAPerson(again, planted);
    }

    @Test
    void t08_a_leavers_number_at_somebody_new_awaits_a_person() {
        var leaver = connector().somebody();
        erase(leaver.account());
        String fresh = connector().account("New Colleague", connector().newMail(), leaver.number());

        awaitsAPerson(fresh, leaver.number());
    }

    @Test
    void t08_a_number_at_two_people_proves_a1_at_most_and_the_note_says_so() {
        var person = connector().somebody();
        connector().account("Somebody Beside", null, person.number());
        String id = connector().open(person, "sms");
        var proved = connector().enter(id, connector().codeBySms(person.number(), 1));

        assertThat(proved.at("/assurance")).isEqualTo("A1");
        assertThat(connector().note(person.ticket())).contains("Verified (A1", "shared with another account");
    }

    @Test
    void t08_an_opt_out_survives_deleting_and_making_again() {
        var person = connector().somebody();
        reply(person, "STOP");
        erase(person.account());
        String again = connector().account(person.name(), person.mail(), person.number());
        Connector.eventually(() -> Optional.of(ask("accountId", again, "method", "sms"))
                .filter(answer -> answer.status() == 422 && answer.at("/detail").contains("START")));
    }

    @Test
    void t22_a_stop_before_and_a_start_after_the_dispute_do_not_thaw_the_number() {
        var person = connector().somebody();
        String id = connector().open(person, "sms+email");
        connector().enter(id, connector().codeByMail(person.mail()));
        // whoever holds the number by now opts it out; the mailbox's owner says that it was not them
        reply(person, "STOP");
        var page = java.util.regex.Pattern.compile("(/confirm/[A-Za-z0-9_-]{22})")
                .matcher(
                        connector().mails(person.mail()).getFirst().path("text").asString(""));
        assertThat(page.find()).isTrue();
        require(connector().call("POST", page.group(1) + "/not-me", null, Map.of()), 200);
        reply(person, "START");

        connector().pass(Duration.ofMinutes(11));
        assertThat(ask("ticketId", person.ticket(), "method", "sms").status()).isEqualTo(422);
        assertThat(ask("ticketId", person.ticket(), "method", "email").status()).isEqualTo(422);
    }

    @Test
    void t20_the_news_of_a_change_is_repeated_once_at_most_when_twilios_answers_are_lost() {
        var person = connector().somebody();
        connector().sandbox("PUT", "/faults/twilio", Map.of("mode", "accept-then-drop", "match", "POST messages"));
        try {
            require(change(person, "mobile", connector().newNumber()), 200);
            Connector.eventually(
                    () -> connector().texts(person.number()).stream().findFirst());
            for (int minute = 0; minute < 5; minute++) {
                idle();
                connector().pass(Duration.ofMinutes(2));
            }
            idle();
            assertThat(connector().texts(person.number())).hasSizeLessThanOrEqualTo(2);
        } finally {
            connector().sandbox("PUT", "/faults/twilio", Map.of("mode", "ok"));
        }
    }

    @Test
    void t20_the_news_of_a_change_goes_out_twice_at_most_where_no_report_ever_comes() {
        var person = connector().somebody();
        connector().sandbox("PUT", "/faults/twilio", Map.of("mode", "reset", "match", "POST messages"));
        try {
            connector().sandbox("DELETE", "/counts", null);
            require(change(person, "mobile", connector().newNumber()), 200);
            for (int minute = 0; minute < 5; minute++) {
                idle();
                connector().pass(Duration.ofMinutes(2));
            }
            idle();
            assertThat(connector()
                            .sandbox("GET", "/counts", null)
                            .body()
                            .path("twilio POST messages")
                            .asInt())
                    .isEqualTo(2);
        } finally {
            connector().sandbox("PUT", "/faults/twilio", Map.of("mode", "ok"));
        }
    }

    /** Nothing is under way, and nothing is due. */
    private static void idle() {
        Connector.eventually(() -> database()
                        .sql(
                                "select 1 from scheduled_tasks where task_name = 'tell-former-point' and (picked or execution_time <= ?) limit 1")
                        .param(java.sql.Timestamp.from(connector().now()))
                        .query(Integer.class)
                        .optional()
                        .isEmpty()
                ? Optional.of(true)
                : Optional.empty());
    }

    private static void goesToFormer(Person person, String other) {
        connector().pass(Duration.ofMinutes(11));
        int before = codes(person).size();
        String id = connector().open(Map.of("accountId", person.account(), "method", "sms"));
        String text = Connector.eventually(() -> Optional.of(codes(person))
                .filter(there -> there.size() > before)
                .map(there -> there.getLast()));
        assertThat(connector().enter(id, Connector.code(text)).at("/outcome")).isEqualTo("VERIFIED");
        assertThat(connector().texts(other)).isEmpty();
    }

    /** The texts that carry a code; others tell of a change. */
    private static List<String> codes(Person person) {
        return connector().texts(person.number()).stream()
                .filter(text -> text.contains("code "))
                .toList();
    }

    private static void neverServes(Person person, String planted) {
        connector().pass(QUARANTINE.multipliedBy(6));
        int before = connector().texts(planted).size();
        ask("accountId", person.account(), "method", "sms");
        assertThat(ask("accountId", person.account(), "method", "sms", "to", planted)
                        .status())
                .isIn(422, 429);
        connector().pass(Duration.ofMinutes(11));
        assertThat(ask("accountId", person.account(), "method", "sms", "to", planted)
                        .status())
                .isEqualTo(422);
        assertThat(connector().texts(planted)).hasSize(before);
    }

    private static void awaitsAPerson(String account, String planted) {
        for (int weeks = 0; weeks < 2; weeks++) {
            assertThat(ask("accountId", account, "method", "sms").status()).isEqualTo(422);
            assertThat(ask("accountId", account, "method", "sms", "to", planted).status())
                    .isEqualTo(422);
            connector().pass(QUARANTINE.plusMinutes(1));
        }
        assertThat(connector().texts(planted)).isEmpty();
    }

    private static void erase(String account) {
        require(connector().call("DELETE", "/api/v1/accounts/" + account, null), 204);
    }

    private static void reply(Person person, String text) {
        connector().sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", text));
    }

    private static void awaitFormer(Person person, String state) {
        Connector.eventually(() -> database()
                .sql("select id from contact_point where account = ? and former = ? and removed_at is null")
                .params(person.account(), state)
                .query(String.class)
                .optional());
    }
}
