package io.countersign.challenge;

import io.countersign.account.MobileNumber;
import io.countersign.ticket.InstallationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Sends text messages. Blocking, at most ten seconds, and never repeats a send by itself. */
public interface TextMessages {
    Handover send(OutgoingText text);

    /**
     * Whether the provider already took this very text for this number since {@code since}; asked after a crash or an unclear answer, before the same text goes
     * out once more. Empty means that the provider surely has none; throws {@link IllegalStateException} when it cannot be asked.
     */
    Optional<Handover.Accepted> taken(OutgoingText text, Instant since);

    /**
     * One text.
     *
     * @param reference our own opaque id, given back with the provider's status reports
     * @param body one GSM-7 segment; holds a code, so it prints masked
     * @param usefulFor after this the provider should drop it rather than deliver it late
     */
    record OutgoingText(
            InstallationId installation, String reference, MobileNumber to, String body, Duration usefulFor) {
        @Override
        public String toString() {
            return "OutgoingText[" + reference + "]";
        }
    }
}
