package io.countersign.verification;

import static io.countersign.memory.Fixtures.A_SCRIPT;
import static io.countersign.memory.Fixtures.CODE;
import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.ROB;
import static io.countersign.memory.Fixtures.STRANGERS_MOBILE;
import static io.countersign.memory.Fixtures.aDestination;
import static io.countersign.memory.Fixtures.aRequest;
import static io.countersign.memory.Fixtures.aRequestToASuppliedPlace;
import static io.countersign.memory.Fixtures.mail;
import static io.countersign.memory.Fixtures.text;
import static io.countersign.memory.Fixtures.verificationId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import io.countersign.challenge.Channel;
import io.countersign.challenge.CodeHash;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.memory.CodesInOrder;
import io.countersign.memory.TalliesInMemory;
import io.countersign.policy.Assurance;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.Limits;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.VerificationEvent.Cancelled.Cancellation;
import io.countersign.verification.VerificationEvent.CodeDelivered;
import io.countersign.verification.VerificationEvent.CodeSent;
import io.countersign.verification.VerificationEvent.Comparison;
import io.countersign.verification.VerificationEvent.DeliveryFailed;
import io.countersign.verification.VerificationEvent.Denied;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.MaybeSent;
import io.countersign.verification.VerificationEvent.NoteDoubled;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationEvent.NoteParked;
import io.countersign.verification.VerificationEvent.NoteWritten;
import io.countersign.verification.VerificationEvent.Reached;
import io.countersign.verification.VerificationEvent.Requested;
import io.countersign.verification.VerificationEvent.TakenOver;
import io.countersign.verification.VerificationEvent.Verified;
import io.countersign.verification.VerificationEvent.WrongCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/** What must hold however people, providers and clocks interleave. Each history is a list of numbers; each number says who does what, and how much later. */
class HistoriesTest {
    private static final int HISTORIES = 100_000;
    private static final int A_FEW = 20_000;
    private static final int LONGEST = 16;
    private static final List<Actor> ACTORS = List.of(DANA, ROB, A_SCRIPT, new Actor.Automation("nightly", ROB));
    private static final List<Duration> PAUSES = List.of(
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(70),
            Duration.ofSeconds(100),
            Duration.ofSeconds(300));
    /** The right code, and four wrong ones. */
    private static final List<CodeHash> TYPED = IntStream.range(0, 5)
            .mapToObj(n -> CodesInOrder.hashOf(verificationId(1), n == 0 ? CODE : CodesInOrder.code(n)))
            .toList();

    private static final List<Cancellation> CANCELLATIONS = List.of(Cancellation.values());
    private static final List<NoteKind> NOTES = List.of(NoteKind.values());
    private static final int WISHES = 16;

    private static final Gen<Integer> STEPS =
            integers().between(0, WISHES * ACTORS.size() * PAUSES.size() * TYPED.size() * 2 - 1);

    /** One verification and what happens to it. */
    private static final class Story {
        Verification verification;
        final TalliesInMemory tallies = new TalliesInMemory();
        Instant now = NOON;
        Decision last = new Decision.Unchanged();
        int wish;
        boolean openBefore;

        Story(Request request) {
            var id = verificationId(1);
            verification = Verification.of(
                    id,
                    List.of(new Requested(NOON, request, NOON.plus(Duration.ofMinutes(5)), TYPED.getFirst(), null)));
        }

        boolean inTimeAndOpenBefore() {
            return openBefore && now.isBefore(verification.deadline());
        }

        /** Whether the one who reads the mailbox can know the code: some mail was taken, or is on its way. */
        boolean mailMayHaveArrived() {
            return IntStream.rangeClosed(1, verification.copies()).anyMatch(copy -> {
                boolean rejected = false;
                for (var event : verification.events()) {
                    switch (event) {
                        case CodeSent(var at, var channel, var which)
                        when channel == Channel.EMAIL && which == copy -> {
                            return true;
                        }
                        case MaybeSent(var at, var channel, var which)
                        when channel == Channel.EMAIL && which == copy -> {
                            return true;
                        }
                        case CodeDelivered(var at, var channel, var which)
                        when channel == Channel.EMAIL && which == copy -> {
                            return true;
                        }
                        case DeliveryFailed(var at, var channel, var which, var problem)
                        when channel == Channel.EMAIL && which == copy -> rejected = true;
                        default -> {}
                    }
                }
                return !rejected;
            });
        }

