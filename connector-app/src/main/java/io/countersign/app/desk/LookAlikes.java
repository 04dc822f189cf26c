package io.countersign.app.desk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.app.live.Changes;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.app.verification.Reading;
import io.countersign.app.verification.Story;
import io.countersign.app.work.LeaveNotes;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.TicketSystem;
import io.countersign.ticket.WrittenNote;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Notes typed to look like ours. A note is ours when our own API member wrote it, and its receipt is the one that only we can make for that verification on this ticket.
 * Looked for aside, when a pod opens: it costs the PSA one call, and nobody waits for it.
 */
public final class LookAlikes {
    private static final Logger LOG = LoggerFactory.getLogger(LookAlikes.class);
    private static final Duration HOW_FAR_BACK = Duration.ofDays(30);
    private static final Duration KEPT = Duration.ofMinutes(1);

    /** What every note of ours begins with or ends with; whoever imitates one has to use at least one of them. */
    private static final Pattern OURS = Pattern.compile(
            "(?i)(?:^\\W*(?:\\[SANDBOX\\]\\s*)?(?:verified|reached)\\s*\\(A[0-9])|(?:\\bID\\s+v_[A-Za-z0-9_-]{6,})");

    private static final Pattern MARKER = Pattern.compile("Receipt ([0-9a-f]{16})\\. ID (v_[A-Za-z0-9_-]{22})");

    private final TicketSystem tickets;
    private final PostgresVerifications verifications;
    private final LeaveNotes notes;
    private final Changes changes;
    private final JdbcClient database;
    private final Cache<TicketRef, Integer> known =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(KEPT).build();
    private final Set<TicketRef> looking = ConcurrentHashMap.newKeySet();

    public LookAlikes(
            TicketSystem tickets,
            PostgresVerifications verifications,
            LeaveNotes notes,
            Changes changes,
            JdbcClient database) {
        this.tickets = tickets;
        this.verifications = verifications;
        this.notes = notes;
        this.changes = changes;
        this.database = database;
    }

    /** How many are known on this ticket. Where nobody has looked lately somebody begins to, and open pages hear of it. */
    int known(TicketRef ticket) {
        Integer count = known.getIfPresent(ticket);
        if (count == null && looking.add(ticket)) {
            Thread.ofVirtual().name("look-alikes").start(() -> look(ticket));
        }
        return count == null ? 0 : count;
    }

    private void look(TicketRef ticket) {
        try {
            int count = (int) tickets.newestNotes(ticket, Instant.now().minus(HOW_FAR_BACK)).stream()
                    .filter(note -> OURS.matcher(note.text()).find())
                    .filter(note -> !genuine(ticket, note))
                    .count();
            known.put(ticket, count);
            if (count > 0) {
                LOG.warn("a note that looks like ours and is not stands on ticket {}", ticket.number());
                changes.tell(database, ticket.installation(), ticket.number());
            }
        } catch (PsaFault | DataAccessException e) {
            // asked again when the card is shown again
            LOG.info(
                    "the notes of a ticket cannot be checked just now: {}",
                    e.getClass().getSimpleName());
        } finally {
            looking.remove(ticket);
        }
    }

    private boolean genuine(TicketRef ticket, WrittenNote note) {
        Matcher marker = MARKER.matcher(note.text());
        if (!note.ours() || !marker.find()) {
            return false;
        }
        String receipt = marker.group(1);
        return verifications
                .read(ticket.installation(), new VerificationId(marker.group(2)))
                .map(Reading::story)
                .filter(story -> ticket.equals(story.verification().request().ticket()))
                .map(story -> made(story, receipt))
                .orElse(false);
    }

    private boolean made(Story story, String receipt) {
        return Arrays.stream(NoteKind.values())
                .flatMap(kind -> notes.receipt(story, kind).stream())
                .anyMatch(receipt::equals);
    }
}
