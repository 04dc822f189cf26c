package io.countersign.app.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.challenge.Channel;
import io.countersign.verification.Actor;
import io.countersign.verification.Decision;
import io.countersign.verification.VerificationEvent.Comparison;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.Expired;
import io.countersign.verification.VerificationEvent.Verified;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the page behind a message says to somebody who pressed its button. */
class ConfirmPageTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final String MATCHES = "confirm.told.matches";
    private static final String NOT_ME = "confirm.told.not-me";

    @Test
    void who_presses_in_time_is_told_what_they_said() {
        var verified = new Decision.Taken(
                List.of(new Verified(NOON, new Actor.EndUser(Channel.EMAIL), Comparison.BY_END_USER)));

        assertThat(ConfirmPage.told(Optional.of(verified), MATCHES)).isEqualTo(MATCHES);
    }

    @Test
    void who_presses_it_matches_after_the_deadline_is_told_that_it_is_too_late() {
        var expired = new Decision.Taken(List.of(new Expired(NOON)));

        assertThat(ConfirmPage.told(Optional.of(expired), MATCHES)).isEqualTo("confirm.told.too-late");
    }

    @Test
    void T22_who_says_not_me_after_the_deadline_is_told_that_it_was_heard() {
        var disputed = new Decision.Taken(List.of(new Expired(NOON), new Disputed(NOON, Channel.EMAIL)));

        assertThat(ConfirmPage.told(Optional.of(disputed), NOT_ME)).isEqualTo(NOT_ME);
    }
}
