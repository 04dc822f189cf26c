package io.countersign.app.pod;

import io.countersign.policy.LimitReached;
import io.countersign.verification.Actor;
import io.countersign.verification.Decision.NotThisWay.Why;
import io.countersign.verification.Outcome;
import io.countersign.verification.Refusal;

/** What has to be told about the press that led to this card, beside what the card shows anyway. */
public sealed interface Telling {
    /** Nothing: the press did what it says, or nothing was pressed. */
    record Nothing() implements Telling {}

    record Refused(Refusal refusal) implements Telling {}

    record Limited(LimitReached limit) implements Telling {}

    record NotThisWay(Why why) implements Telling {}

    /** Somebody, or the deadline, was first. */
    record Lost(Outcome outcome, Actor by) implements Telling {}

    record WrongCode() implements Telling {}

    /** The same wrong code as before: nothing was counted. */
    record SameWrongCode() implements Telling {}

    /** What was typed is not six digits; nothing was compared. */
    record NotACode() implements Telling {}

    record NoSuchAccount() implements Telling {}
}
