package io.countersign.app.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.Secret;
import io.countersign.app.staff.Role;
import io.countersign.app.staff.Staff;
import io.countersign.psa.HttpClients;
import io.countersign.psa.OutsideOrigins;
import io.countersign.trial.Connector;
import io.countersign.trial.SomebodyAtTheProvider;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A technician of the Autotask help desk signs in at the MSP's identity provider, and others try to. */
class SignInTest {
    private final Connector connector = Connector.running(Psa.Kind.AUTOTASK);
    private final Staff staff = connector.bean(Staff.class);

    private SomebodyAtTheProvider somebody() {
        return new SomebodyAtTheProvider(connector, connector.bean(Keys.class).newToken());
    }

    private void comesNext(String subject) {
        connector.world().identityProvider().next(subject, "Somebody Else", subject + "@msp.example");
    }

    @Test
    void an_admitted_technician_comes_back_with_a_session_for_this_ticket() {
        var person = connector.somebody();
        var technician = somebody();

        var back = technician.forPod(person.ticket());
        var session = technician.takeOver(back.code());

        assertThat(back.state()).isEqualTo("done");
        assertThat(session.status()).isEqualTo(200);
        var card =
                connector.call("GET", "/pod/api/card", null, Map.of("Authorization", "Bearer " + session.at("/token")));
        assertThat(card.text()).contains(person.name(), "data-state=\"matched\"");
    }

    @Test
    void the_question_carries_state_nonce_and_a_challenge_and_asks_silently_first() {
        var sent = SomebodyAtTheProvider.query(somebody()
                .begin(Map.of(
                        "installation", connector.installation().value(),
                        "ticket", "1",
                        "purpose", "pod",
                        "page", "frame"))
                .at("/location"));

        assertThat(sent)
                .containsKeys("state", "nonce", "code_challenge")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("prompt", "none")
                .containsEntry("response_type", "code");
        assertThat(sent.get("redirect_uri"))
                .isEqualTo(connector
                        .world()
                        .connector()
                        .resolve("/sign-in/callback")
                        .toString());
    }

    @Test
    void who_has_to_be_asked_is_sent_there_once_more_with_another_state() {
        var technician = somebody();
        var first = SomebodyAtTheProvider.query(technician
                .begin(Map.of(
                        "installation", connector.installation().value(),
                        "ticket", "1",
                        "purpose", "pod",
                        "page", "window"))
                .at("/location"));

        var again = connector.fetch(connector
                .world()
                .connector()
                .resolve("/sign-in/callback?error=login_required&state=" + first.get("state")));

        assertThat(again.status()).isEqualTo(302);
        var second = SomebodyAtTheProvider.query(again.header("location"));
        assertThat(second).doesNotContainKey("prompt");
        assertThat(second.get("state")).isNotEqualTo(first.get("state"));
        var back = technician.comeBack(
                connector.fetch(java.net.URI.create(again.header("location"))).header("location"));
        assertThat(technician.takeOver(back.code()).status()).isEqualTo(200);
    }

    @Test
    void t24_who_is_not_admitted_gets_no_code_and_an_administrator_sees_who_asked() {
        comesNext("stranger-1");

        var back = somebody().forPod(connector.somebody().ticket());

        assertThat(back.state()).isEqualTo("not-admitted");
        assertThat(back.code()).isEmpty();
        assertThat(staff.all(connector.installation()))
                .anyMatch(member -> member.subject().equals("stranger-1") && !member.admitted());
    }

    @Test
    void t24_the_address_of_a_technician_alone_makes_nobody_that_technician() {
        // the same mail address as the admitted one, from another account of the provider
        connector.world().identityProvider().next("not-jdoe", "J. Doe", "jdoe@msp.example");

        assertThat(somebody().forPod(connector.somebody().ticket()).state()).isEqualTo("not-admitted");
    }

    @Test
    void t24_a_technician_of_one_installation_is_nobody_in_the_other() {
        comesNext("only-autotask");
        somebody().forPod(1);
        admit("only-autotask", "countersign@sandbox.example", Role.TECHNICIAN);
        var elsewhere = Connector.running(Psa.Kind.CONNECTWISE);
        comesNext("only-autotask");

        var back =
                new SomebodyAtTheProvider(elsewhere, connector.bean(Keys.class).newToken()).forPod(1);

        assertThat(back.state()).isEqualTo("not-admitted");
        remove("only-autotask");
    }

