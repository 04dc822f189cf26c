package io.countersign.psa;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.psa.PsaRecords.TicketRecord;
import io.countersign.psa.SingleFlight.Kept;
import io.countersign.ticket.Contact;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.Technician;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.TicketSystem;
import io.countersign.ticket.WrittenNote;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The port, with what a callback warmed. A hit costs neither a call nor a place in the bulkhead. Every key begins with the installation. */
public final class KeptTickets implements TicketSystem, TicketWarmth {
    /** A callback can be lost, and nothing tells. */
    public static final Duration WARM = Duration.ofMinutes(5);

    public static final Duration CONTACT = Duration.ofMinutes(1);
    public static final Duration MEMBER = Duration.ofMinutes(10);

    /** Short, so that a colleague made a minute ago can work. */
    public static final Duration NO_MEMBER = Duration.ofSeconds(30);

    /** About a technician's day. The PSA makes a name once. */
    public static final Duration NAME = Duration.ofHours(12);

    private static final int MOST_NAMES = 20_000;

    private final PsaRecords records;
    private final Consumer<InstallationId> beforeWarming;
    private final SingleFlight<TicketRef, Optional<TicketRecord>> tickets;
    private final SingleFlight<ContactRef, Optional<Contact>> contacts;
    private final SingleFlight<MemberKey, Optional<Technician>> members;
    private final Cache<TicketRef, TicketName> names;

    public KeptTickets(PsaRecords records, Ticker ticker) {
        this(records, ticker, installation -> {});
    }

    /** With a say before each warming, which nobody waits for: where {@code beforeWarming} throws, nothing is read. */
    public KeptTickets(PsaRecords records, Ticker ticker, Consumer<InstallationId> beforeWarming) {
        this.records = records;
        this.beforeWarming = beforeWarming;
        tickets = new SingleFlight<>(ticker);
        contacts = new SingleFlight<>(ticker);
        members = new SingleFlight<>(ticker);
        names = Caffeine.newBuilder()
                .maximumSize(MOST_NAMES)
                .expireAfterWrite(NAME)
                .ticker(ticker)
                .build();
    }

    @Override
    public Optional<Ticket> ticket(TicketRef ref) {
        return tickets.get(ref, () -> new Kept<>(read(ref), Duration.ZERO)).map(ticket -> {
            var contact = ticket.contact();
            return ticket.with(
                    contact == null
                            ? null
                            : contacts.get(contact, () -> contact(contact, CONTACT))
                                    .orElse(null));
        });
    }

    private Optional<TicketRecord> read(TicketRef ref) {
        var ticket = records.ticket(ref);
        ticket.ifPresent(there -> names.put(ref, there.name()));
        return ticket;
    }

    @Override
    public Optional<TicketName> name(TicketRef ref) {
        return Optional.ofNullable(names.getIfPresent(ref));
    }

    @Override
    public Optional<Ticket> warm(TicketRef ref) {
        beforeWarming.accept(ref.installation());
        return warmNow(ref);
    }

    @Override
    public Optional<Ticket> warmNow(TicketRef ref) {
        return tickets.renew(ref, () -> {
                    var ticket = read(ref);
                    return new Kept<>(ticket, ticket.isPresent() ? WARM : Duration.ZERO);
                })
                .map(ticket -> ticket.with(ticket.contact() == null ? null : warmContact(ticket.contact())));
    }

    @Override
    public Optional<Ticket> known(TicketRef ref) {
        return tickets.kept(ref).flatMap(Kept::value).map(ticket -> {
            var contact = ticket.contact();
            return ticket.with(
                    contact == null
                            ? null
                            : contacts.kept(contact).flatMap(Kept::value).orElse(null));
        });
    }

    private @Nullable Contact warmContact(ContactRef ref) {
        return contacts.kept(ref)
                .filter(kept -> kept.howLong().equals(WARM))
                .map(Kept::value)
                .orElseGet(() -> contacts.renew(ref, () -> contact(ref, WARM)))
                .orElse(null);
    }

    private Kept<Optional<Contact>> contact(ContactRef ref, Duration howLong) {
        var contact = records.contact(ref);
        return new Kept<>(contact, contact.isPresent() ? howLong : Duration.ZERO);
    }

    @Override
    public void forget(TicketRef ref) {
        tickets.forget(ref);
    }

    @Override
    public void forget(ContactRef ref) {
        contacts.forget(ref);
    }

    /** As {@link PsaRecords#prepare}. */
    public void prepare(InstallationId installation) {
        records.prepare(installation);
    }

    @Override
    public NoteId write(TicketRef ticket, Note note) {
        return records.write(ticket, note);
    }

    @Override
    public List<WrittenNote> newestNotes(TicketRef ticket, Instant since) {
        return records.newestNotes(ticket, since);
    }

    @Override
    public Optional<Technician> technician(InstallationId installation, String identifier) {
        return members.get(new MemberKey(installation, identifier), () -> {
            var member = records.technician(installation, identifier);
            return new Kept<>(member, member.isPresent() ? MEMBER : NO_MEMBER);
        });
    }

    /** Asked each time: an administrator looks now and then. */
    @Override
    public List<Technician> techniciansOf(InstallationId installation, String address) {
        return records.techniciansOf(installation, address);
    }

    private record MemberKey(InstallationId installation, String identifier) {}
}
