package io.countersign.verification;

import static io.countersign.memory.Fixtures.CODE;
import static io.countersign.memory.Fixtures.CUSTOMER;
import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.INSTALLATION;
import static io.countersign.memory.Fixtures.LONG_AGO;
import static io.countersign.memory.Fixtures.MOBILE;
import static io.countersign.memory.Fixtures.OTHER_INSTALLATION;
import static io.countersign.memory.Fixtures.ROB;
import static io.countersign.memory.Fixtures.accountId;
import static io.countersign.memory.Fixtures.pointId;
import static io.countersign.memory.Fixtures.ticketRef;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.Account;
import io.countersign.account.ContactPoint;
import io.countersign.account.PlaceHasher;
import io.countersign.account.Provenance;
import io.countersign.account.Settling;
import io.countersign.challenge.Channel;
import io.countersign.challenge.Code;
import io.countersign.challenge.CodeHash;
import io.countersign.memory.CodesInOrder;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.LimitKind;
import io.countersign.policy.Limits;
import io.countersign.policy.Need;
import io.countersign.policy.Tallies;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationEvent.Cancelled.Cancellation;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationEvent.Requested;
import io.countersign.verification.VerificationEvent.WrongCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store of verifications promises the rules: one transaction from reading to owing, under a lock that also holds the counts. Core runs it in memory, the
 * application against its database. One account stands in it, Sam's, with one settled number.
 */
public abstract class VerificationsContract {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final AtomicInteger opened = new AtomicInteger();

    /** A decision that also looks at what was counted, under the same lock. */
    public interface CountedDecision {
        Decision decide(Verification verification, Tallies tallies, Instant now);
    }

    protected abstract Verifications verifications();

    protected abstract Openings openings();

    /** Decides as {@link Verifications#decide} does, with the counts. */
    protected abstract Optional<Decision> decideCounted(VerificationId id, CountedDecision decide);

    /** Keeps this account, with customer and all. */
    protected abstract void know(Account account);

    /** Moves the clock by which is decided. */
    protected abstract void pass(Duration span);

    protected abstract PlaceHasher hasher();

    /** The code and its places, while the verification is open. */
    protected abstract Optional<LiveCode> live(VerificationId id);

    /** The notes that are owed, once for each. */
    protected abstract List<VerificationId> owedNotes();

    /** An id that no verification has yet. */
    protected VerificationId newId() {
        return new VerificationId("v_contract%014d".formatted(opened.incrementAndGet()));
    }

    @BeforeEach
    void knowSam() {
        know(new Account(
                accountId(1),
                INSTALLATION,
                CUSTOMER.id(),
                "Sam Sample",
                List.of(new ContactPoint(
                        pointId(1),
                        MOBILE,
                        hasher().hash(INSTALLATION, MOBILE),
                        Provenance.ADMINISTRATOR_BASELINE,
                        LONG_AGO,
                        new Settling.Settled(),
                        null,
                        ContactPoint.State.USABLE,
                        false))));
    }

    // ---- what the tests speak of ----

    private VerificationId open(@Nullable TicketRef ticket, Direction direction, CodeEntry entry) {
        var id = newId();
        var opening = openings().open(INSTALLATION, ticket, accountId(1), null, (situation, now) -> {
            assertThat(situation.account()).isPresent();
            var request = new Request(
                    ticket,
                    null,
                    accountId(1),
                    "Sam Sample",
                    Request.MatchedBy.CHOICE,
                    List.of(new Destination(
                            Channel.SMS,
                            Basis.SETTLED,
                            MOBILE.masked(),
                            hasher().hash(INSTALLATION, MOBILE),
                            hasher().hash(INSTALLATION, MOBILE.prefix()),
                            pointId(1),
                            LONG_AGO,
                            null)),
                    Action.PASSWORD_RESET,
                    Need.of(Assurance.A2),
                    direction,
                    entry,
                    DANA,
                    null);
            return new Opening.Opened(
                    id,
                    new Requested(now, request, now.plus(FIVE_MINUTES), CodesInOrder.hashOf(id, CODE), null),
                    new LiveCode(CODE, Map.of(Channel.SMS, MOBILE)));
        });
        assertThat(opening).isInstanceOf(Opening.Opened.class);
        return id;
    }