    private void admit(String subject, String identifier, Role role) {
        assertThat(staff.admit(
                        connector.installation(), id(subject), Optional.of(identifier), Set.of(role), "this test"))
                .isEqualTo(Staff.Decided.DONE);
    }

    private void remove(String subject) {
        assertThat(staff.remove(connector.installation(), id(subject))).isEqualTo(Staff.Decided.DONE);
    }

    private String id(String subject) {
        return staff.all(connector.installation()).stream()
                .filter(member -> member.subject().equals(subject))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void an_administrator_who_is_no_technician_verifies_nobody() {
        comesNext("only-admin");
        somebody().forPod(1);
        admit("only-admin", "former", Role.ADMINISTRATOR);
        comesNext("only-admin");

        assertThat(somebody().forPod(1).state()).isEqualTo("not-admitted");
        remove("only-admin");
    }

    @Test
    void who_is_inactive_in_the_psa_gets_no_session() {
        comesNext("has-left");
        somebody().forPod(1);
        admit("has-left", "former", Role.TECHNICIAN);
        comesNext("has-left");
        var technician = somebody();

        var session = technician.takeOver(technician.forPod(1).code());

        assertThat(session.status()).isEqualTo(403);
        remove("has-left");
    }

    @Test
    void who_is_removed_loses_the_pod_that_is_open() {
        comesNext("removed");
        somebody().forPod(1);
        admit("removed", "countersign@sandbox.example", Role.TECHNICIAN);
        comesNext("removed");
        var technician = somebody();
        String token = technician.takeOver(technician.forPod(1).code()).at("/token");
        var bearer = Map.of("Authorization", "Bearer " + token);
        assertThat(connector.call("GET", "/pod/api/card", null, bearer).status())
                .isEqualTo(200);

        remove("removed");

        assertThat(connector.call("GET", "/pod/api/card", null, bearer).status())
                .isEqualTo(401);
    }

    // ---- at the console somebody has to have proved just now who they are ----

    private Map<String, String> forConsole() {
        return Map.of("installation", connector.installation().value(), "purpose", "console", "page", "window");
    }

    private static long minutesAgo(int minutes) {
        return java.time.Instant.now().getEpochSecond() - 60L * minutes;
    }

    @Test
    void the_console_asks_for_somebody_who_proved_within_a_quarter_of_an_hour_who_they_are() {
        assertThat(SomebodyAtTheProvider.query(somebody().begin(forConsole()).at("/location")))
                .containsEntry("max_age", "900")
                .containsEntry("prompt", "none");
        assertThat(SomebodyAtTheProvider.query(somebody().begin(forPod()).at("/location")))
                .doesNotContainKey("max_age");
    }

    @Test
    void t24_a_provider_that_lets_an_old_proof_pass_is_asked_to_show_itself_and_believed_no_second_time() {
        var administrator = somebody();
        connector.world().identityProvider().nextWith("jdoe", Map.of("auth_time", minutesAgo(17)));
        var asked = connector.fetch(java.net.URI.create(administrator.vouched(administrator.begin(forConsole()))));

        assertThat(asked.status()).isEqualTo(302);
        assertThat(SomebodyAtTheProvider.query(asked.header("location"))).doesNotContainKey("prompt");
        connector.world().identityProvider().nextWith("jdoe", Map.of("auth_time", minutesAgo(17)));
        var again = administrator.comeBack(
                connector.fetch(java.net.URI.create(asked.header("location"))).header("location"));
        assertThat(again.state()).isEqualTo("long-ago");
        assertThat(again.code()).isEmpty();
    }

    @Test
    void who_proved_just_now_who_they_are_comes_to_the_console_and_for_a_pod_the_time_does_not_count() {
        connector.world().identityProvider().nextWith("jdoe", Map.of("auth_time", minutesAgo(14)));
        assertThat(somebody().goAndComeBack(forConsole()).state()).isEqualTo("done");

        connector.world().identityProvider().nextWith("jdoe", Map.of("auth_time", minutesAgo(300)));
        assertThat(somebody().forPod(1).state()).isEqualTo("done");
    }

    @Test
    void t24_a_provider_that_was_not_to_show_itself_and_says_no_time_is_told_to_ask_anew() throws Exception {
        try (var clients = new HttpClients()) {
            var issuer = connector.world().identityProvider().issuer();
            var provider = new IdentityProvider(
                    new SignInSettings.Provider(issuer, "countersign", new Secret("made-up-secret"), true),
                    connector.bean(OutsideOrigins.class),
                    connector.world().connector().resolve("/sign-in/callback"),
                    clients);
            var silent = new IdentityProvider.Question("a", "b".repeat(43), "c".repeat(43), true, true);
            var shown = new IdentityProvider.Question("d", "e".repeat(43), "f".repeat(43), false, true);
            String code = SomebodyAtTheProvider.query(
                            connector.fetch(provider.ask(silent)).header("location"))
                    .get("code");

            assertThatThrownBy(() -> provider.redeem(silent, String.valueOf(code)))
                    .isInstanceOf(IdentityProvider.LongAgo.class);
            assertThat(SomebodyAtTheProvider.query(provider.ask(shown).toString()))
                    .containsEntry("prompt", "login")
                    .containsEntry("max_age", "900");
        }
    }

    // ---- what others try ----

    @Test
    void t07_the_code_opens_nothing_without_the_pages_verifier_and_is_used_up_by_the_try() {
        var technician = somebody();
        String code = technician.forPod(connector.somebody().ticket()).code();

        assertThat(somebody().takeOver(code).status()).isEqualTo(410);
        assertThat(technician.takeOver(code).status()).isEqualTo(410);
    }

    @Test
    void t07_a_code_works_once() {
        var technician = somebody();
        String code = technician.forPod(connector.somebody().ticket()).code();

        assertThat(technician.takeOver(code).status()).isEqualTo(200);
        assertThat(technician.takeOver(code).status()).isEqualTo(410);
    }

    @Test
    void t07_nobody_comes_back_twice_or_with_a_state_of_their_own() {
        var technician = somebody();
        String address = technician.vouched(technician.begin(Map.of(
                "installation", connector.installation().value(), "ticket", "1", "purpose", "pod", "page", "frame")));
        assertThat(technician.comeBack(address).state()).isEqualTo("done");

        assertThat(technician.comeBack(address).state()).isEqualTo("unexpected");
        assertThat(technician
                        .comeBack(connector.world().connector() + "/sign-in/callback?state=made-up&code=made-up")
                        .state())
                .isEqualTo("unexpected");
    }

    @Test
    void t24_a_code_of_the_provider_that_was_given_to_another_question_is_refused() {
        var victim = somebody();
        var attacker = somebody();
        var wanted = Map.of(
                "installation", connector.installation().value(), "ticket", "1", "purpose", "pod", "page", "frame");
        var ofVictim = SomebodyAtTheProvider.query(victim.vouched(victim.begin(wanted)));
        var ofAttacker = SomebodyAtTheProvider.query(attacker.vouched(attacker.begin(wanted)));

        var back = attacker.comeBack(connector.world().connector() + "/sign-in/callback?state="
                + ofAttacker.get("state") + "&code=" + ofVictim.get("code"));

        assertThat(back.state()).isEqualTo("refused");
        assertThat(back.code()).isEmpty();
    }

    @Test
    void t24_a_token_of_another_issuer_for_another_client_or_of_yesterday_proves_nobody() {
        long yesterday = java.time.Instant.now().getEpochSecond() - 86_400;
        for (Map<String, Object> wrong : java.util.List.<Map<String, Object>>of(
                Map.of("iss", "https://login.elsewhere.example/msp"),
                Map.of("aud", "another-client"),
                Map.of("exp", yesterday, "iat", yesterday - 60, "nbf", yesterday - 60))) {
            connector.world().identityProvider().nextWith("jdoe", wrong);

            var back = somebody().forPod(1);

            assertThat(back.state()).as("%s", wrong).isEqualTo("refused");
            assertThat(back.code()).isEmpty();
        }
    }

    @Test
    void who_is_no_technician_any_more_loses_the_pod_that_is_open() {
        comesNext("becomes-auditor");
        somebody().forPod(1);
        admit("becomes-auditor", "countersign@sandbox.example", Role.TECHNICIAN);
        comesNext("becomes-auditor");
        var technician = somebody();
        String token = technician.takeOver(technician.forPod(1).code()).at("/token");
        var bearer = Map.of("Authorization", "Bearer " + token);
        assertThat(connector.call("GET", "/pod/api/card", null, bearer).status())
                .isEqualTo(200);

        // as it happens while a session is just being made
        connector
                .bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                .sql("update staff set roles = '{auditor}' where id = ?")
                .param(id("becomes-auditor"))
                .update();

        assertThat(connector.call("GET", "/pod/api/card", null, bearer).status())
                .isEqualTo(401);
        remove("becomes-auditor");
    }

    @Test
    void while_the_psa_is_silent_the_same_code_can_be_brought_again() {
        var technician = somebody();
        connector.bean(Staff.class);
        comesNext("waits-for-psa");
        somebody().forPod(1);
        admit("waits-for-psa", "countersign@sandbox.example", Role.TECHNICIAN);
        comesNext("waits-for-psa");
        String code = technician.forPod(1).code();
        connector.sandbox("PUT", "/faults/autotask", Map.of("mode", "status", "status", 503));

        var silent = technician.takeOver(code);
        connector.sandbox("PUT", "/faults/autotask", Map.of("mode", "ok"));

        assertThat(silent.status()).isEqualTo(503);
        assertThat(somebody().takeOver(code).status()).isEqualTo(410);
        remove("waits-for-psa");
    }

    @Test
    void t07_a_claim_that_only_connectwise_hands_out_is_none_at_autotask() {
        var claim = Map.of(
                "installation", connector.installation().value(),
                "ticket", "1",
                "companyId", "sandbox",
                "memberId", "jdoe",
                "memberHash", "made-up");

        assertThat(connector.call("POST", "/pod/api/session", claim, Map.of()).status())
                .isEqualTo(404);
    }

    @Test
    void a_provider_that_fails_is_said_to_be_silent() {
        var technician = somebody();
        String back = technician.vouched(technician.begin(forPod()));

        connector.world().identityProvider().failsNext();

        assertThat(technician.comeBack(back).state()).isEqualTo("silent");
    }

    private Map<String, String> forPod() {
        return Map.of(
                "installation", connector.installation().value(), "ticket", "1", "purpose", "pod", "page", "frame");
    }

    @Test
    void who_comes_back_after_ten_minutes_or_fetches_after_one_begins_anew() {
        var late = somebody();
        String back = late.vouched(late.begin(forPod()));
        database()
                .sql("update sign_in set begun_at = begun_at - interval '601 seconds'")
                .update();
        assertThat(late.comeBack(back).state()).isEqualTo("unexpected");

        var slow = somebody();
        String code = slow.forPod(1).code();
        database()
                .sql("update handover set made_at = made_at - interval '61 seconds'")
                .update();
        assertThat(slow.takeOver(code).status()).isEqualTo(410);
    }

    private JdbcClient database() {
        return connector.bean(JdbcClient.class);
    }

    @Test
    void t17_of_more_beginnings_than_are_kept_the_oldest_are_forgotten_and_nobody_is_refused() {
        var technician = somebody();
        database().sql("""
                        insert into sign_in (state, installation, purpose, page, ticket, challenge, silent, sealed, begun_at)
                        select 'flood-' || number, ?, 'POD', 'FRAME', 1, 'x', true, '', clock_timestamp() - interval '1 minute'
                        from generate_series(1, 10001) as number
                        """).param(connector.installation().value()).update();
        String back = technician.vouched(technician.begin(forPod()));

        connector.bean(SignIns.class).sweep();

        assertThat(database()
                        .sql("select count(*) from sign_in")
                        .query(Long.class)
                        .single())
                .isEqualTo(10_000);
        assertThat(technician.comeBack(back).state()).isEqualTo("done");
        database().sql("delete from sign_in where state like 'flood-%'").update();
    }

    @Test
    void one_member_of_the_psa_is_one_person_and_stays_it() {
        comesNext("is-bound");
        somebody().forPod(1);
        admit("is-bound", "former", Role.TECHNICIAN);
        comesNext("wants-the-same");
        somebody().forPod(1);

        assertThat(decide("wants-the-same", "former")).isEqualTo(Staff.Decided.TAKEN);
        assertThat(decide("is-bound", "countersign@sandbox.example")).isEqualTo(Staff.Decided.BOUND_ALREADY);

        remove("is-bound");
        assertThat(decide("wants-the-same", "former")).isEqualTo(Staff.Decided.DONE);
        remove("wants-the-same");
    }

    private Staff.Decided decide(String subject, String identifier) {
        return staff.admit(
                connector.installation(), id(subject), Optional.of(identifier), Set.of(Role.TECHNICIAN), "this test");
    }

    @Test
    void what_is_asked_for_has_to_be_whole() {
        var whole = Map.of(
                "installation", connector.installation().value(), "ticket", "1", "purpose", "pod", "page", "frame");
        for (String missing : whole.keySet()) {
            var partly = new java.util.HashMap<>(whole);
            partly.remove(missing);

            assertThat(somebody().begin(partly).status()).as(missing).isIn(400, 404);
        }
        assertThat(connector.call("POST", "/sign-in", whole, Map.of()).status()).isEqualTo(400);
    }

    @Test
    void the_console_answers_nobody_without_a_bearer() {
        for (String way : java.util.List.of(
                "GET /console/api/staff",
                "POST /console/api/staff/s_x/admit",
                "POST /console/api/staff/s_x/remove",
                "GET /console/api/waiting",
                "POST /console/api/waiting/p_x/confirm")) {
            String[] verbAndPath = way.split(" ", 2);
            assertThat(connector
                            .call(verbAndPath[0], verbAndPath[1], null, Map.of())
                            .status())
                    .as(way)
                    .isEqualTo(401);
        }
    }

    // ---- the first administrator ----

    @Test
    void a_set_up_link_that_is_used_by_many_at_once_makes_one_administrator() throws Exception {
        String link = Keys.tokenHash(staff.newSetupLink(connector.installation()));
        var people = new java.util.ArrayList<String>();
        for (int i = 0; i < 8; i++) {
            comesNext("at-once-" + i);
            somebody().forPod(1);
            people.add(id("at-once-" + i));
        }
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var made = threads
                    .invokeAll(people.stream()
                            .map(one -> (java.util.concurrent.Callable<Boolean>) () ->
                                    staff.makeAdministrator(staff.find(one).orElseThrow(), link))
                            .toList())
                    .stream()
                    .filter(java.util.concurrent.Future::resultNow)
                    .count();

            assertThat(made).isEqualTo(1);
        }
        for (int i = 0; i < 8; i++) {
            remove("at-once-" + i);
        }
    }

