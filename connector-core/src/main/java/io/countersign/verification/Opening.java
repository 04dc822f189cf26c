package io.countersign.verification;

import io.countersign.policy.LimitReached;
import io.countersign.verification.VerificationEvent.Requested;

/** What came of the wish to begin a verification. */
public sealed interface Opening {
    record Opened(VerificationId id, Requested requested, LiveCode live) implements Opening {}

    record Refused(Refusal refusal) implements Opening {}

    record Limited(LimitReached limit) implements Opening {}
}
