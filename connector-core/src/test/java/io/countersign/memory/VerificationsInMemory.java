package io.countersign.memory;

import io.countersign.account.AccountId;
import io.countersign.account.Accounts;
import io.countersign.account.ContactPoint;
import io.countersign.account.PlaceHash;
import io.countersign.policy.Policy;
import io.countersign.policy.Tallies;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Decision;
import io.countersign.verification.LiveCode;
import io.countersign.verification.Opening;
import io.countersign.verification.Openings;
import io.countersign.verification.Owed;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.Cancelled.Cancellation;
import io.countersign.verification.VerificationId;
import io.countersign.verification.Verifications;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Verifications in memory: one monitor is the lock, and the time is read under it. */
public final class VerificationsInMemory implements Verifications, Openings {
    private final InstantSource clock;
    private final Accounts accounts;
    private final TalliesInMemory tallies = new TalliesInMemory();
    private final Map<VerificationId, Kept> stories = new LinkedHashMap<>();
    private final Map<VerificationId, LiveCode> live = new HashMap<>();
    private final List<OwedWork> owed = new ArrayList<>();
    private final Map<PlaceHash, ContactPoint.State> states = new HashMap<>();
    private Policy policy = Policy.STARTER;

    public VerificationsInMemory(InstantSource clock, Accounts accounts) {
        this.clock = clock;
        this.accounts = accounts;
    }

    private record Kept(InstallationId installation, Verification story) {}

    /** What an event owed, and of which verification. */
    public record OwedWork(VerificationId verification, Owed work) {}

    /** A decision that also looks at what was counted, under the same lock. */
    public interface CountedDecision {
        Decision decide(Verification verification, Tallies tallies, Instant now);
    }

    /** Something is known of a number or address, whoever it belongs to. */
    public synchronized void learn(PlaceHash place, ContactPoint.State state) {
        states.put(place, state);
    }

    public synchronized void obey(Policy other) {
        policy = other;
    }

    public synchronized Policy policy() {
        return policy;
    }

    @Override
    public Optional<Decision> decide(
            InstallationId installation, VerificationId id, BiFunction<Verification, Instant, Decision> decide) {
        return decide(installation, id, (verification, counts, now) -> decide.apply(verification, now));
    }

    /** As {@link #decide(InstallationId, VerificationId, BiFunction)}, with the counts. */
    public synchronized Optional<Decision> decide(
            InstallationId installation, VerificationId id, CountedDecision decide) {
        return find(installation, id).map(story -> {
            Decision decision = decide.decide(story, tallies, clock.instant());
            if (decision instanceof Decision.Taken(var events)) {
                append(installation, story, events);
            }
            return decision;
        });
    }

    @Override
    public synchronized Optional<Verification> find(InstallationId installation, VerificationId id) {
        return Optional.ofNullable(stories.get(id))
                .filter(kept -> kept.installation().equals(installation))
                .map(Kept::story);
    }

    @Override
    public synchronized Opening open(
            InstallationId installation,
            @Nullable TicketRef ticket,
            @Nullable AccountId account,
            @Nullable PlaceHash supplied,
            BiFunction<Situation, Instant, Opening> decide) {
        var situation = new Situation(
                Optional.ofNullable(account).flatMap(id -> accounts.account(installation, id)),
                supplied == null ? ContactPoint.State.USABLE : states.getOrDefault(supplied, ContactPoint.State.USABLE),
                policy,
                tallies);
        Opening opening = decide.apply(situation, clock.instant());
        if (opening instanceof Opening.Opened opened) {
            openOn(ticket).forEach(kept -> replace(kept, opened));
            live.put(opened.id(), opened.live());
            append(installation, Verification.of(opened.id(), List.of(opened.requested())), List.of());
            note(Verification.of(opened.id(), List.of(opened.requested())), opened.requested());
        }
        return opening;
    }

    private List<Kept> openOn(@Nullable TicketRef ticket) {
        return stories.values().stream()
                .filter(kept -> ticket != null
                        && ticket.equals(kept.story().request().ticket())
                        && kept.story().open())
                .toList();
    }

    private void replace(Kept kept, Opening.Opened opened) {
        var request = opened.requested().request();
        var why = request.direction() == kept.story().request().direction()
                ? Cancellation.REPLACED
                : Cancellation.DIRECTION_SWITCHED;
        if (kept.story().cancel(request.by(), why, opened.requested().at()) instanceof Decision.Taken(var events)) {
            append(kept.installation(), kept.story(), events);
        }
    }

    private void append(InstallationId installation, Verification before, List<VerificationEvent> events) {
        Verification after = before.with(events);
        stories.put(after.id(), new Kept(installation, after));
        events.forEach(event -> note(after, event));
        if (!after.open()) {
            live.remove(after.id());
        }
    }

    private void note(Verification story, VerificationEvent event) {
        story.owes(event).forEach(work -> owed.add(new OwedWork(story.id(), work)));
        tallies.count(story.counts(event), event.at());
    }

    public synchronized Optional<LiveCode> live(VerificationId id) {
        return Optional.ofNullable(live.get(id));
    }

    /** All verifications, oldest first. */
    public synchronized List<Verification> all() {
        return stories.values().stream().map(Kept::story).toList();
    }

    /** All the work that was ever owed, oldest first. */
    public synchronized List<OwedWork> owed() {
        return List.copyOf(owed);
    }

    /** Of which verifications a note was owed, once for each note. */
    public synchronized List<VerificationId> owedNotes() {
        return owed.stream()
                .filter(work -> work.work() instanceof Owed.LeaveNote)
                .map(OwedWork::verification)
                .toList();
    }

    public TalliesInMemory tallies() {
        return tallies;
    }
}
