package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.AccountId;
import io.countersign.account.MobileNumber;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.installation.Psa;
import io.countersign.app.staff.Role;
import io.countersign.app.staff.Staff;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The first administrator comes by a link, and admits a technician, who works a minute later. */
class ConsoleIT extends InTheBrowser {
    @Override
    Psa.Kind psa() {
        return Psa.Kind.AUTOTASK;
    }

    private final Staff staff = connector.bean(Staff.class);

    @AfterEach
    void who_came_here_is_forgotten() {
        staff.all(connector.installation()).stream()
                .filter(member -> member.subject().startsWith("console-"))
                .forEach(member -> staff.remove(connector.installation(), member.id()));
    }

    private void comes(String subject, String name, String email) {
        connector.world().identityProvider().next(subject, name, email);
    }

    private String liveLink(long ticket) {
        return connector
                .sandbox("GET", "/page/state?psa=autotask&ticket=" + ticket, null)
                .at("/pod/liveLink");
    }

    @Test
    void from_the_set_up_link_to_a_technician_at_work() {
        var person = connector.somebody();
        comes("console-new", "Robin Newcomer", "robin@msp.example");
        var refused = WindowPage.opened(liveLink(person.ticket()));
        refused.says("You are not admitted yet");
        refused.photograph("console-not-admitted");
        refused.close();

        comes("console-admin", "Alex Admin", "alex@msp.example");
        var console = WindowPage.opened(
                connector.world().connector() + "/setup#" + staff.newSetupLink(connector.installation()));
        console.photograph("console-setup");
        assertThat(console.address()).endsWith("/setup");
        console.press("Sign in");
        console.says("Robin Newcomer");
        console.photograph("console-staff");
        console.type("Robin Newcomer", "identifier", "countersign@sandbox.example");
        console.pressFor("Robin Newcomer", "Admit");
        console.says("Admitted.");
        console.close();

        comes("console-new", "Robin Newcomer", "robin@msp.example");
        var window = WindowPage.opened(liveLink(person.ticket()));
        window.becomes("matched");
        window.close();
    }

    @Test
    void the_last_administrator_cannot_lock_everybody_out() {
        comes("jdoe", "J. Doe", "jdoe@msp.example");
        var console = WindowPage.opened(connector.world().connector() + "/console/"
                + connector.installation().value() + "/staff");
        console.says("J. Doe");

        console.pressFor("J. Doe", "Remove");

        console.says("nobody would be administrator any more");
        console.close();
    }

    @Test
    void a_technician_who_is_no_administrator_sees_no_list() {
        comes("asmith", "A. Smith", "asmith@msp.example");
        var console = WindowPage.opened(connector.world().connector() + "/console/"
                + connector.installation().value() + "/staff");

        console.says("This is for administrators");

        assertThat(console.text()).doesNotContain("J. Doe");
        console.close();
    }

    @Test
    void a_supervisor_confirms_a_number_and_goes_on_to_the_other_page_and_back() {
        var person = connector.somebody();
        var keep = connector.bean(KeepAccounts.class);
        assertThat(keep.changeAtPsa(
                        connector.installation(),
                        new AccountId(person.account()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new MobileNumber(connector.newNumber()))))
                .isPresent();
        // who entered it may be told a while after it came
        connector
                .bean(JdbcClient.class)
                .sql(
                        "update contact_point set first_seen = first_seen - interval '16 minutes' where account = ? and settling <> 'settled'")
                .param(person.account())
                .update();
        comes("jdoe", "J. Doe", "jdoe@msp.example");
        var console = WindowPage.opened(address("waiting"));
        console.says(person.name());
        assertThat(console.address()).endsWith("/waiting");
        console.photograph("console-waiting");

        console.type(person.name(), "reason", "asked the office manager in person" + Keys.ENTER);

        console.says("Confirmed. It counts from now on.");
        console.says("asked the office manager in person");
        console.photograph("console-confirmed");
        console.follow("Staff");
        console.says("Who may sign in");
        assertThat(console.address()).endsWith("/staff");
        console.follow("Waiting");
        console.says("Confirmed lately");
        console.press("Take back");
        console.says("Taken back. It waits again");
        console.close();
    }

    @Test
    void a_supervisor_who_is_no_administrator_is_told_so_on_the_other_page() {
        comes("console-supervisor", "Sam Supervisor", "sam@msp.example");
        var asked = WindowPage.opened(address("waiting"));
        asked.says("You are not admitted yet");
        asked.close();
        var member = staff.all(connector.installation()).stream()
                .filter(one -> one.subject().equals("console-supervisor"))
                .findFirst()
                .orElseThrow();
        assertThat(staff.admit(
                        connector.installation(), member.id(), Optional.empty(), Set.of(Role.SUPERVISOR), "this test"))
                .isEqualTo(Staff.Decided.DONE);
        comes("console-supervisor", "Sam Supervisor", "sam@msp.example");

        var console = WindowPage.opened(address("waiting"));
        console.says("Numbers and addresses that wait");
        console.follow("Staff");

        console.says("This is for administrators");
        assertThat(console.text()).doesNotContain("J. Doe");
        console.follow("Waiting");
        console.says("Numbers and addresses that wait");
        assertThat(Browser.complaints()).allMatch(line -> line.contains("403"));
        console.close();
    }

    private String address(String view) {
        return connector.world().connector() + "/console/"
                + connector.installation().value() + "/" + view;
    }

    @Test
    void a_set_up_link_that_was_used_says_so() {
        comes("console-first", "First", "first@msp.example");
        String link = connector.world().connector() + "/setup#" + staff.newSetupLink(connector.installation());
        var first = WindowPage.opened(link);
        first.press("Sign in");
        first.says("Who may sign in");
        first.close();

        var second = WindowPage.opened(link);
        second.press("Sign in");

        second.says("This link was used already");
        assertThat(Browser.complaints()).allMatch(line -> line.contains("410"));
        second.close();
    }
}
