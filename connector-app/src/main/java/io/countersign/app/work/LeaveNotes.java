package io.countersign.app.work;

import static java.util.Objects.requireNonNull;

import io.countersign.app.installation.Installations;
import io.countersign.app.secrets.Keys;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.app.verification.Story;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.NoteProgress;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.TicketSystem;
import io.countersign.ticket.WrittenNote;
import io.countersign.verification.NoteText;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Leaves exactly one note for each decision, however often it is run and wherever it was interrupted. */
public final class LeaveNotes {
    private static final Logger LOG = LoggerFactory.getLogger(LeaveNotes.class);
    private static final Duration WHILE_LOOKING_FAILS = Duration.ofSeconds(5);

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final PostgresVerifications verifications;
    private final TicketSystem tickets;
    private final Installations installations;
    private final Keys keys;
    private final DecisionClock clock;

    LeaveNotes(
            JdbcClient database,
            TransactionTemplate transaction,
            PostgresVerifications verifications,
            TicketSystem tickets,
            Installations installations,
            Keys keys,
            DecisionClock clock) {
        this.database = database;
        this.transaction = transaction;
        this.verifications = verifications;
        this.tickets = tickets;
        this.installations = installations;
        this.keys = keys;
        this.clock = clock;
    }

    /** When to go on: never, or at a time; and when to look for a double. */
    record Next(Optional<Instant> again, Optional<Instant> lookForDouble) {
        static final Next NOTHING = new Next(Optional.empty(), Optional.empty());

        static Next at(Instant again) {
            return new Next(Optional.of(again), Optional.empty());
        }
    }

    Next run(Tasks.NoteOf name) {
        var owed = owed(name);
        if (owed.isEmpty()) {
            return Next.NOTHING;
        }
        var installation = owed.get().installation();
        NoteProgress progress = owed.get().progress();
        var reading = verifications.read(installation, name.verification());
        if (reading.isEmpty()) {
            // the person was erased before the note was written: there is nothing left that may be said
            keep(name, progress, progress.parked("the person was erased"));
            return Next.NOTHING;
        }
        var story = reading.get().story();
        TicketRef ticket =
                Optional.ofNullable(story.verification().request().ticket()).orElseThrow();
        Note note = note(installation, story, name.kind());
        Instant now = reading.get().at();
        while (true) {
            switch (progress.next(now)) {
                case NoteProgress.Step.Done() -> {
                    // a crash may have come between the row and the event: telling it again changes nothing
                    return told(name, installation, progress, now);
                }
                case NoteProgress.Step.WaitUntil(var at) -> {
                    return Next.at(at);
                }
                case NoteProgress.Step.Look(var since) -> {
                    Optional<NoteId> found;
                    try {
                        found = find(ticket, note, since).stream().findFirst();
                    } catch (PsaFault.Refused refused) {
                        return park(name, installation, progress, refused.why());
                    } catch (PsaFault.Busy busy) {
                        return Next.at(now.plus(busy.waitFor()));
                    } catch (PsaFault.Unclear unclear) {
                        return Next.at(now.plus(WHILE_LOOKING_FAILS));
                    }
                    if (found.isPresent()) {
                        return written(name, installation, progress, found.get(), now);
                    }
                    progress = keep(name, progress, progress.notFound());
                    now = clock.now(database);
                }
                case NoteProgress.Step.Post() -> {
                    progress = keep(name, progress, progress.posting(now));
                    try {
                        return written(name, installation, progress, tickets.write(ticket, note), now);
                    } catch (PsaFault.Refused refused) {
                        return park(name, installation, progress, refused.why());
                    } catch (PsaFault.Busy busy) {
                        keep(name, progress, progress.notPosted());
                        return Next.at(now.plus(busy.waitFor()));
                    } catch (PsaFault.Unclear unclear) {
                        progress = keep(name, progress, progress.unknown());
                        now = clock.now(database);
                    }
                }
            }
        }
    }

    private Next written(
            Tasks.NoteOf name, InstallationId installation, NoteProgress progress, NoteId id, Instant now) {
        return keepAndTell(name, installation, progress, progress.written(id), now);
    }

    /** In one transaction, in which the story is locked first, as everywhere. */
    private Next keepAndTell(
            Tasks.NoteOf name, InstallationId installation, NoteProgress before, NoteProgress after, Instant now) {
        return requireNonNull(transaction.execute(status -> {
            var next = told(name, installation, after, now);
            keep(name, before, after);
            return next;
        }));
    }

    /** Puts into the story what the row says. */
    private Next told(Tasks.NoteOf name, InstallationId installation, NoteProgress progress, Instant now) {
        NoteId note = progress.note();
        String why = progress.why();
        if (note != null) {
            verifications.report(
                    installation, name.verification(), (v, at) -> v.noteWritten(name.kind(), note.number(), at));
        } else if (why != null) {
            verifications.report(installation, name.verification(), (v, at) -> v.noteParked(name.kind(), why, at));
        }
        return progress.unclearBefore()
                ? new Next(Optional.empty(), Optional.of(now.plus(NoteProgress.LAST_LOOK)))
                : Next.NOTHING;
    }

