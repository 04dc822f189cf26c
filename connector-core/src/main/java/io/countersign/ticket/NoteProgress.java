package io.countersign.ticket;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the one note of one decision has come. A note can be posted and its answer lost, so what is not known is looked up before anything is posted again: at
 * once, after three and after ten seconds. Whoever drives it stores each new state before doing the next step; after a crash the stored state says what may have
 * happened.
 *
 * @param since when the post began whose answer is not known
 * @param looks how often we have looked since
 * @param unclearBefore whether any post ever went unanswered: then a late double is possible
 */
public record NoteProgress(
        State state,
        @Nullable Instant since,
        int looks,
        boolean unclearBefore,
        @Nullable NoteId note,
        @Nullable String why) {
    private static final List<Duration> LOOKS = List.of(Duration.ZERO, Duration.ofSeconds(3), Duration.ofSeconds(10));
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    /** When to look for a note that the PSA committed late. */
    public static final Duration LAST_LOOK = Duration.ofMinutes(5);

    public enum State {
        OWED,
        /** On disk before the call: a crash from here on leaves it unknown whether the note stands. */
        POSTING,
        UNKNOWN,
        WRITTEN,
        PARKED
    }

    public static final NoteProgress OWED = new NoteProgress(State.OWED, null, 0, false, null, null);

    /** What to do next. */
    public sealed interface Step {
        /** Store {@link NoteProgress#posting}, then post. */
        record Post() implements Step {}

        /** Look for the marker among the notes written since {@code since}. */
        record Look(Instant since) implements Step {}

        record WaitUntil(Instant at) implements Step {}

        record Done() implements Step {}
    }

    public Step next(Instant now) {
        return switch (state) {
            case OWED -> new Step.Post();
            // only a crash leaves it here: nobody posts twice at the same time
            case POSTING, UNKNOWN -> {
                Instant began = since(now);
                Instant due = began.plus(LOOKS.get(Math.min(looks, LOOKS.size() - 1)));
                yield now.isBefore(due) ? new Step.WaitUntil(due) : new Step.Look(began.minus(CLOCKS_DIFFER));
            }
            case WRITTEN, PARKED -> new Step.Done();
        };
    }

    private Instant since(Instant now) {
        return Optional.ofNullable(since).orElse(now);
    }

    public NoteProgress posting(Instant now) {
        return new NoteProgress(State.POSTING, now, 0, unclearBefore, null, null);
    }

    public NoteProgress written(NoteId id) {
        return new NoteProgress(State.WRITTEN, since, looks, unclearBefore, id, null);
    }

    /** This post surely did not happen. An earlier one may have been committed late meanwhile: then it is looked for once more before the next. */
    public NoteProgress notPosted() {
        return unclearBefore ? new NoteProgress(State.UNKNOWN, since, LOOKS.size() - 1, true, null, null) : OWED;
    }

    /** No clear answer to the post that began at {@link #since}. */
    public NoteProgress unknown() {
        return new NoteProgress(State.UNKNOWN, since, 0, true, null, null);
    }

    /** Looked and did not find it: look again later, and after the last look post again. */
    public NoteProgress notFound() {
        return looks + 1 < LOOKS.size()
                ? new NoteProgress(State.UNKNOWN, since, looks + 1, true, null, null)
                : new NoteProgress(State.OWED, null, 0, true, null, null);
    }

    public NoteProgress parked(String reason) {
        return new NoteProgress(State.PARKED, since, looks, unclearBefore, null, reason);
    }
}