    @Test
    void a_set_up_link_is_over_after_a_quarter_of_an_hour() {
        String link = staff.newSetupLink(connector.installation());
        database()
                .sql("update setup_link set made_at = made_at - interval '901 seconds'")
                .update();

        assertThat(somebody()
                        .begin(Map.of("purpose", "setup", "page", "window", "setupLink", link))
                        .status())
                .isEqualTo(410);
    }

    @Test
    void a_set_up_link_makes_one_administrator_and_no_second() {
        String link = staff.newSetupLink(connector.installation());
        var wanted = Map.of("purpose", "setup", "page", "window", "setupLink", link);
        comesNext("first-admin");
        var first = somebody();
        var alsoHasIt = somebody();
        var begunBefore = alsoHasIt.begin(wanted);

        var back = first.goAndComeBack(wanted);
        String token = first.takeOver(back.code()).at("/token");

        assertThat(connector
                        .call("GET", "/console/api/staff", null, Map.of("Authorization", "Bearer " + token))
                        .text())
                .contains("Somebody Else");
        assertThat(somebody().begin(wanted).status()).isEqualTo(410);
        comesNext("second-admin");
        assertThat(alsoHasIt
                        .takeOver(alsoHasIt
                                .comeBack(alsoHasIt.vouched(begunBefore))
                                .code())
                        .status())
                .isEqualTo(410);
        assertThat(staff.all(connector.installation()))
                .noneMatch(member -> member.subject().equals("second-admin") && member.admitted());
        remove("first-admin");
    }
}