    private Next park(Tasks.NoteOf name, InstallationId installation, NoteProgress progress, String why) {
        LOG.error(
                "note parked, a person has to look: {} {}: {}",
                name.verification().value(),
                name.kind(),
                why);
        Instant now = clock.now(database);
        return keepAndTell(name, installation, progress, progress.parked(why), now);
    }

    /** After a post whose answer was lost: did the PSA commit it late, beside the one we posted again? */
    void lookForDouble(Tasks.NoteOf name) {
        var owed = owed(name);
        if (owed.isEmpty() || owed.get().progress().state() != NoteProgress.State.WRITTEN) {
            return;
        }
        var installation = owed.get().installation();
        var reading = verifications.read(installation, name.verification());
        if (reading.isEmpty()) {
            return;
        }
        var story = reading.get().story();
        var verification = story.verification();
        var decided = verification.decidingEvent().map(VerificationEvent::at).orElse(verification.requestedAt());
        var ours = find(
                Optional.ofNullable(verification.request().ticket()).orElseThrow(),
                note(installation, story, name.kind()),
                decided.minus(NoteProgress.LAST_LOOK));
        NoteId known = Optional.ofNullable(owed.get().progress().note()).orElseThrow();
        ours.stream().filter(id -> !id.equals(known)).findFirst().ifPresent(second -> {
            LOG.error("two notes for one decision: {} {}", name.verification().value(), name.kind());
            verifications.report(
                    installation, name.verification(), (v, at) -> v.noteDoubled(name.kind(), second.number(), at));
        });
    }

    private List<NoteId> find(TicketRef ticket, Note note, Instant since) {
        return tickets.newestNotes(ticket, since).stream()
                .filter(written -> written.ours() && written.text().contains(note.marker()))
                .map(WrittenNote::id)
                .toList();
    }

    private Note note(InstallationId installation, Story story, NoteKind kind) {
        var settings = installations.get(installation);
        return new NoteText(settings.settings().locale())
                .of(story.verification(), kind, receipt(story, kind).orElseThrow(), settings.trial());
    }

    /** What a note of this kind carries; empty while there is nothing to write. */
    public Optional<String> receipt(Story story, NoteKind kind) {
        var verification = story.verification();
        Optional<VerificationEvent> reason = switch (kind) {
            case OUTCOME -> verification.decidingEvent();
            case DISPUTE ->
                verification.events().stream()
                        .filter(Disputed.class::isInstance)
                        .findFirst();
        };
        return reason.map(event -> keys.receipt(
                verification.id(), kind.name(), story.chainAt(event).hex()));
    }

    /** How far the notes of a verification have come. */
    public Map<NoteKind, NoteProgress> progress(VerificationId id) {
        Map<NoteKind, NoteProgress> notes = new EnumMap<>(NoteKind.class);
        database.sql("select kind, state, since, looks, unclear_before, note, why from note where verification = ?")
                .param(id.value())
                .query(row -> {
                    notes.put(NoteKind.valueOf(row.getString("kind")), progress(row));
                });
        return notes;
    }

    private record OwedNote(InstallationId installation, NoteProgress progress) {}

    private Optional<OwedNote> owed(Tasks.NoteOf name) {
        return database.sql("""
                select installation, state, since, looks, unclear_before, note, why from note where verification = ? and kind = ?
                """)
                .params(name.verification().value(), name.kind().name())
                .query((row, number) -> new OwedNote(new InstallationId(row.getString("installation")), progress(row)))
                .optional();
    }

    private static NoteProgress progress(java.sql.ResultSet row) throws java.sql.SQLException {
        var since = row.getObject("since", OffsetDateTime.class);
        long note = row.getLong("note");
        boolean noNote = row.wasNull();
        return new NoteProgress(
                NoteProgress.State.valueOf(row.getString("state")),
                since == null ? null : since.toInstant(),
                row.getInt("looks"),
                row.getBoolean("unclear_before"),
                noNote ? null : new NoteId(note),
                row.getString("why"));
    }

    /** Stores the next state, unless somebody else took the work over meanwhile. */
    private NoteProgress keep(Tasks.NoteOf name, NoteProgress before, NoteProgress after) {
        int kept = database.sql("""
                update note set state = :state, since = :since, looks = :looks, unclear_before = :unclear, note = :note, why = :why
                where verification = :verification and kind = :kind and state = :before and looks = :looksBefore
                """)
                .param("state", after.state().name())
                .param("since", after.since() == null ? null : Timestamp.from(after.since()))
                .param("looks", after.looks())
                .param("unclear", after.unclearBefore())
                .param("note", after.note() == null ? null : after.note().number())
                .param("why", after.why())
                .param("verification", name.verification().value())
                .param("kind", name.kind().name())
                .param("before", before.state().name())
                .param("looksBefore", before.looks())
                .update();
        if (kept != 1) {
            throw new IllegalStateException("another worker is leaving this note");
        }
        return after;
    }
}
