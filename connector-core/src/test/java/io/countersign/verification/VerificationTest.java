package io.countersign.verification;

import static io.countersign.memory.Fixtures.A_SCRIPT;
import static io.countersign.memory.Fixtures.CODE;
import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.ROB;
import static io.countersign.memory.Fixtures.aRequest;
import static io.countersign.memory.Fixtures.aRequestToASuppliedPlace;
import static io.countersign.memory.Fixtures.aVerification;
import static io.countersign.memory.Fixtures.accountId;
import static io.countersign.memory.Fixtures.mail;
import static io.countersign.memory.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.challenge.Channel;
import io.countersign.challenge.Code;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.memory.CodesInOrder;
import io.countersign.memory.TalliesInMemory;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.Limit.CountKey;
import io.countersign.policy.LimitKind;
import io.countersign.policy.Limits;
import io.countersign.policy.Need;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationEvent.Cancelled.Cancellation;
import io.countersign.verification.VerificationEvent.CodeDelivered;
import io.countersign.verification.VerificationEvent.Comparison;
import io.countersign.verification.VerificationEvent.DeliveryFailed;
import io.countersign.verification.VerificationEvent.Denied;
import io.countersign.verification.VerificationEvent.Denied.Denial;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.Expired;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationEvent.NoteWritten;
import io.countersign.verification.VerificationEvent.Reached;
import io.countersign.verification.VerificationEvent.Resent;
import io.countersign.verification.VerificationEvent.TakenOver;
import io.countersign.verification.VerificationEvent.Undeliverable;
import io.countersign.verification.VerificationEvent.Verified;
import io.countersign.verification.VerificationEvent.WrongCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static final Instant DEADLINE = NOON.plus(Duration.ofMinutes(5));
    private static final Instant SOON = NOON.plusSeconds(30);
    private static final Duration A_WEEK = Duration.ofDays(7);

    private final TalliesInMemory tallies = new TalliesInMemory();

    private static Verification shown(Destination... destinations) {
        return aVerification(aRequest(Direction.INBOUND, CodeEntry.SHOWN, destinations));
    }

    private static Verification outbound(Destination... destinations) {
        return aVerification(aRequest(Direction.OUTBOUND, CodeEntry.BLIND, destinations));
    }

    /** The story with what was decided, counted as the store counts. */
    private Verification after(Verification before, Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Taken.class);
        var events = ((Decision.Taken) decision).events();
        var after = before.with(events);
        events.forEach(event -> tallies.count(after.counts(event), event.at()));
        return after;
    }

    private Decision enter(Verification verification, Code typed, Instant now) {
        return verification.enter(CodesInOrder.hashOf(verification.id(), typed), DANA, Limits.SHIPPED, tallies, now);
    }

    private Verification entered(Verification verification, Code typed, Instant now) {
        return after(verification, enter(verification, typed, now));
    }

    private static Code wrong(int number) {
        return CodesInOrder.code(number);
    }

    private static Decision.Taken only(VerificationEvent event) {
        return new Decision.Taken(List.of(event));
    }

    // ---- typing the code ----

    @Test
    void the_right_code_verifies_by_a_settled_number_at_A2() {
        var verified = entered(aVerification(), CODE, SOON);

        assertThat(verified.outcome()).contains(Outcome.VERIFIED);
        assertThat(verified.assurance()).contains(Assurance.A2);
        assertThat(verified.enough()).isTrue();
        assertThat(verified.decidingEvent()).contains(new Verified(SOON, DANA, Comparison.TYPED));
    }

    @Test
    void the_right_code_at_the_deadline_is_too_late() {
        assertThat(enter(aVerification(), CODE, DEADLINE.minusNanos(1000)))
                .isEqualTo(only(new Verified(DEADLINE.minusNanos(1000), DANA, Comparison.TYPED)));
        assertThat(enter(aVerification(), CODE, DEADLINE)).isEqualTo(only(new Expired(DEADLINE)));
        assertThat(enter(aVerification(), CODE, DEADLINE.plusSeconds(1)))
                .isEqualTo(only(new Expired(DEADLINE.plusSeconds(1))));
    }

    @Test
    void a_wrong_code_costs_a_try_and_leaves_it_open() {
        var once = entered(aVerification(), wrong(1), SOON);

        assertThat(once.open()).isTrue();
        assertThat(once.triesLeft(Limits.SHIPPED)).isEqualTo(2);
        assertThat(once.assurance()).isEmpty();
    }

    @Test
    void T15_the_same_wrong_value_twice_counts_once() {
        var once = entered(aVerification(), wrong(1), SOON);

        assertThat(enter(once, wrong(1), SOON)).isEqualTo(new Decision.Unchanged());
        assertThat(once.triesLeft(Limits.SHIPPED)).isEqualTo(2);
    }

    @Test
    void T15_the_third_wrong_code_denies_at_once() {
        var twice = entered(entered(aVerification(), wrong(1), SOON), wrong(2), SOON);

        var third = enter(twice, wrong(3), SOON);

        assertThat(((Decision.Taken) third).events())
                .containsExactly(
                        new WrongCode(SOON, DANA, CodesInOrder.hashOf(twice.id(), wrong(3))),
                        new Denied(SOON, DANA, Denial.WRONG_CODES));
        assertThat(entered(twice, CODE, SOON).outcome()).contains(Outcome.VERIFIED);
    }

    @Test
    void T15_after_the_tries_are_used_up_nothing_is_compared_not_even_the_right_code() {
        var denied = entered(entered(entered(aVerification(), wrong(1), SOON), wrong(2), SOON), wrong(3), SOON);

        assertThat(enter(denied, CODE, SOON)).isEqualTo(new Decision.AlreadyDecided(Outcome.DENIED, DANA));
        assertThat(denied.triesLeft(Limits.SHIPPED)).isZero();
    }

    @Test
    void T15_five_failures_of_a_day_over_two_verifications_and_then_nothing_is_compared() {
        var first = entered(entered(entered(aVerification(), wrong(1), SOON), wrong(2), SOON), wrong(3), SOON);
        var second = entered(entered(aVerification(), wrong(4), SOON), wrong(5), SOON);

        assertThat(first.outcome()).contains(Outcome.DENIED);
        assertThat(enter(second, CODE, SOON)).isInstanceOfSatisfying(Decision.Limited.class, limited -> {
            assertThat(limited.limit().kind()).isIn(LimitKind.FAILURES_OF_PERSON, LimitKind.FAILURES_OF_CONTACT_POINT);
            assertThat(limited.limit().until()).isEqualTo(SOON.plus(Duration.ofHours(24)));
        });
        assertThat(enter(second, wrong(6), SOON)).isInstanceOf(Decision.Limited.class);
        assertThat(second.open()).isTrue();
    }

    @Test
    void T08_failures_are_counted_for_the_number_too_so_that_a_new_account_resets_nothing() {
        var first = entered(entered(entered(aVerification(), wrong(1), SOON), wrong(2), SOON), wrong(3), SOON);
        assertThat(first.open()).isFalse();
        var recreated = aVerification(new Request(
                null,
                null,
                accountId(2),
                "Sam Sample",
                Request.MatchedBy.CHOICE,
                List.of(text(Basis.SETTLED)),
                Action.INFORMATION,
                Need.of(Assurance.A1),
                Direction.INBOUND,
                CodeEntry.BLIND,
                DANA,
                null));
        var second = entered(entered(recreated, wrong(4), SOON), wrong(5), SOON);

        assertThat(enter(second, CODE, SOON))
                .isInstanceOfSatisfying(
                        Decision.Limited.class,
                        limited -> assertThat(limited.limit().kind()).isEqualTo(LimitKind.FAILURES_OF_CONTACT_POINT));
    }

    // ---- approving and denying ----

    @Test
    void a_technician_who_saw_the_code_approves() {
        var approved =
                after(shown(text(Basis.SETTLED)), shown(text(Basis.SETTLED)).approve(DANA, SOON));

        assertThat(approved.decidingEvent()).contains(new Verified(SOON, DANA, Comparison.BY_TECHNICIAN));
        assertThat(approved.assurance()).contains(Assurance.A2);
    }

    @Test
    void T04_a_code_that_nobody_saw_cannot_be_approved() {
        assertThat(aVerification().codeShown()).isFalse();
        assertThat(aVerification().approve(DANA, SOON))
                .isEqualTo(new Decision.NotThisWay(Decision.NotThisWay.Why.CODE_NOT_SHOWN));
    }

    @Test
    void an_approval_at_the_deadline_is_too_late() {
        var shown = shown(text(Basis.SETTLED));

        assertThat(shown.approve(DANA, DEADLINE.minusNanos(1000))).isInstanceOf(Decision.Taken.class);
        assertThat(shown.approve(DANA, DEADLINE)).isEqualTo(only(new Expired(DEADLINE)));
    }

    @Test
    void a_denial_ends_it_whatever_comes_later() {
        var denied =
                after(shown(text(Basis.SETTLED)), shown(text(Basis.SETTLED)).deny(ROB, SOON));
        var told = new Decision.AlreadyDecided(Outcome.DENIED, ROB);

        assertThat(denied.approve(DANA, SOON)).isEqualTo(told);
        assertThat(enter(denied, CODE, SOON)).isEqualTo(told);
        assertThat(denied.deny(DANA, SOON)).isEqualTo(told);
        assertThat(denied.stopped(Channel.SMS, SOON)).isEqualTo(told);
        assertThat(denied.expire(DEADLINE)).isEqualTo(told);
        assertThat(denied.cancel(DANA, Cancellation.BY_TECHNICIAN, SOON)).isEqualTo(told);
        assertThat(denied.resend(DANA, Limits.SHIPPED, tallies, SOON)).isEqualTo(told);
        assertThat(denied.outcome()).contains(Outcome.DENIED);
    }

    @Test
    void T03_every_wish_on_every_decided_verification_is_told_who_decided() {
        var open = shown(text(Basis.SETTLED));
        for (var decided : List.of(
                after(open, open.approve(ROB, SOON)),
                after(open, open.deny(ROB, SOON)),
                after(open, open.cancel(ROB, Cancellation.BY_TECHNICIAN, SOON)),
                after(open, open.expire(DEADLINE)),
                after(open, open.failed(Channel.SMS, 1, DeliveryProblem.UNKNOWN_NUMBER, SOON)))) {
            for (BiFunction<Verification, Instant, Decision> wish :
                    List.<BiFunction<Verification, Instant, Decision>>of(
                            (v, now) -> v.approve(DANA, now),
                            (v, now) -> v.deny(DANA, now),
                            (v, now) -> v.cancel(DANA, Cancellation.TICKET_CLOSED, now),
                            (v, now) -> v.stopped(Channel.SMS, now),
                            (v, now) -> v.resend(DANA, Limits.SHIPPED, tallies, now),
                            (v, now) -> enter(v, CODE, now),
                            (v, now) -> v.expire(now))) {
                assertThat(wish.apply(decided, SOON)).isInstanceOfSatisfying(Decision.AlreadyDecided.class, told -> {
                    assertThat(told.outcome()).isEqualTo(decided.outcome().orElseThrow());
                    assertThat(told.by())
                            .isEqualTo(decided.decidingEvent().orElseThrow().decidedBy());
                });
            }
        }
    }

    @Test
    void T24_an_approval_by_a_program_proves_at_most_A1_and_a_typed_code_A2() {
        var open = shown(text(Basis.SETTLED));
        var approved = after(open, open.approve(A_SCRIPT, SOON));
        var typed =
                after(open, open.enter(CodesInOrder.hashOf(open.id(), CODE), A_SCRIPT, Limits.SHIPPED, tallies, SOON));
        var named = after(open, open.approve(new Actor.Automation("nightly", DANA), SOON));

        assertThat(approved.assurance()).contains(Assurance.A1);
        assertThat(approved.enough()).isFalse();
        assertThat(named.assurance()).contains(Assurance.A1);
        assertThat(typed.assurance()).contains(Assurance.A2);
    }

    // ---- what it proves ----

    @Test
    void T01_a_number_given_during_the_contact_is_reached_at_A0_and_never_enough() {
        var typed = entered(aVerification(aRequestToASuppliedPlace(CodeEntry.BLIND)), CODE, SOON);
        var open = aVerification(aRequestToASuppliedPlace(CodeEntry.SHOWN));
        var approved = after(open, open.approve(DANA, SOON));

        for (var reached : List.of(typed, approved)) {
            assertThat(reached.outcome()).contains(Outcome.REACHED);
            assertThat(reached.assurance()).contains(Assurance.A0);
            assertThat(reached.enough()).isFalse();
        }
    }

    @Test
    void T01_one_place_given_during_the_contact_beside_one_on_file_identifies_nobody() {
        var mixed = entered(aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SUPPLIED))), CODE, SOON);

        assertThat(mixed.outcome()).contains(Outcome.REACHED);
        assertThat(mixed.assurance()).contains(Assurance.A0);
    }

    @Test
    void T09_a_mailbox_proves_A1_and_both_channels_prove_what_the_weaker_does() {
        assertThat(entered(aVerification(aRequest(mail(Basis.SETTLED))), CODE, SOON)
                        .assurance())
                .contains(Assurance.A1);
        assertThat(entered(aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED))), CODE, SOON)
                        .assurance())
                .contains(Assurance.A1);
    }

    @Test
    void T08_a_number_shared_with_another_account_proves_at_most_A1() {
        assertThat(entered(aVerification(aRequest(text(Basis.SHARED))), CODE, SOON)
                        .assurance())
                .contains(Assurance.A1);
    }

    @Test
    void a_channel_that_the_provider_refused_from_the_start_does_not_count() {
        var both = aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED)));
        both = after(both, both.sent(Channel.SMS, 1, NOON));
        both = after(both, both.failed(Channel.EMAIL, 1, DeliveryProblem.NO_SUCH_MAILBOX, NOON));

        assertThat(entered(both, CODE, SOON).assurance()).contains(Assurance.A2);
    }

    @Test
    void T09_a_mail_that_was_taken_and_bounced_later_counts() {
        var both = aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED)));
        both = after(both, both.sent(Channel.EMAIL, 1, NOON));
        both = after(both, both.failed(Channel.EMAIL, 1, DeliveryProblem.NO_SUCH_MAILBOX, NOON));

        assertThat(entered(both, CODE, SOON).assurance()).contains(Assurance.A1);
    }

    // ---- delivery ----

    @Test
    void it_is_undeliverable_only_when_all_copies_of_all_channels_failed() {
        var both = aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED)));
        both = both.with(List.of(new Resent(NOON.plusSeconds(15), DANA, 2)));
        both = after(both, both.failed(Channel.SMS, 1, DeliveryProblem.UNREACHABLE, SOON));
        both = after(both, both.failed(Channel.SMS, 2, DeliveryProblem.UNREACHABLE, SOON));
        both = after(both, both.failed(Channel.EMAIL, 1, DeliveryProblem.NO_SUCH_MAILBOX, SOON));
        assertThat(both.open()).isTrue();

        assertThat(both.failed(Channel.EMAIL, 2, DeliveryProblem.NO_SUCH_MAILBOX, SOON))
                .isEqualTo(new Decision.Taken(List.of(
                        new DeliveryFailed(SOON, Channel.EMAIL, 2, DeliveryProblem.NO_SUCH_MAILBOX),
                        new Undeliverable(SOON))));
    }

    @Test
    void the_same_failure_reported_twice_is_one_event() {
        var both = aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED)));
        both = after(both, both.failed(Channel.SMS, 1, DeliveryProblem.UNREACHABLE, SOON));

        assertThat(both.failed(Channel.SMS, 1, DeliveryProblem.UNREACHABLE, SOON))
                .isEqualTo(new Decision.Unchanged());
    }

    @Test
    void what_was_delivered_did_not_fail() {
        var text = aVerification();
        text = after(text, text.delivered(Channel.SMS, 1, SOON));

        assertThat(text.failed(Channel.SMS, 1, DeliveryProblem.UNREACHABLE, SOON))
                .isEqualTo(new Decision.Unchanged());
        assertThat(text.delivered(Channel.SMS, 1, SOON)).isEqualTo(new Decision.Unchanged());
        assertThat(text.open()).isTrue();
    }

    @Test
    void a_late_delivery_report_is_kept_and_changes_no_outcome() {
        var expired = after(aVerification(), aVerification().expire(DEADLINE));

        var late = after(expired, expired.delivered(Channel.SMS, 1, DEADLINE.plusSeconds(60)));

        assertThat(late.events()).last().isInstanceOf(CodeDelivered.class);
        assertThat(late.outcome()).contains(Outcome.EXPIRED);
        var failed = after(expired, expired.failed(Channel.SMS, 1, DeliveryProblem.UNREACHABLE, DEADLINE));
        assertThat(failed.outcome()).contains(Outcome.EXPIRED);
        assertThat(failed.events()).noneMatch(Undeliverable.class::isInstance);
    }

    // ---- sending again ----

    @Test
    void a_resend_is_the_next_copy_of_the_same_code_to_the_same_places_by_the_same_deadline() {
        var both = aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED)));

        var resent = after(both, both.resend(ROB, Limits.SHIPPED, tallies, SOON));

        assertThat(resent.copies()).isEqualTo(2);
        assertThat(resent.deadline()).isEqualTo(DEADLINE);
        assertThat(resent.owes(resent.events().getLast()))
                .containsExactly(new Owed.SendCode(Channel.SMS, 2), new Owed.SendCode(Channel.EMAIL, 2));
        assertThat(entered(resent, CODE, SOON).outcome()).contains(Outcome.VERIFIED);
    }

    @Test
    void T16_only_a_text_that_went_out_can_have_been_sent_for_nothing() {
        var text = aVerification();
        var expired = new Expired(DEADLINE);
        var failed = new CountKey(LimitKind.TEXTS_TO_COUNTRY, "US");

        var sent = after(text, text.sent(Channel.SMS, 1, SOON)).with(List.of(expired));
        assertThat(sent.counts(expired)).containsExactly(failed);
        var neverSent = text.with(List.of(expired));
        assertThat(neverSent.counts(expired)).isEmpty();
        var cancelled = new Cancelled(SOON, DANA, Cancelled.Cancellation.REPLACED);
        assertThat(after(text, text.sent(Channel.SMS, 1, SOON))
                        .with(List.of(cancelled))
                        .counts(cancelled))
                .isEmpty();
    }

    @Test
    void T17_a_place_given_during_the_contact_freezes_nobodys_contact_points() {
        var supplied = aVerification(aRequest(text(Basis.SUPPLIED)));
        var disputed = new Disputed(SOON, Channel.SMS);

        assertThat(supplied.with(List.of(disputed)).owes(disputed))
                .isNotEmpty()
                .noneMatch(Owed.FreezeFactors.class::isInstance);
        assertThat(aVerification().with(List.of(disputed)).owes(disputed))
                .anyMatch(Owed.FreezeFactors.class::isInstance);
    }

    @Test
    void T16_a_resend_counts_for_the_technician_who_asks_for_it() {
        var verification = aVerification();

        var resent = after(verification, verification.resend(ROB, Limits.SHIPPED, tallies, SOON));

        assertThat(resent.counts(resent.events().getLast()))
                .contains(new CountKey(LimitKind.TEXTS_BY_TECHNICIAN, ROB.countedAs()))
                .doesNotContain(new CountKey(LimitKind.TEXTS_BY_TECHNICIAN, DANA.countedAs()));
    }

    @Test
    void T16_a_resend_waits_15_seconds_then_a_minute_then_five_and_there_are_six_a_day() {
        var none = new Limits(3, 5, 6, Duration.ofMinutes(10), 100, 100, 100, 100, 200, 0);
        var verification = aVerification();
        tallies.count(verification.counts(verification.events().getFirst()), NOON);
        var last = NOON;
        for (int seconds : new int[] {15, 60, 300, 300, 300}) {
            var due = last.plusSeconds(seconds);
            assertThat(none.refusesOneMoreCode(verification.counted(), tallies, due.minusMillis(1)))
                    .hasValueSatisfying(limit -> assertThat(limit.until()).isEqualTo(due));
            assertThat(none.refusesOneMoreCode(verification.counted(), tallies, due))
                    .isEmpty();
            tallies.count(verification.counts(verification.events().getFirst()), due);
            last = due;
        }
        assertThat(none.refusesOneMoreCode(verification.counted(), tallies, last.plusSeconds(3600)))
                .hasValueSatisfying(limit -> assertThat(limit.until()).isEqualTo(NOON.plus(Duration.ofHours(24))));
        assertThat(none.refusesOneMoreCode(verification.counted(), tallies, NOON.plus(Duration.ofHours(24))))
                .isEmpty();
    }

    @Test
    void a_resend_too_early_says_until_when() {
        var verification = aVerification();
        tallies.count(verification.counts(verification.events().getFirst()), NOON);

        assertThat(verification.resend(DANA, Limits.SHIPPED, tallies, NOON.plusSeconds(14)))
                .isInstanceOfSatisfying(
                        Decision.Limited.class,
                        limited -> assertThat(limited.limit().until()).isEqualTo(NOON.plusSeconds(15)));
        assertThat(verification.resend(DANA, Limits.SHIPPED, tallies, NOON.plusSeconds(15)))
                .isInstanceOf(Decision.Taken.class);
        assertThat(verification.resend(DANA, Limits.SHIPPED, tallies, DEADLINE)).isEqualTo(only(new Expired(DEADLINE)));
    }

    // ---- not me, and STOP ----

    @Test
    void T22_not_me_while_open_denies_and_alerts() {
        var denied = after(aVerification(), aVerification().notMe(Channel.SMS, SOON));

        assertThat(denied.decidingEvent()).contains(new Denied(SOON, new Actor.EndUser(Channel.SMS), Denial.NOT_ME));
        assertThat(denied.owes(denied.events().getLast()))
                .containsExactly(new Owed.LeaveNote(NoteKind.OUTCOME), new Owed.Alert());
        assertThat(denied.notMe(Channel.SMS, SOON)).isEqualTo(new Decision.Unchanged());
    }

    @Test
    void T22_stop_while_open_denies() {
        var denied = after(aVerification(), aVerification().stopped(Channel.SMS, SOON));

        assertThat(denied.decidingEvent()).contains(new Denied(SOON, new Actor.EndUser(Channel.SMS), Denial.STOPPED));
        assertThat(denied.owes(denied.events().getLast())).contains(new Owed.LeaveNote(NoteKind.OUTCOME));
    }

    @Test
    void T22_not_me_after_the_outcome_disputes_once_within_seven_days() {
        var verified = entered(aVerification(), CODE, SOON);
        var edge = SOON.plus(A_WEEK);

        assertThat(verified.notMe(Channel.SMS, edge)).isEqualTo(new Decision.Unchanged());
        var disputed = after(verified, verified.notMe(Channel.SMS, edge.minusNanos(1000)));
        assertThat(disputed.disputed()).isTrue();
        assertThat(disputed.outcome()).contains(Outcome.VERIFIED);
        assertThat(disputed.enough()).isFalse();
        assertThat(disputed.owes(disputed.events().getLast()))
                .containsExactly(
                        new Owed.LeaveNote(NoteKind.DISPUTE),
                        new Owed.FreezeFactors(disputed.account().orElseThrow()),
                        new Owed.Alert());
        assertThat(disputed.notMe(Channel.EMAIL, edge.minusNanos(1000))).isEqualTo(new Decision.Unchanged());
    }

    @Test
    void T22_not_me_at_the_deadline_expires_and_disputes() {
        assertThat(aVerification().notMe(Channel.SMS, DEADLINE))
                .isEqualTo(new Decision.Taken(List.of(new Expired(DEADLINE), new Disputed(DEADLINE, Channel.SMS))));
    }

    @Test
    void T22_not_me_after_every_other_outcome_disputes_too() {
        var open = shown(text(Basis.SETTLED));
        for (var decided : List.of(
                after(open, open.deny(ROB, SOON)),
                after(open, open.stopped(Channel.SMS, SOON)),
                after(open, open.cancel(ROB, Cancellation.BY_TECHNICIAN, SOON)),
                after(open, open.expire(DEADLINE)))) {
            assertThat(decided.notMe(Channel.SMS, DEADLINE.plusSeconds(1)))
                    .isEqualTo(only(new Disputed(DEADLINE.plusSeconds(1), Channel.SMS)));
        }
    }

    // ---- outbound ----

    @Test
    void T02_an_outbound_code_can_neither_be_typed_nor_approved() {
        var outbound = outbound(text(Basis.SETTLED));
        var refused = new Decision.NotThisWay(Decision.NotThisWay.Why.OUTBOUND);

        assertThat(outbound.codeShown()).isTrue();
        assertThat(enter(outbound, CODE, SOON)).isEqualTo(refused);
        assertThat(enter(outbound, wrong(1), SOON)).isEqualTo(refused);
        assertThat(outbound.approve(DANA, SOON)).isEqualTo(refused);
        assertThat(enter(outbound, CODE, DEADLINE)).isEqualTo(refused);
    }

    @Test
    void the_person_we_called_confirms_until_the_deadline() {
        var outbound = outbound(text(Basis.SETTLED));
        var confirmed = after(outbound, outbound.confirm(Channel.SMS, SOON));

        assertThat(confirmed.decidingEvent())
                .contains(new Verified(SOON, new Actor.EndUser(Channel.SMS), Comparison.BY_END_USER));
        assertThat(confirmed.assurance()).contains(Assurance.A2);
        assertThat(outbound.confirm(Channel.SMS, DEADLINE)).isEqualTo(only(new Expired(DEADLINE)));
    }

    @Test
    void nobody_confirms_what_they_asked_us_for() {
        assertThat(aVerification().confirm(Channel.SMS, SOON))
                .isEqualTo(new Decision.NotThisWay(Decision.NotThisWay.Why.INBOUND));
    }

    @Test
    void T03_the_person_we_called_denies_and_that_stands() {
        var outbound = outbound(text(Basis.SETTLED));
        var denied = after(outbound, outbound.notMe(Channel.SMS, SOON));

        assertThat(denied.confirm(Channel.SMS, SOON))
                .isEqualTo(new Decision.AlreadyDecided(Outcome.DENIED, new Actor.EndUser(Channel.SMS)));
    }

    // ---- taking over ----

    @Test
    void T13_another_technician_takes_a_verified_call_over_within_fifteen_minutes() {
        var verified = entered(aVerification(), CODE, SOON);
        var quarter = SOON.plus(Duration.ofMinutes(15));

        assertThat(verified.takeOver(ROB, quarter.minusNanos(1000)))
                .isEqualTo(only(new TakenOver(quarter.minusNanos(1000), ROB)));
        assertThat(verified.takeOver(ROB, quarter)).isInstanceOf(Decision.NotThisWay.class);
    }

    @Test
    void T13_nothing_but_an_undisputed_verified_outcome_is_taken_over_and_only_once_by_each() {
        var verified = entered(aVerification(), CODE, SOON);
        var disputed = after(verified, verified.notMe(Channel.SMS, SOON));
        var reached = entered(aVerification(aRequestToASuppliedPlace(CodeEntry.BLIND)), CODE, SOON);
        var denied = after(aVerification(), aVerification().deny(DANA, SOON));
        var taken = after(verified, verified.takeOver(ROB, SOON));

        for (var none : List.of(aVerification(), disputed, reached, denied, taken)) {
            assertThat(none.takeOver(ROB, SOON)).isInstanceOf(Decision.NotThisWay.class);
        }
    }

    // ---- what is owed ----

    @Test
    void a_request_owes_the_code_to_each_place_and_a_deadline() {
        var both = aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED)));

        assertThat(both.owes(both.events().getFirst()))
                .containsExactly(
                        new Owed.SendCode(Channel.SMS, 1),
                        new Owed.SendCode(Channel.EMAIL, 1),
                        new Owed.Expire(DEADLINE));
    }

    @Test
    void every_outcome_owes_a_note_but_a_ticket_that_closed_or_changed_hands() {
        var open = shown(text(Basis.SETTLED));
        for (var noted : List.of(
                new Verified(SOON, DANA, Comparison.TYPED),
                new Reached(SOON, DANA, Comparison.TYPED),
                new Denied(SOON, DANA, Denial.BY_TECHNICIAN),
                new Denied(SOON, DANA, Denial.WRONG_CODES),
                new Denied(SOON, DANA, Denial.STOPPED),
                new Expired(SOON),
                new Undeliverable(SOON),
                new Cancelled(SOON, DANA, Cancellation.BY_TECHNICIAN),
                new Cancelled(SOON, DANA, Cancellation.REPLACED),
                new Cancelled(SOON, DANA, Cancellation.DIRECTION_SWITCHED))) {
            assertThat(open.with(List.of(noted)).owes(noted)).containsExactly(new Owed.LeaveNote(NoteKind.OUTCOME));
        }
        for (var silent : List.of(Cancellation.TICKET_CLOSED, Cancellation.CONTACT_CHANGED, Cancellation.ERASED)) {
            var event = new Cancelled(SOON, new Actor.Connector(), silent);
            assertThat(open.with(List.of(event)).owes(event)).isEmpty();
        }
    }

    @Test
    void without_a_ticket_no_note_is_owed() {
        var request = aRequest(text(Basis.SETTLED));
        TicketRef none = null;
        var console = aVerification(new Request(
                none,
                null,
                request.account(),
                request.subject(),
                request.matchedBy(),
                request.destinations(),
                request.action(),
                request.need(),
                request.direction(),
                request.entry(),
                request.by(),
                null));

        assertThat(console.owes(new Verified(SOON, DANA, Comparison.TYPED))).isEmpty();
        assertThat(console.owes(new Disputed(SOON, Channel.SMS)))
                .containsExactly(new Owed.FreezeFactors(console.account().orElseThrow()), new Owed.Alert());
    }

    @Test
    void each_kind_of_note_is_told_once() {
        var verified = entered(aVerification(), CODE, SOON);
        var noted = after(verified, verified.noteWritten(NoteKind.OUTCOME, 7, SOON));

        assertThat(noted.events()).last().isEqualTo(new NoteWritten(SOON, NoteKind.OUTCOME, 7));
        assertThat(noted.noteWritten(NoteKind.OUTCOME, 8, SOON)).isEqualTo(new Decision.Unchanged());
        assertThat(noted.noteWritten(NoteKind.DISPUTE, 9, SOON)).isInstanceOf(Decision.Taken.class);
        assertThat(noted.noteDoubled(NoteKind.OUTCOME, 8, SOON)).isInstanceOf(Decision.Taken.class);
        var parked = after(verified, verified.noteParked(NoteKind.OUTCOME, "gone", SOON));
        assertThat(parked.noteParked(NoteKind.OUTCOME, "gone", SOON)).isEqualTo(new Decision.Unchanged());
    }

    // ---- deadlines ----

    @Test
    void the_deadline_is_kept_exactly() {
        assertThat(aVerification().expire(DEADLINE.minusNanos(1000))).isEqualTo(new Decision.Unchanged());
        assertThat(aVerification().expire(DEADLINE)).isEqualTo(only(new Expired(DEADLINE)));
    }

    @Test
    void after_the_deadline_nothing_but_expiry_is_decided() {
        var open = shown(text(Basis.SETTLED));
        for (var late : List.of(
                open.approve(DANA, DEADLINE),
                open.deny(DANA, DEADLINE),
                open.stopped(Channel.SMS, DEADLINE),
                open.cancel(DANA, Cancellation.BY_TECHNICIAN, DEADLINE),
                enter(open, CODE, DEADLINE))) {
            assertThat(late).isEqualTo(only(new Expired(DEADLINE)));
        }
    }

    // ---- values ----

    @Test
    void a_story_begins_with_a_request() {
        var id = aVerification().id();

        assertThatThrownBy(() -> Verification.of(id, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Verification.of(id, List.of(new Expired(NOON))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_request_goes_somewhere_and_a_place_on_file_belongs_to_somebody() {
        assertThatThrownBy(() -> aRequest()).isInstanceOf(IllegalArgumentException.class);
        var request = aRequest(text(Basis.SETTLED));
        assertThatThrownBy(() -> new Request(
                        request.ticket(),
                        null,
                        null,
                        null,
                        Request.MatchedBy.NOBODY,
                        request.destinations(),
                        request.action(),
                        request.need(),
                        request.direction(),
                        request.entry(),
                        request.by(),
                        null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void only_events_that_decide_name_who_decided() {
        assertThat(new Expired(NOON).decidedBy()).isEqualTo(new Actor.Connector());
        assertThat(new Undeliverable(NOON).decidedBy()).isEqualTo(new Actor.Connector());
        assertThatThrownBy(() -> new Resent(NOON, DANA, 2).decidedBy()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_was_proved_never_changes_afterwards() {
        var both = entered(aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED))), CODE, SOON);
        assertThat(both.assurance()).contains(Assurance.A1);

        var bounced = after(both, both.failed(Channel.EMAIL, 1, DeliveryProblem.NO_SUCH_MAILBOX, DEADLINE));

        assertThat(bounced.assurance()).contains(Assurance.A1);
    }

    @Test
    void T09_a_mail_refused_once_and_then_on_its_way_again_counts() {
        var both = aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED)));
        both = after(both, both.failed(Channel.EMAIL, 1, DeliveryProblem.UNREACHABLE, NOON));
        both = both.with(List.of(new Resent(NOON.plusSeconds(15), DANA, 2)));

        assertThat(entered(both, CODE, SOON).assurance()).contains(Assurance.A1);
    }

    @Test
    void T23_a_code_that_can_only_have_come_by_mail_never_proves_a_number() {
        var mailed = aVerification(aRequest(mail(Basis.SETTLED)));
        mailed = mailed.with(List.of(new Resent(NOON.plusSeconds(15), DANA, 2)));
        mailed = after(mailed, mailed.failed(Channel.EMAIL, 1, DeliveryProblem.UNREACHABLE, SOON));

        assertThat(mailed.open()).isTrue();
        assertThat(entered(mailed, CODE, SOON).assurance()).contains(Assurance.A1);
    }

    @Test
    void T23_a_confirmation_from_a_place_that_got_no_code_is_none() {
        var byText = outbound(text(Basis.SETTLED));

        assertThatThrownBy(() -> byText.confirm(Channel.EMAIL, SOON)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void T15_lowering_the_tries_while_a_code_is_alive_does_not_grant_one_more() {
        var twice = entered(entered(aVerification(), wrong(1), SOON), wrong(2), SOON);
        var stricter = new Limits(2, 5, 6, Duration.ofMinutes(5), 100, 3, 20, 60, 200, 10);

        var answer = twice.enter(CodesInOrder.hashOf(twice.id(), CODE), DANA, stricter, tallies, SOON);

        assertThat(answer).isEqualTo(only(new Denied(SOON, DANA, Denial.WRONG_CODES)));
    }

    @Test
    void T01_not_even_where_policy_asks_for_nothing_is_somebody_unidentified_enough() {
        var request = aRequestToASuppliedPlace(CodeEntry.BLIND);
        var asksForNothing = new Request(
                request.ticket(),
                request.contact(),
                null,
                null,
                request.matchedBy(),
                request.destinations(),
                request.action(),
                Need.of(Assurance.A0),
                request.direction(),
                request.entry(),
                request.by(),
                request.reason());

        assertThat(entered(aVerification(asksForNothing), CODE, SOON).enough()).isFalse();
    }

    @Test
    void T13_nobody_takes_over_from_themselves_whatever_they_are_called() {
        var verified = entered(aVerification(), CODE, SOON);
        var renamed = new Actor.Technician("dana", "Dana Doe-Roe");
        var open = shown(text(Basis.SETTLED));
        var byScript = after(open, open.approve(new Actor.Automation("nightly", DANA), SOON));
        var called = outbound(text(Basis.SETTLED));
        var confirmed = after(called, called.confirm(Channel.SMS, SOON));

        for (var taken : List.of(
                verified.takeOver(DANA, SOON),
                verified.takeOver(renamed, SOON),
                byScript.takeOver(DANA, SOON),
                confirmed.takeOver(DANA, SOON))) {
            assertThat(taken).isEqualTo(new Decision.NotThisWay(Decision.NotThisWay.Why.NOT_TO_BE_TAKEN_OVER));
        }
        assertThat(confirmed.takeOver(ROB, SOON)).isInstanceOf(Decision.Taken.class);
    }

    @Test
    void a_delivery_reported_after_a_failure_of_the_same_copy_keeps_it_deliverable() {
        var both = aVerification(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED)));
        both = after(both, both.failed(Channel.SMS, 1, DeliveryProblem.UNREACHABLE, SOON));
        both = after(both, both.delivered(Channel.SMS, 1, SOON));

        var more = after(both, both.failed(Channel.EMAIL, 1, DeliveryProblem.NO_SUCH_MAILBOX, SOON));

        assertThat(more.open()).isTrue();
    }
}