    private VerificationId openShown() {
        return open(ticketRef(1), Direction.INBOUND, CodeEntry.SHOWN);
    }

    private Decision guess(VerificationId id, Code code) {
        return decideCounted(
                        id,
                        (verification, tallies, now) ->
                                verification.enter(CodesInOrder.hashOf(id, code), DANA, Limits.SHIPPED, tallies, now))
                .orElseThrow();
    }

    private Decision approve(VerificationId id, Actor by) {
        return verifications()
                .decide(INSTALLATION, id, (verification, now) -> verification.approve(by, now))
                .orElseThrow();
    }

    private Decision deny(VerificationId id, Actor by) {
        return verifications()
                .decide(INSTALLATION, id, (verification, now) -> verification.deny(by, now))
                .orElseThrow();
    }

    private Verification story(VerificationId id) {
        return verifications().find(INSTALLATION, id).orElseThrow();
    }

    private static Code wrong(int number) {
        return CodesInOrder.code(number);
    }

    /** All at once, each on a thread of its own; answers in the order asked. */
    private static List<Decision> atOnce(List<Callable<Decision>> wishes) {
        var start = new CyclicBarrier(wishes.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = wishes.stream()
                    .map(wish -> threads.submit(() -> {
                        start.await();
                        return wish.call();
                    }))
                    .toList();
            var decisions = new ArrayList<Decision>();
            for (var answer : answers) {
                decisions.add(answer.get());
            }
            return decisions;
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static List<Decision> taken(List<Decision> decisions) {
        return decisions.stream().filter(Decision.Taken.class::isInstance).toList();
    }

    // ---- one after the other ----

    @Test
    void a_decision_is_appended_and_read_again() {
        var id = openShown();

        assertThat(approve(id, DANA)).isInstanceOf(Decision.Taken.class);

        assertThat(story(id).events()).hasSize(2);
        assertThat(story(id).outcome()).contains(Outcome.VERIFIED);
        assertThat(story(id).assurance()).contains(Assurance.A2);
        assertThat(story(id).request().subject()).isEqualTo("Sam Sample");
    }

    @Test
    void what_was_asked_for_is_read_as_it_was_kept() {
        var id = newId();
        var kept = new ArrayList<VerificationEvent>();
        openings().open(INSTALLATION, ticketRef(1), accountId(1), null, (situation, now) -> {
            var request = new Request(
                    ticketRef(1),
                    null,
                    accountId(1),
                    "Zoë \"O'Brien\" 漢字",
                    Request.MatchedBy.RULE,
                    List.of(new Destination(
                            Channel.SMS,
                            Basis.SHARED,
                            MOBILE.masked(),
                            hasher().hash(INSTALLATION, MOBILE),
                            null,
                            null,
                            null,
                            null)),
                    Action.MFA_RESET,
                    Need.of(Assurance.A2).andSecondPerson(),
                    Direction.OUTBOUND,
                    CodeEntry.SHOWN,
                    new Actor.Automation("nightly", ROB),
                    "a reason\nin two lines");
            var requested = new Requested(now, request, now.plus(FIVE_MINUTES), CodesInOrder.hashOf(id, CODE), null);
            kept.add(requested);
            return new Opening.Opened(id, requested, new LiveCode(CODE, Map.of(Channel.SMS, MOBILE)));
        });

        assertThat(story(id).events()).isEqualTo(kept);
    }

    @Test
    void two_technicians_pressing_approve_owe_the_ticket_one_note() {
        var id = openShown();
        assertThat(approve(id, DANA)).isInstanceOf(Decision.Taken.class);
        assertThat(approve(id, ROB)).isEqualTo(new Decision.AlreadyDecided(Outcome.VERIFIED, DANA));

        assertThat(owedNotes()).containsExactly(id);
        assertThat(story(id).events()).hasSize(2);
    }

    @Test
    void the_deadline_decides_although_nobody_was_looking() {
        var id = openShown();
        pass(FIVE_MINUTES);

        assertThat(approve(id, DANA)).isInstanceOf(Decision.Taken.class);

        assertThat(story(id).outcome()).contains(Outcome.EXPIRED);
    }

    @Test
    void what_refuses_appends_nothing() {
        var id = open(ticketRef(1), Direction.INBOUND, CodeEntry.BLIND);

        assertThat(approve(id, DANA)).isInstanceOf(Decision.NotThisWay.class);

        assertThat(story(id).events()).hasSize(1);
    }

    @Test
    void T07_another_installation_finds_and_decides_nothing() {
        var id = openShown();

        assertThat(verifications().find(OTHER_INSTALLATION, id)).isEmpty();
        assertThat(verifications()
                        .decide(OTHER_INSTALLATION, id, (verification, now) -> verification.approve(DANA, now)))
                .isEmpty();
        assertThat(story(id).open()).isTrue();
    }

    @Test
    void a_verification_that_does_not_exist_is_none() {
        assertThat(verifications().find(INSTALLATION, newId())).isEmpty();
        assertThat(verifications()
                        .decide(INSTALLATION, newId(), (verification, now) -> verification.approve(DANA, now)))
                .isEmpty();
    }

    @Test
    void a_request_that_is_refused_keeps_nothing_and_counts_nothing() {
        var id = newId();

        var opening = openings()
                .open(
                        INSTALLATION,
                        ticketRef(1),
                        accountId(1),
                        null,
                        (situation, now) -> new Opening.Refused(Refusal.FROZEN));

        assertThat(opening).isEqualTo(new Opening.Refused(Refusal.FROZEN));
        assertThat(verifications().find(INSTALLATION, id)).isEmpty();
        openShown();
    }

    @Test
    void T04_the_code_is_gone_as_soon_as_it_is_decided() {
        var id = openShown();
        assertThat(live(id)).contains(new LiveCode(CODE, Map.of(Channel.SMS, MOBILE)));

        deny(id, DANA);

        assertThat(live(id)).isEmpty();
    }

    @Test
    void a_new_one_on_the_same_ticket_replaces_the_old_one() {
        var old = openShown();
        pass(FIVE_MINUTES.dividedBy(2));
        var newer = openShown();

        assertThat(story(old).decidingEvent()).hasValueSatisfying(event -> {
            assertThat(event).isInstanceOf(Cancelled.class);
            assertThat(((Cancelled) event).reason()).isEqualTo(Cancellation.REPLACED);
        });
        assertThat(live(old)).isEmpty();
        assertThat(story(newer).open()).isTrue();
        assertThat(owedNotes()).containsExactly(old);
    }

    @Test
    void T02_switching_direction_cancels_what_is_open_and_is_an_event() {
        var inbound = openShown();
        open(ticketRef(1), Direction.OUTBOUND, CodeEntry.SHOWN);

        assertThat(story(inbound).decidingEvent())
                .hasValueSatisfying(
                        event -> assertThat(((Cancelled) event).reason()).isEqualTo(Cancellation.DIRECTION_SWITCHED));
    }

    @Test
    void a_replaced_one_whose_deadline_had_passed_has_expired() {
        var old = openShown();
        pass(FIVE_MINUTES);
        openShown();

        assertThat(story(old).outcome()).contains(Outcome.EXPIRED);
    }

    @Test
    void another_ticket_and_no_ticket_are_left_alone() {
        var here = openShown();
        var there = open(ticketRef(2), Direction.INBOUND, CodeEntry.SHOWN);
        var nowhere = open(null, Direction.INBOUND, CodeEntry.SHOWN);
        open(null, Direction.INBOUND, CodeEntry.SHOWN);

        assertThat(Stream.of(here, there, nowhere).map(this::story)).allMatch(Verification::open);
        approve(nowhere, DANA);
        assertThat(owedNotes()).isEmpty();
    }

    @Test
    void a_dispute_owes_a_note_of_its_own() {
        var id = openShown();
        approve(id, DANA);

        verifications().decide(INSTALLATION, id, (verification, now) -> verification.notMe(Channel.SMS, now));

        assertThat(owedNotes()).containsExactly(id, id);
        assertThat(story(id).disputed()).isTrue();
        assertThat(story(id).outcome()).contains(Outcome.VERIFIED);
    }

    @Test
    void every_event_is_read_as_it_was_kept() {
        var id = openShown();
        for (var wish : List.<CountedDecision>of(
                (v, tallies, now) -> v.sent(Channel.SMS, 1, now),
                (v, tallies, now) -> v.maybeSent(Channel.SMS, 1, now),
                (v, tallies, now) -> v.delivered(Channel.SMS, 1, now),
                (v, tallies, now) -> v.enter(CodesInOrder.hashOf(id, wrong(1)), ROB, Limits.SHIPPED, tallies, now),
                (v, tallies, now) -> v.enter(CodesInOrder.hashOf(id, CODE), DANA, Limits.SHIPPED, tallies, now),
                (v, tallies, now) -> v.takeOver(ROB, now),
                (v, tallies, now) -> v.noteWritten(NoteKind.OUTCOME, 9_000_000_000L, now),
                (v, tallies, now) -> v.notMe(Channel.SMS, now),
                (v, tallies, now) -> v.noteParked(NoteKind.DISPUTE, "the ticket does not exist", now),
                (v, tallies, now) -> v.noteDoubled(NoteKind.OUTCOME, 7, now))) {
            var said = new ArrayList<VerificationEvent>();
            decideCounted(id, (verification, tallies, now) -> {
                var decision = wish.decide(verification, tallies, now);
                said.addAll(((Decision.Taken) decision).events());
                return decision;
            });
            var events = story(id).events();
            assertThat(events.subList(events.size() - said.size(), events.size()))
                    .isEqualTo(said);
            pass(Duration.ofMillis(1500));
        }
        assertThat(story(id).events()).hasSize(11);
    }

    // ---- all at once ----

    @Test
    void T15_two_hundred_guesses_at_once_compare_exactly_the_allowed_number() {
        var id = open(ticketRef(1), Direction.INBOUND, CodeEntry.BLIND);

        var answers = atOnce(Stream.iterate(0, n -> n + 1)
                .limit(200)
                .<Callable<Decision>>map(n -> () -> guess(id, wrong(n)))
                .toList());

        assertThat(taken(answers)).hasSize(3);
        assertThat(story(id).events()).filteredOn(WrongCode.class::isInstance).hasSize(3);
        assertThat(story(id).outcome()).contains(Outcome.DENIED);
        assertThat(owedNotes()).containsExactly(id);
    }

    @Test
    void T15_guesses_at_once_on_many_verifications_of_one_person_compare_five_a_day() {
        var ids = Stream.iterate(1L, n -> n + 1)
                .limit(10)
                .map(n -> open(ticketRef(n), Direction.INBOUND, CodeEntry.BLIND))
                .toList();

        var wishes = new ArrayList<Callable<Decision>>();
        for (int n = 0; n < 200; n++) {
            int number = n;
            wishes.add(() -> guess(ids.get(number % ids.size()), wrong(number)));
        }
        var answers = atOnce(wishes);

        assertThat(taken(answers)).hasSize(5);
        assertThat(ids.stream().map(this::story).flatMap(story -> story.events().stream()))
                .filteredOn(WrongCode.class::isInstance)
                .hasSize(5);
    }

    @Test
    void T15_the_sixth_failure_of_a_day_is_not_compared_even_when_it_is_right() {
        var first = open(ticketRef(1), Direction.INBOUND, CodeEntry.BLIND);
        var second = open(ticketRef(2), Direction.INBOUND, CodeEntry.BLIND);
        Stream.of(1, 2, 3).forEach(n -> guess(first, wrong(n)));
        Stream.of(4, 5).forEach(n -> guess(second, wrong(n)));

        assertThat(guess(second, CODE))
                .isInstanceOfSatisfying(
                        Decision.Limited.class,
                        limited -> assertThat(limited.limit().kind())
                                .isIn(LimitKind.FAILURES_OF_PERSON, LimitKind.FAILURES_OF_CONTACT_POINT));
        assertThat(story(second).open()).isTrue();

        pass(Duration.ofHours(24));
        var tomorrow = open(ticketRef(3), Direction.INBOUND, CodeEntry.BLIND);
        assertThat(guess(tomorrow, CODE)).isInstanceOf(Decision.Taken.class);
        assertThat(story(tomorrow).outcome()).contains(Outcome.VERIFIED);
    }

    @Test
    void T03_approve_and_deny_at_once_give_one_outcome_and_one_note() {
        for (int round = 1; round <= 20; round++) {
            var id = open(ticketRef(round), Direction.INBOUND, CodeEntry.SHOWN);
            var wishes = new ArrayList<Callable<Decision>>();
            for (int n = 0; n < 4; n++) {
                wishes.add(() -> approve(id, DANA));
                wishes.add(() -> deny(id, ROB));
            }

            var answers = atOnce(wishes);

            assertThat(taken(answers)).hasSize(1);
            var outcome = story(id).outcome().orElseThrow();
            assertThat(answers)
                    .filteredOn(Decision.AlreadyDecided.class::isInstance)
                    .hasSize(7)
                    .allSatisfy(answer -> assertThat(((Decision.AlreadyDecided) answer).outcome())
                            .isEqualTo(outcome));
            assertThat(owedNotes()).filteredOn(id::equals).hasSize(1);
            assertThat(story(id).events()).hasSize(2);
        }
    }

    @Test
    void the_deadline_beats_approvals_that_come_at_once_with_it() {
        var id = openShown();
        pass(FIVE_MINUTES);

        var answers = atOnce(List.of(
                () -> approve(id, DANA),
                () -> approve(id, ROB),
                () -> deny(id, ROB),
                () -> verifications()
                        .decide(INSTALLATION, id, (verification, now) -> verification.expire(now))
                        .orElseThrow()));

        assertThat(taken(answers)).hasSize(1);
        assertThat(story(id).outcome()).contains(Outcome.EXPIRED);
        assertThat(owedNotes()).containsExactly(id);
    }

    @Test
    void requests_at_once_on_one_ticket_leave_one_live_code() {
        var ids = new ArrayList<VerificationId>();
        var wishes = new ArrayList<Callable<Decision>>();
        for (int n = 0; n < 8; n++) {
            wishes.add(() -> {
                var id = openShown();
                synchronized (ids) {
                    ids.add(id);
                }
                return new Decision.Unchanged();
            });
        }
        atOnce(wishes);

        assertThat(ids).hasSize(8);
        assertThat(ids.stream().map(this::story).filter(Verification::open)).hasSize(1);
        assertThat(ids.stream().map(this::live).flatMap(Optional::stream)).hasSize(1);
    }

    @Test
    void codes_are_counted_where_the_next_request_reads_them() {
        openShown();
        var counted = new Limits.Counted(
                Optional.of(accountId(1).value()),
                List.of(hasher().hash(INSTALLATION, MOBILE).hex()),
                Optional.of(new Limits.CountedText(
                        hasher().hash(INSTALLATION, MOBILE).hex(),
                        hasher().hash(INSTALLATION, MOBILE.prefix()).hex(),
                        DANA.countedAs(),
                        Optional.of("US"))));
        var reached = new ArrayList<Boolean>();

        openings().open(INSTALLATION, ticketRef(1), accountId(1), null, (situation, now) -> {
            reached.add(Limits.SHIPPED
                    .refusesOneMoreCode(counted, situation.tallies(), now)
                    .isPresent());
            return new Opening.Refused(Refusal.FROZEN);
        });
        pass(Duration.ofSeconds(15));
        openings().open(INSTALLATION, ticketRef(1), accountId(1), null, (situation, now) -> {
            reached.add(Limits.SHIPPED
                    .refusesOneMoreCode(counted, situation.tallies(), now)
                    .isPresent());
            return new Opening.Refused(Refusal.FROZEN);
        });

        assertThat(reached).containsExactly(true, false);
    }

    @Test
    void typed_codes_are_never_kept_in_clear() {
        var id = open(ticketRef(1), Direction.INBOUND, CodeEntry.BLIND);
        guess(id, wrong(123456));

        assertThat(story(id).events().getLast()).isInstanceOfSatisfying(WrongCode.class, event -> {
            CodeHash kept = event.typed();
            assertThat(kept.matches(CodesInOrder.hashOf(id, wrong(123456)))).isTrue();
            assertThat(event.toString()).doesNotContain("123456");
        });
    }
}
