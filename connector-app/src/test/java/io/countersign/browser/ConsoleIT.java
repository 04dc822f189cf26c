package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.app.staff.Staff;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