        void happen(int step, boolean knowsTheCode) {
            int rest = step;
            wish = rest % WISHES;
            rest /= WISHES;
            Actor by = ACTORS.get(rest % ACTORS.size());
            rest /= ACTORS.size();
            now = now.plus(PAUSES.get(rest % PAUSES.size()));
            rest /= PAUSES.size();
            int typed = rest % TYPED.size();
            rest /= TYPED.size();
            Channel channel = rest % 2 == 0 ? Channel.SMS : Channel.EMAIL;
            int copy = 1 + typed % verification.copies();
            boolean sentThere = verification.request().destinations().stream()
                    .anyMatch(destination -> destination.channel() == channel);
            openBefore = verification.open();
            var v = verification;
            last = switch (wish) {
                case 0, 1 ->
                    v.enter(TYPED.get(knowsTheCode ? typed : Math.max(1, typed)), by, Limits.SHIPPED, tallies, now);
                case 2 -> knowsTheCode ? v.approve(by, now) : v.deny(by, now);
                case 3 -> v.deny(by, now);
                case 4 -> sentThere && knowsTheCode ? v.confirm(channel, now) : v.expire(now);
                case 5 -> v.notMe(channel, now);
                case 6 -> v.stopped(channel, now);
                case 7 -> v.cancel(by, CANCELLATIONS.get(typed), now);
                case 8 -> v.expire(now);
                case 9 -> v.resend(by, Limits.SHIPPED, tallies, now);
                case 10 -> v.sent(channel, copy, now);
                case 11 -> v.maybeSent(channel, copy, now);
                case 12 -> v.delivered(channel, copy, now);
                case 13 -> v.failed(channel, copy, DeliveryProblem.UNREACHABLE, now);
                case 14 -> v.takeOver(typed % 2 == 0 ? DANA : ROB, now);
                default ->
                    switch (typed) {
                        case 0, 1 -> v.noteWritten(NOTES.get(typed), 7, now);
                        case 2, 3 -> v.noteParked(NOTES.get(typed - 2), "gone", now);
                        default -> v.noteDoubled(NoteKind.OUTCOME, 8, now);
                    };
            };
            if (last instanceof Decision.Taken(var events)) {
                verification = v.with(events);
                events.forEach(event -> tallies.count(verification.counts(event), event.at()));
            }
        }
    }

    /** What is asked of a story after each step. */
    private interface Promise {
        boolean kept(Story story);
    }

