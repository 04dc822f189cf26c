package io.countersign.app.console;

import static io.countersign.app.api.Programs.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.AccountId;
import io.countersign.account.MailAddress;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.installation.Psa;
import io.countersign.app.people.HelpDesk;
import io.countersign.app.staff.Person;
import io.countersign.app.staff.Role;
import io.countersign.app.staff.Staff;
import io.countersign.ticket.InstallationId;
import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Answer;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the console answers to whom. */
class ConsoleTest {
    private final HelpDesk desk = new HelpDesk(Psa.Kind.CONNECTWISE);
    private final Connector connector = desk.connector();
    private final InstallationId id = new InstallationId(desk.id());
    private final Staff staff = connector.bean(Staff.class);
    private final AccountId account = person();
    private final String point = point();

    @BeforeEach
    void it_came_some_time_ago() {
        connector
                .bean(JdbcClient.class)
                .sql("update contact_point set first_seen = first_seen - interval '16 minutes' where id = ?")
                .param(point)
                .update();
    }

    private AccountId person() {
        var accounts = connector.bean(PostgresAccounts.class);
        return connector
                .bean(KeepAccounts.class)
                .create(accounts.customer(id, "acme").orElseThrow(), "Wanda Waits", Optional.empty(), Optional.empty())
                .id();
    }

    private String point() {
        return connector
                .bean(KeepAccounts.class)
                .changeAtPsa(id, account, Optional.empty(), MailAddress.parse("wanda@acme.example"), Optional.empty())
                .orElseThrow()
                .points()
                .getFirst()
                .id()
                .value();
    }

    private String bearer(Role role) {
        var member = staff.seen(
                        id, new Person("https://login.example", role.key(), "Some " + role.key(), Optional.empty()))
                .orElseThrow();
        // each is somebody else at the PSA
        var identifier = Optional.of(role == Role.SUPERVISOR ? "jdoe" : "asmith")
                .filter(name -> role == Role.SUPERVISOR || role == Role.ADMINISTRATOR);
        assertThat(staff.admit(id, member.id(), identifier, Set.of(role), "this test"))
                .isEqualTo(Staff.Decided.DONE);
        return connector.bean(ConsoleSessions.class).begin(member.id());
    }

    private Answer get(String view, String bearer) {
        return connector.call("GET", "/console/api/" + view, null, with(bearer));
    }

    private Answer confirm(String bearer, String reason) {
        return connector.call(
                "POST",
                "/console/api/waiting/" + point + "/confirm",
                form("account=" + account.value() + "&reason=" + reason),
                with(bearer));
    }

    private static Connector.Raw form(String fields) {
        return new Connector.Raw("application/x-www-form-urlencoded", fields);
    }

    @Test
    void a_supervisor_sees_what_waits_and_not_who_may_sign_in() {
        String supervisor = bearer(Role.SUPERVISOR);

        var waiting = get("waiting", supervisor);

        assertThat(waiting.status()).isEqualTo(200);
        assertThat(waiting.text()).contains("Wanda Waits", "1 waits").doesNotContain("wanda@acme.example");
        assertThat(get("staff", supervisor).status()).isEqualTo(403);
    }

    @Test
    void t24_who_only_verifies_or_only_reads_confirms_nothing() {
        for (Role role : new Role[] {Role.TECHNICIAN, Role.AUDITOR}) {
            String bearer = bearer(role);

            assertThat(get("waiting", bearer).status()).as(role.key()).isEqualTo(403);
            assertThat(confirm(bearer, "so").status()).as(role.key()).isEqualTo(403);
        }
        assertThat(get("waiting", bearer(Role.SUPERVISOR)).text()).contains("1 waits");
    }

    @Test
    void a_confirmation_wants_to_know_how_they_know_and_is_shown_with_it() {
        String supervisor = bearer(Role.SUPERVISOR);

        assertThat(confirm(supervisor, "%20").text()).contains("say how you know", "1 waits");
        var done = confirm(supervisor, "called+the+office");

        assertThat(done.text())
                .contains("Confirmed. It counts", "Nothing waits", "called the office", "Some supervisor");
        assertThat(confirm(supervisor, "called+the+office").text()).contains("does not wait any more");
    }

    @Test
    void what_was_confirmed_by_mistake_is_taken_back_and_waits_again() {
        String supervisor = bearer(Role.SUPERVISOR);
        assertThat(confirm(supervisor, "so").text()).contains("Nothing waits", "Take back");

        var back = connector.call(
                "POST",
                "/console/api/waiting/" + point + "/take-back",
                form("account=" + account.value()),
                with(supervisor));

        assertThat(back.text()).contains("Taken back", "1 waits", "Counts no longer");
        assertThat(connector
                        .call(
                                "POST",
                                "/console/api/waiting/" + point + "/take-back",
                                form("account=" + account.value()),
                                with(supervisor))
                        .text())
                .contains("does not count by a confirmation any more");
    }

    @Test
    void t08_who_is_nobody_at_the_psa_confirms_nothing() {
        var member = staff.seen(id, new Person("https://login.example", "no-member", "No Member", Optional.empty()))
                .orElseThrow();
        assertThat(staff.admit(id, member.id(), Optional.empty(), Set.of(Role.ADMINISTRATOR), "this test"))
                .isEqualTo(Staff.Decided.DONE);

        var refused = confirm(connector.bean(ConsoleSessions.class).begin(member.id()), "so");

        assertThat(refused.text()).contains("you are no active user of the PSA here", "1 waits", "value=\"so\"");
    }

    @Test
    void t19_what_somebody_wrote_as_a_reason_is_shown_as_they_wrote_it() {
        assertThat(confirm(bearer(Role.ADMINISTRATOR), "%3Cscript%3Ealert(1)%3C%2Fscript%3E")
                        .text())
                .contains("&lt;script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void t17_whoever_signed_in_long_ago_looks_and_changes_nothing() {
        String supervisor = bearer(Role.SUPERVISOR);
        String administrator = bearer(Role.ADMINISTRATOR);
        connector
                .bean(JdbcClient.class)
                .sql(
                        "update console_session set begun_at = begun_at - interval '901 seconds' where staff in (select id from staff where installation = ?)")
                .param(id.value())
                .update();

        var waiting = get("waiting", supervisor);

        assertThat(waiting.text()).contains("Wanda Waits", "Sign in").doesNotContain("name=\"reason\"");
        assertThat(confirm(supervisor, "so").at("/type")).endsWith("sign-in-again");
        for (String act : new String[] {"admit", "remove"}) {
            String address = "/console/api/staff/" + staff.all(id).getFirst().id() + "/" + act;
            assertThat(connector
                            .call("POST", address, form("role=auditor"), with(administrator))
                            .at("/type"))
                    .as(act)
                    .endsWith("sign-in-again");
        }
        assertThat(get("waiting", supervisor).text()).contains("1 waits");
    }
}
