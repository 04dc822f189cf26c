package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.trial.Connector;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test with a browser and the running connector. Whatever it does, no page may complain about it. */
@ExtendWith(NeedsBrowser.class)
abstract class InTheBrowser {
    final Connector connector = Connector.running(psa());

    /** In which PSA the ticket stands. */
    Psa.Kind psa() {
        return Psa.Kind.CONNECTWISE;
    }

    /** The pod of this ticket, once the card stands in it. */
    TicketPage ticketPage(long ticket) {
        return TicketPage.of(psa(), ticket);
    }

    /** The same for another technician than J. Doe. */
    TicketPage ticketPage(long ticket, String technician) {
        if (psa() == Psa.Kind.AUTOTASK) {
            connector.world().identityProvider().next(technician, technician, technician + "@msp.example");
        }
        return TicketPage.of(psa(), ticket, technician);
    }

    /** The page around the pod with other choices in its address; the pod may never come to a card. */
    TicketPage openedPage(long ticket, String choices) {
        return TicketPage.opened(psa(), ticket, choices);
    }

    @BeforeEach
    void nothing_was_complained_about_yet() {
        entry("shown");
        Browser.complaints();
        Browser.network();
    }

    @AfterEach
    void no_page_complains() {
        assertThat(Browser.complaints()).isEmpty();
    }

    /** Technicians type what they hear, and never see the code, while this happens. */
    void blind(Runnable what) {
        entry("blind");
        try {
            what.run();
        } finally {
            entry("shown");
        }
    }

    private void entry(String mode) {
        assertThat(connector
                        .call("PUT", "/api/v1/policy", Map.of("codeEntry", mode))
                        .status())
                .isEqualTo(200);
    }
}