    private static void always(
            String about, int histories, List<Request> requests, boolean mailboxOnly, Promise promise) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(about + ", seed " + seed);
        qt().withFixedSeed(seed)
                .withExamples(histories)
                .withShrinkCycles(1000)
                .forAll(
                        integers().between(0, requests.size() - 1),
                        lists().of(STEPS).ofSizeBetween(1, LONGEST))
                .check((request, steps) -> {
                    var story = new Story(requests.get(request));
                    for (int step : steps) {
                        story.happen(step, !mailboxOnly || story.mailMayHaveArrived());
                        if (!promise.kept(story)) {
                            System.out.println(about + ": broken by " + story.verification.events());
                            return false;
                        }
                    }
                    return true;
                });
    }

    private static List<Request> everyWay(Destination... destinations) {
        var requests = new ArrayList<Request>();
        for (Direction direction : Direction.values()) {
            for (CodeEntry entry : CodeEntry.values()) {
                requests.add(aRequest(direction, entry, destinations));
            }
        }
        return requests;
    }

    private static List<Request> allTogether(List<List<Request>> requests) {
        return requests.stream().flatMap(List::stream).toList();
    }

    @Test
    void T01_a_number_given_during_the_contact_never_verifies() {
        var requests = allTogether(List.of(
                List.of(aRequestToASuppliedPlace(CodeEntry.BLIND), aRequestToASuppliedPlace(CodeEntry.SHOWN)),
                everyWay(aDestination(STRANGERS_MOBILE, Basis.SUPPLIED)),
                everyWay(mail(Basis.SUPPLIED)),
                everyWay(text(Basis.SETTLED), mail(Basis.SUPPLIED)),
                everyWay(text(Basis.SUPPLIED), mail(Basis.SHARED))));

        always("numbers given during the contact", HISTORIES, requests, false, story -> {
            var verification = story.verification;
            return verification.outcome().filter(Outcome.VERIFIED::equals).isEmpty()
                    && verification
                            .assurance()
                            .filter(level -> level.atLeast(Assurance.A1))
                            .isEmpty()
                    && !verification.enough();
        });
    }

    @Test
    void T23_control_of_the_mailbox_alone_never_proves_more_than_A1() {
        var requests = allTogether(List.of(
                everyWay(mail(Basis.SETTLED)),
                everyWay(mail(Basis.SHARED)),
                everyWay(text(Basis.SETTLED), mail(Basis.SETTLED)),
                everyWay(mail(Basis.SETTLED), text(Basis.SETTLED))));

        always(
                "control of a mailbox",
                HISTORIES,
                requests,
                true,
                story -> story.verification
                        .assurance()
                        .filter(assurance -> assurance.atLeast(Assurance.A2))
                        .isEmpty());
    }

    @Test
    void T03_there_is_one_outcome_and_nothing_changes_it() {
        var requests = allTogether(List.of(
                everyWay(text(Basis.SETTLED)),
                everyWay(text(Basis.SETTLED), mail(Basis.SETTLED)),
                everyWay(text(Basis.SHARED))));

        always("outcomes", HISTORIES, requests, false, story -> {
            var verification = story.verification;
            var events = verification.events();
            var outcomes =
                    events.stream().filter(event -> event.outcome() != null).toList();
            boolean one = outcomes.size() <= 1
                    && verification.decidingEvent().equals(outcomes.stream().findFirst());
            boolean inTime = events.stream()
                    .noneMatch(event -> (event instanceof Verified || event instanceof Reached)
                            && !event.at().isBefore(verification.deadline()));
            boolean onlyAddenda = outcomes.isEmpty()
                    || events.subList(events.indexOf(outcomes.getFirst()) + 1, events.size()).stream()
                            .allMatch(HistoriesTest::mayFollowTheOutcome);
            boolean denyWins = !(story.inTimeAndOpenBefore() && (story.wish == 3 || story.wish == 5 || story.wish == 6))
                    || verification.decidingEvent().orElseThrow() instanceof Denied;
            boolean openStays = story.openBefore
                    || story.last instanceof Decision.Taken == false
                    || ((Decision.Taken) story.last).events().stream().allMatch(HistoriesTest::mayFollowTheOutcome);
            return one && inTime && onlyAddenda && denyWins && openStays;
        });
    }

    private static boolean mayFollowTheOutcome(VerificationEvent event) {
        return event instanceof CodeSent
                || event instanceof MaybeSent
                || event instanceof CodeDelivered
                || event instanceof DeliveryFailed
                || event instanceof Disputed
                || event instanceof TakenOver
                || event instanceof NoteWritten
                || event instanceof NoteParked
                || event instanceof NoteDoubled;
    }

    @Test
    void what_was_proved_stays_what_it_was() {
        var requests = allTogether(List.of(
                everyWay(text(Basis.SETTLED), mail(Basis.SETTLED)), everyWay(text(Basis.SHARED), mail(Basis.SETTLED))));
        var first = new ArrayList<Assurance>();

        always("assurances", A_FEW, requests, false, story -> {
            if (story.openBefore) {
                first.clear();
                story.verification.assurance().ifPresent(first::add);
                return true;
            }
            return story.verification.assurance().stream().toList().equals(first);
        });
    }

    @Test
    void T24_a_program_that_approves_never_proves_more_than_A1() {
        always(
                "programs",
                A_FEW,
                everyWay(text(Basis.SETTLED)),
                false,
                story -> !(story.verification.decidingEvent().orElse(null)
                                instanceof Verified(var at, var by, var comparison)
                        && comparison == Comparison.BY_TECHNICIAN
                        && by instanceof Actor.Automation
                        && story.verification.assurance().orElseThrow().atLeast(Assurance.A2)));
    }

    @Test
    void T15_at_most_three_are_compared_for_a_code_and_five_for_a_person_in_any_day() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("guesses, seed " + seed);
        var ways = everyWay(text(Basis.SETTLED));
        var wrong = IntStream.range(1, 13)
                .mapToObj(n -> CodesInOrder.hashOf(verificationId(1), CodesInOrder.code(n)))
                .toList();
        var pauses = List.of(
                Duration.ZERO, Duration.ofSeconds(1), Duration.ofMinutes(4), Duration.ofHours(5), Duration.ofHours(13));
        qt().withFixedSeed(seed)
                .withExamples(HISTORIES)
                .withShrinkCycles(1000)
                .forAll(lists().of(integers().between(0, 4 * wrong.size() * pauses.size() * 2 - 1))
                        .ofSizeBetween(1, 30))
                .check(guesses -> {
                    var tallies = new TalliesInMemory();
                    var open = new ArrayList<Verification>();
                    var compared = new ArrayList<Instant>();
                    var now = NOON;
                    for (int guess : guesses) {
                        int which = guess % 4;
                        int rest = guess / 4;
                        var typed = wrong.get(rest % wrong.size());
                        rest /= wrong.size();
                        now = now.plus(pauses.get(rest % pauses.size()));
                        boolean anew = rest / pauses.size() == 1;
                        while (open.size() <= which) {
                            open.add(begun(ways.getFirst(), now));
                        }
                        if (anew || !open.get(which).open()) {
                            open.set(which, begun(ways.getFirst(), now));
                        }
                        var verification = open.get(which);
                        if (verification.enter(typed, DANA, Limits.SHIPPED, tallies, now)
                                instanceof Decision.Taken(var events)) {
                            var after = verification.with(events);
                            open.set(which, after);
                            for (var event : events) {
                                tallies.count(after.counts(event), event.at());
                                if (event instanceof WrongCode) {
                                    compared.add(event.at());
                                }
                            }
                            long ofThisCode = after.events().stream()
                                    .filter(WrongCode.class::isInstance)
                                    .count();
                            if (ofThisCode > 3 || (ofThisCode == 3 && after.open())) {
                                return false;
                            }
                        }
                    }
                    return IntStream.range(0, Math.max(0, compared.size() - 5))
                            .noneMatch(n ->
                                    compared.get(n + 5).isBefore(compared.get(n).plus(Duration.ofHours(24))));
                });
    }

    private static Verification begun(Request request, Instant now) {
        return Verification.of(
                verificationId(1),
                List.of(new Requested(now, request, now.plus(Duration.ofMinutes(5)), TYPED.getFirst(), null)));
    }

    @Test
    void the_histories_reach_every_outcome() {
        var seen = new ArrayList<Outcome>();
        always(
                "all outcomes",
                A_FEW,
                allTogether(List.of(everyWay(text(Basis.SETTLED)), List.of(aRequestToASuppliedPlace(CodeEntry.SHOWN)))),
                false,
                story -> {
                    story.verification
                            .outcome()
                            .filter(outcome -> !seen.contains(outcome))
                            .ifPresent(seen::add);
                    return true;
                });

        assertThat(seen).containsExactlyInAnyOrder(Outcome.values());
    }
}
