package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test with a browser and the running connector. Whatever it does, no page may complain about it. */
@ExtendWith(NeedsBrowser.class)
abstract class InTheBrowser {
    final Connector connector = Connector.running();

    @BeforeEach
    void nothing_was_complained_about_yet() {
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
