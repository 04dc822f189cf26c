package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** What only ConnectWise's page around the pod can tell: that a ticket has no number yet, and who looks at it. */
class ConnectWisePodIT extends InTheBrowser {
    @AfterEach
    void the_psa_works_again() {
        fault(Map.of("mode", "ok"));
    }

    private void fault(Map<String, Object> fault) {
        assertThat(connector.sandbox("PUT", "/faults/connectwise", fault).status())
                .isEqualTo(200);
    }

    @Test
    void a_ticket_that_is_not_saved_yet_says_so_and_the_card_appears_by_itself() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());

        screen(page, "");
        page.becomes("ticket-not-saved");
        assertThat(page.text()).contains("Save the ticket first").doesNotContain(person.name());
        page.photograph("ticket-not-saved");

        screen(page, Long.toString(person.ticket()));
        page.becomes("matched");
    }

    /** The PSA's page says which ticket it shows, as it does when a new one is opened or saved. */
    private void screen(TicketPage page, String ticket) {
        page.browser().switchTo().defaultContent();
        page.browser().executeScript("""
                        document.getElementById('pod').contentWindow.postMessage(JSON.stringify({
                            event: 'onLoad', _id: 'screen-' + arguments[0],
                            data: { screenObject: { screen: 'ticket', id: arguments[0], hostedAs: 'pod' } } }), arguments[1]);
                        """, ticket, connector.world().connector().toString());
        page.browser().switchTo().frame(page.browser().findElement(By.id("pod")));
    }

    @Test
    void a_pod_that_opens_while_the_psa_is_down_proves_its_technician_when_it_is_back() {
        var person = connector.somebody();
        fault(Map.of("mode", "status", "status", 503, "match", "GET tickets"));
        var page = openedPage(person.ticket(), "");
        page.becomes("psa-down");
        assertThat(page.text()).doesNotContain(person.name());
        fault(Map.of("mode", "ok"));

        page.becomes("matched");
        assertThat(Browser.complaints()).allMatch(line -> line.contains("503"));
    }
}
