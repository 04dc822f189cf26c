package io.countersign.app.desk;

import io.countersign.challenge.Code;
import io.countersign.ticket.NoteProgress;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent.NoteKind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A verification as somebody at the help desk may see it now.
 *
 * @param code present only while it is open and policy or direction shows it
 * @param notes how far each owed note has come; none for a verification that owes none
 * @param receipt what the note carries; empty until the outcome is decided
 * @param now the server's time, by which countdowns run
 */
public record VerificationSight(
        Verification verification,
        Optional<Code> code,
        int triesLeft,
        Map<NoteKind, NoteProgress> notes,
        Optional<String> receipt,
        Instant now) {
    public VerificationSight {
        notes = Map.copyOf(notes);
    }
}
