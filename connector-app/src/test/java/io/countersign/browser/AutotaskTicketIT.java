package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Keys;
import io.countersign.trial.Connector;
import io.countersign.trial.SomebodyAtTheProvider;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WindowType;

/** How somebody comes to the pod from an Autotask ticket, and who does not. */
class AutotaskTicketIT extends InTheBrowser {
    @Override
    Psa.Kind psa() {
        return Psa.Kind.AUTOTASK;
    }

    private String liveLink(long ticket) {
        return connector
                .sandbox("GET", "/page/state?psa=autotask&ticket=" + ticket, null)
                .at("/pod/liveLink");
    }

    @Test
    void the_panel_beside_the_ticket_shows_nothing_of_it_before_the_technician_signed_in() {
        var person = connector.somebody();
        var page = openedPage(person.ticket(), "");

        page.becomes("sign-in");

        assertThat(String.valueOf(page.browser().executeScript("return document.documentElement.outerHTML")))
                .doesNotContain(person.name(), person.mail());
        page.photograph("autotask-sign-in");
        page.press("Sign in").becomes("matched");
        assertThat(page.text()).contains(person.name());
        page.until(() -> Optional.of(page.browser().getWindowHandles()).filter(windows -> windows.size() == 1));
    }

    @Test
    void the_live_link_opens_a_window_that_needs_no_press_to_sign_in() {
        var person = connector.somebody();
        var window = WindowPage.opened(liveLink(person.ticket()));

        window.becomes("matched");

        assertThat(window.text()).contains(person.name());
        window.photograph("autotask-window");
        window.close();
    }

    @Test
    void a_newer_window_takes_over_from_the_older_one() {
        var first = connector.somebody();
        var second = connector.somebody();
        var older = WindowPage.opened(liveLink(first.ticket()));
        older.becomes("matched");
        var newer = WindowPage.opened(liveLink(second.ticket()));
        newer.becomes("matched");

        older.becomes("moved");

        assertThat(older.text()).doesNotContain(first.name());
        newer.becomes("matched");
        older.close();
        newer.close();
    }

    @Test
    void the_window_leads_to_the_tickets_that_the_technician_changed_lately() {
        var before = connector.somebody();
        var now = connector.somebody();
        // J. Doe changes it; the webhook says so
        connector.sandbox("PATCH", "/autotask/tickets/" + before.ticket(), Map.of("summary", "Changed by J. Doe"));
        var window = WindowPage.opened(liveLink(now.ticket()));
        window.becomes("matched");
        String line = "Ticket "
                + connector
                        .get("/api/v1/tickets/" + before.ticket() + "/options")
                        .at("/ticketNumber");

        window.says(line);
        window.photograph("autotask-window-with-tickets");
        window.press(line);

        window.says(before.name());
        window.becomes("matched");
        assertThat(window.address()).endsWith("?ticketId=" + before.ticket());
        window.close();
    }

    @Test
    void a_reloaded_window_signs_in_again_by_itself() {
        var person = connector.somebody();
        var window = WindowPage.opened(liveLink(person.ticket()));
        window.becomes("matched");

        window.browser().navigate().refresh();

        window.becomes("matched");
        assertThat(window.browser().executeScript("return sessionStorage.length"))
                .isEqualTo(0L);
        window.close();
    }

    @Test
    void t07_somebody_who_is_not_admitted_sees_nothing_of_the_ticket() {
        var person = connector.somebody();
        connector.world().identityProvider().next("outsider", "Out Sider", "outsider@elsewhere.example");
        var browser = Browser.running();
        String before = browser.getWindowHandle();
        browser.switchTo().newWindow(WindowType.TAB);

        browser.get(liveLink(person.ticket()));

        String text = Connector.eventually(
                () -> Optional.of(String.valueOf(browser.executeScript("return document.body.innerText")))
                        .filter(said -> said.contains("You are not admitted yet")));
        assertThat(text).contains("Out Sider").doesNotContain(person.name());
        browser.close();
        browser.switchTo().window(before);
    }

    @Test
    void where_the_opener_was_cut_off_the_whole_page_goes_on_in_the_window() {
        var person = connector.somebody();
        var frame =
                new SomebodyAtTheProvider(connector, connector.bean(Keys.class).newToken());
        // as after a provider that separates its pages from whoever opened them
        var window = WindowPage.opened(frame.begin(Map.of(
                        "installation",
                        connector.installation().value(),
                        "ticket",
                        Long.toString(person.ticket()),
                        "purpose",
                        "pod",
                        "page",
                        "frame"))
                .at("/location"));

        window.becomes("matched");

        assertThat(window.text()).contains(person.name());
        window.close();
    }

    @Test
    void a_frame_whose_window_is_closed_can_ask_again() {
        var person = connector.somebody();
        var page = openedPage(person.ticket(), "");
        page.becomes("sign-in");
        // the provider does not come back
        page.browser()
                .executeScript(
                        "window.opened = []; const open = window.open; window.open = (...a) => { const w = open(...a); window.opened.push(w); return { get closed() { return w.closed; }, close: () => w.close(), location: { replace: () => {} } }; };");
        page.press("Sign in").becomes("signing-in");

        page.browser().executeScript("window.opened[0].close()");

        page.becomes("sign-in");
    }

    @Test
    void the_panel_may_be_framed_by_autotask_alone() {
        var shell = connector.fetch(
                java.net.URI.create(liveLink(connector.somebody().ticket())));

        assertThat(shell.header("content-security-policy"))
                .endsWith("frame-ancestors "
                        + connector.world().sandbox().autotask().origin());
        assertThat(shell.headers()).doesNotContainKeys("x-frame-options", "set-cookie");
    }
}
