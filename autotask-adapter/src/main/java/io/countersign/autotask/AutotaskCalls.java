package io.countersign.autotask;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.autotask.Calling.Session;
import io.countersign.openapi.autotask.api.PeopleApi;
import io.countersign.openapi.autotask.api.TicketsApi;
import io.countersign.openapi.autotask.model.CompanyItemResult;
import io.countersign.openapi.autotask.model.CompanyModel;
import io.countersign.openapi.autotask.model.ContactItemResult;
import io.countersign.openapi.autotask.model.ContactModel;
import io.countersign.openapi.autotask.model.FieldInformationResultModel;
import io.countersign.openapi.autotask.model.Filter;
import io.countersign.openapi.autotask.model.OperationResultModel;
import io.countersign.openapi.autotask.model.PageDetailsModel;
import io.countersign.openapi.autotask.model.QueryModel;
import io.countersign.openapi.autotask.model.ResourceModel;
import io.countersign.openapi.autotask.model.ResourceQueryResult;
import io.countersign.openapi.autotask.model.TicketItemResult;
import io.countersign.openapi.autotask.model.TicketModel;
import io.countersign.openapi.autotask.model.TicketNoteModel;
import io.countersign.openapi.autotask.model.TicketNoteQueryResult;
import io.countersign.openapi.autotask.model.TicketQueryResult;
import io.countersign.psa.ChangedTickets;
import io.countersign.psa.PsaRecords;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.Contact;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.WrittenNote;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.client.RestClientResponseException;

/** Makes the calls over HTTP. What changes rarely (labels, names of companies, who we are) is kept and read anew aside. */
final class AutotaskCalls implements PsaRecords, ChangedTickets {
    private static final Logger LOG = LoggerFactory.getLogger(AutotaskCalls.class);

    /** Names of resources as the vendor allows them, mail addresses among them. */
    private static final int LONGEST_ADDRESS = 254;

    static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+'-]{0,99}");

    /** The vendor's closed status; the other numbers are the customer's own. */
    private static final int COMPLETE = 5;

    private static final int LONGEST_TITLE = 250;
    private static final int LONGEST_DESCRIPTION = 32_000;

    /** Fifty of the longest notes fit into the longest answer. */
    private static final int NOTES_A_PAGE = 50;

    private static final int MOST_NOTE_PAGES = 10;
    private static final int TICKETS_A_PAGE = 500;
    private static final int MOST_TICKET_PAGES = 40;
    private static final int RESOURCES_A_PAGE = 10;

    private static final Duration HALF_A_DAY = Duration.ofHours(12);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    /** By how much Autotask's clock may be behind ours. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final AutotaskInstallations installations;
    private final Calling calling;
    private final Consumer<InstallationId> requireRoom;
    private final Executor aside;
    private final Aside<CompanyKey, String> companyNames;
    private final Aside<Database, Picklists> ticketLabels;
    private final Aside<Database, InternalNote> internalNotes;
    private final Aside<Database, Long> ourResources;

    /**
     * Calls as an application makes them.
     *
     * @param requireRoom throws where the allowance is nearly used up
     * @param aside runs what nobody waits for
     */
    AutotaskCalls(
            AutotaskInstallations installations,
            Calling calling,
            Consumer<InstallationId> requireRoom,
            Ticker ticker,
            Executor aside) {
        this.installations = installations;
        this.calling = calling;
        this.requireRoom = requireRoom;
        this.aside = aside;
        this.companyNames = new Aside<>(HALF_A_DAY, ticker, aside);
        this.ticketLabels = new Aside<>(A_DAY, ticker, aside);
        this.internalNotes = new Aside<>(A_DAY, ticker, aside);
        this.ourResources = new Aside<>(HALF_A_DAY, ticker, aside);
    }

    @Override
    public Optional<TicketRecord> ticket(TicketRef ref) {
        var installation = ref.installation();
        return record(
                        installation,
                        Endpoint.TICKETS,
                        ref.number(),
                        session -> part(new TicketsApi(session.api()).ticket(ref.number()), TicketItemResult::getItem))
                .map(ticket -> ticketOf(ref, ticket));
    }

    private TicketRecord ticketOf(TicketRef ref, TicketModel ticket) {
        requireSame(ref.number(), ticket.getId());
        var installation = ref.installation();
        Integer companyId = ticket.getCompanyID();
        if (companyId == null || companyId < 0) {
            // every ticket has one; number 0 is the MSP itself
            throw new Refused(
                    "The security level of our API user in Autotask does not show us the company of a ticket", null);
        }
        Integer contact = ticket.getContactID();
        return new TicketRecord(
                ref,
                TicketName.of(ref, ticket.getTicketNumber()),
                new CompanyRef(installation, companyId),
                companyName(installation, companyId),
                contact == null || contact <= 0 ? null : new ContactRef(installation, contact),
                Objects.equals(ticket.getStatus(), COMPLETE),
                type(installation, ticket));
    }

    private String companyName(InstallationId installation, int id) {
        return companyNames.get(
                new CompanyKey(database(installation), id),
                () -> record(
                                installation,
                                Endpoint.COMPANIES,
                                id,
                                session -> part(
                                        new PeopleApi(session.api()).company((long) id), CompanyItemResult::getItem))
                        .map(CompanyModel::getCompanyName)
                        .orElse(""));
    }

    /** The most exact of the three that is set. */
    private @Nullable String type(InstallationId installation, TicketModel ticket) {
        String field = ticket.getSubIssueType() != null
                ? "subIssueType"
                : ticket.getIssueType() != null ? "issueType" : "ticketType";
        Integer number = ticket.getSubIssueType() != null
                ? ticket.getSubIssueType()
                : ticket.getIssueType() != null ? ticket.getIssueType() : ticket.getTicketType();
        if (number == null) {
            return null;
        }
        return ticketLabels(installation)
                .label(field, number)
                // somebody added it since
                .or(() -> ticketLabels
                        .renewedIfOlder(A_MINUTE, database(installation), () -> fieldsOfTickets(installation))
                        .label(field, number))
                .orElse(null);
    }

    private Picklists ticketLabels(InstallationId installation) {
        return ticketLabels.get(database(installation), () -> fieldsOfTickets(installation));
    }

    private Picklists fieldsOfTickets(InstallationId installation) {
        return picklists(installation, Endpoint.TICKETS, session -> new TicketsApi(session.api()).fieldsOfTickets());
    }

    private Picklists picklists(
            InstallationId installation,
            Endpoint endpoint,
            Function<Session, @Nullable FieldInformationResultModel> call) {
        return Picklists.of(calling.call(installation, endpoint, call));
    }

    @Override
    public Optional<Contact> contact(ContactRef ref) {
        return record(
                        ref.installation(),
                        Endpoint.CONTACTS,
                        ref.number(),
                        session -> part(new PeopleApi(session.api()).contact(ref.number()), ContactItemResult::getItem))
                .flatMap(contact -> contactOf(ref, contact));
    }

    private static Optional<Contact> contactOf(ContactRef ref, ContactModel contact) {
        requireSame(ref.number(), contact.getId());
        Integer company = contact.getCompanyID();
        if (!Objects.equals(contact.getIsActive(), 1) || company == null || company < 0) {
            return Optional.empty();
        }
        return Optional.of(new Contact(
                ref,
                new CompanyRef(ref.installation(), company),
                fullName(contact.getFirstName(), contact.getLastName()),
                values(contact.getEmailAddress(), contact.getEmailAddress2(), contact.getEmailAddress3()),
                values(contact.getMobilePhone())));
    }

    @Override
    public NoteId write(TicketRef ticket, Note note) {
        var installation = ticket.installation();
        Integer id = vendorId(ticket.number());
        if (id == null) {
            throw new Refused("Autotask has no ticket of this number", null);
        }
        String text = descriptionOf(note);
        var how = internalNote(installation);
        var body = new UnprintedNote()
                .ticketID(id)
                .title(titleOf(text))
                .description(text)
                .noteType(how.noteType())
                .publish(how.publish());
        try {
            Long written = calling.call(
                    installation,
                    Endpoint.NOTES_OF_A_TICKET,
                    session -> part(
                            new TicketsApi(session.api()).createTicketNote((long) id, body),
                            OperationResultModel::getItemId));
            aside.execute(() -> learnWhoWeAre(installation));
            return new NoteId(written);
        } catch (Refused refused) {
            // perhaps the numbers are no longer what they were
            internalNotes.forget(database(installation));
            throw refused;
        }
    }

    /** Surely nothing is written while this is asked for. */
    private InternalNote internalNote(InstallationId installation) {
        try {
            return internalNotes.get(
                    database(installation),
                    () -> InternalNote.of(picklists(
                            installation,
                            Endpoint.TICKET_NOTES,
                            session -> new TicketsApi(session.api()).fieldsOfTicketNotes())));
        } catch (Unclear unclear) {
            throw new Busy(A_SECOND, unclear.getCause());
        }
    }

    /** By the marker a note is found again; without it, it would be left twice. */
    private static String descriptionOf(Note note) {
        String text = cut(note.text(), LONGEST_DESCRIPTION);
        if (!text.contains(note.marker())) {
            throw new Refused("The note is longer than Autotask takes", null);
        }
        return text;
    }

    private static String titleOf(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("Countersign");
        return cut(line, LONGEST_TITLE);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }

    @Override
    public List<WrittenNote> newestNotes(TicketRef ticket, Instant since) {
        var installation = ticket.installation();
        Integer id = vendorId(ticket.number());
        if (id == null) {
            return List.of();
        }
        long ourselves = ourResource(installation);
        var query = new UnprintedQuery()
                .maxRecords(NOTES_A_PAGE)
                .includeFields(List.of("id", "ticketID", "description", "creatorResourceID"))
                .filter(List.of(
                        filter("eq", "ticketID", id),
                        filter("gte", "createDateTime", UTC.format(since.minus(CLOCK_DIFFERENCE)))));
        return pages(
                        installation,
                        Endpoint.TICKET_NOTES,
                        MOST_NOTE_PAGES,
                        (session, next) -> next == null
                                ? new TicketsApi(session.api()).queryTicketNotes(query)
                                : session.page(next, query, TicketNoteQueryResult.class),
                        TicketNoteQueryResult::getItems,
                        TicketNoteQueryResult::getPageDetails)
                .stream()
                .filter(note -> note.getId() != null && id.equals(note.getTicketID()))
                .sorted(Comparator.comparing(TicketNoteModel::getId, Comparator.reverseOrder()))
                .map(note -> new WrittenNote(
                        new NoteId(note.getId()),
                        orEmpty(note.getDescription()),
                        note.getCreatorResourceID() != null && note.getCreatorResourceID() == ourselves))
                .toList();
    }

    /** {@code Busy} also while the database's hourly allowance is nearly used up. No query can be sorted, so all pages are read. */
    @Override
    public List<Changed> changedSince(InstallationId installation, Instant since, int most) {
        requireRoom.accept(installation);
        var query = new UnprintedQuery()
                .maxRecords(TICKETS_A_PAGE)
                .includeFields(List.of("id", "lastTrackedModificationDateTime"))
                .filter(List.of(filter("gte", "lastTrackedModificationDateTime", UTC.format(since))));
        return pages(
                        installation,
                        Endpoint.TICKETS,
                        MOST_TICKET_PAGES,
                        (session, next) -> next == null
                                ? new TicketsApi(session.api()).queryTickets(query)
                                : session.page(next, query, TicketQueryResult.class),
                        TicketQueryResult::getItems,
                        TicketQueryResult::getPageDetails)
                .stream()
                .flatMap(ticket -> change(installation, ticket).stream())
                .sorted(Comparator.comparing(Changed::at))
                .limit(most)
                .toList();
    }

    private static Optional<Changed> change(InstallationId installation, TicketModel ticket) {
        Long id = ticket.getId();
        var at = ticket.getLastTrackedModificationDateTime();
        return id == null || id <= 0 || at == null
                ? Optional.empty()
                : Optional.of(new Changed(new TicketRef(installation, id), at.toInstant()));
    }

    @Override
    public void prepare(InstallationId installation) {
        ticketLabels(installation);
        internalNote(installation);
        ourResource(installation);
    }

    @Override
    public Optional<Technician> technician(InstallationId installation, String identifier) {
        if (!USER_NAME.matcher(identifier).matches()) {
            return Optional.empty();
        }
        return resource(installation, identifier)
                .filter(resource -> Boolean.TRUE.equals(resource.getIsActive()))
                .map(resource -> technicianOf(installation, resource));
    }

    @Override
    public List<Technician> techniciansOf(InstallationId installation, String address) {
        if (address.isBlank() || address.length() > LONGEST_ADDRESS) {
            return List.of();
        }
        return resources(installation, filter("eq", "email", address)).stream()
                .filter(resource -> Boolean.TRUE.equals(resource.getIsActive()))
                .filter(resource ->
                        address.equalsIgnoreCase(orEmpty(resource.getEmail()).strip()))
                .filter(resource -> !orEmpty(resource.getUserName()).isBlank())
                .map(resource -> technicianOf(installation, resource))
                .toList();
    }

    private static Technician technicianOf(InstallationId installation, ResourceModel resource) {
        Long id = resource.getId();
        return new Technician(
                installation,
                orEmpty(resource.getUserName()).strip(),
                nameOf(resource),
                orNull(resource.getEmail()),
                id == null ? null : Long.toString(id));
    }

    /** Who we are in this database, if that is known; calls nobody. */
    Optional<Long> ourResourceIfKnown(InstallationId installation) {
        return ourResources.known(database(installation));
    }

    /** Who we are in this database. */
    long ourResource(InstallationId installation) {
        return ourResources.get(database(installation), () -> askForOurResource(installation));
    }

    /** The same, asked now. */
    long ourResourceNow(InstallationId installation) {
        return ourResources.renewed(database(installation), () -> askForOurResource(installation));
    }

    private long askForOurResource(InstallationId installation) {
        return resource(installation, installations.settings(installation).userName())
                .map(ResourceModel::getId)
                .orElseThrow(() -> new Refused(
                        "Autotask does not show us our own API user among its resources, so our notes cannot be told from others; its security level may lack the right "
                                + Endpoint.RESOURCES.right(),
                        null));
    }

    /** So that what we change ourselves is not read again for it. */
    private void learnWhoWeAre(InstallationId installation) {
        try {
            ourResource(installation);
        } catch (PsaFault notNow) {
            LOG.debug("{}: our own resource is not known yet: {}", installation.value(), notNow.getMessage());
        }
    }

    private Optional<ResourceModel> resource(InstallationId installation, String userName) {
        return resources(installation, filter("eq", "userName", userName)).stream()
                .filter(resource -> resource.getId() != null
                        && orEmpty(resource.getUserName()).strip().equalsIgnoreCase(userName))
                .max(Comparator.comparing(resource -> Boolean.TRUE.equals(resource.getIsActive())));
    }

    private List<ResourceModel> resources(InstallationId installation, Filter filter) {
        var query = new UnprintedQuery()
                .maxRecords(RESOURCES_A_PAGE)
                .includeFields(List.of("id", "userName", "email", "firstName", "lastName", "isActive"))
                .filter(List.of(filter));
        return calling.call(
                installation,
                Endpoint.RESOURCES,
                session -> part(new PeopleApi(session.api()).queryResources(query), ResourceQueryResult::getItems));
    }

    /** All pages. Of a list that goes on beyond the bound, the part read would be taken for the whole. */
    private <P, I> List<I> pages(
            InstallationId installation,
            Endpoint endpoint,
            int most,
            BiFunction<Session, @Nullable String, @Nullable P> read,
            Function<P, @Nullable List<I>> items,
            Function<P, @Nullable PageDetailsModel> details) {
        var all = new ArrayList<I>();
        String next = null;
        for (int i = 0; i < most; i++) {
            String address = next;
            P page = calling.call(installation, endpoint, session -> read.apply(session, address));
            var some = items.apply(page);
            if (some == null) {
                throw new Unclear(null);
            }
            all.addAll(some);
            var detail = details.apply(page);
            next = detail == null ? null : orNull(detail.getNextPageUrl());
            if (next == null) {
                return all;
            }
        }
        throw new Unclear(null);
    }

    /** A record by its number. Where there is none, Autotask says 404 or sends no item. */
    private <T> Optional<T> record(
            InstallationId installation, Endpoint endpoint, long number, Function<Session, @Nullable T> call) {
        if (vendorId(number) == null) {
            return Optional.empty();
        }
        return calling.call(installation, endpoint, session -> {
            try {
                return Optional.ofNullable(call.apply(session));
            } catch (RestClientResponseException answer) {
                if (AutotaskFaults.isRecordGone(answer)) {
                    return Optional.empty();
                }
                throw answer;
            }
        });
    }

    /** An empty body is no answer, though its status be 200. */
    private static <R, T> @Nullable T part(@Nullable R answer, Function<R, @Nullable T> part) {
        if (answer == null) {
            throw new Unclear(null);
        }
        return part.apply(answer);
    }

    private static void requireSame(long asked, @Nullable Long answered) {
        if (answered == null || answered != asked) {
            throw new Unclear(null);
        }
    }

    private Database database(InstallationId installation) {
        return Database.of(installation, installations.settings(installation));
    }

    private static Filter filter(String op, String field, Object value) {
        return new Filter().op(op).field(field).value(value);
    }

    private static List<String> values(@Nullable String... texts) {
        return Stream.of(texts)
                .map(text -> orEmpty(text).strip())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String nameOf(ResourceModel resource) {
        String name = fullName(resource.getFirstName(), resource.getLastName());
        return name.isEmpty() ? orEmpty(resource.getUserName()).strip() : name;
    }

    private static String fullName(@Nullable String first, @Nullable String last) {
        return (orEmpty(first).strip() + " " + orEmpty(last).strip()).strip();
    }

    /** The vendor refers to records by 32 bits. */
    private static @Nullable Integer vendorId(long number) {
        return number <= Integer.MAX_VALUE ? (int) number : null;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private record CompanyKey(Database database, int number) {}

    /** Spring's client prints what it writes when its log is turned up, and a note names people. */
    private static final class UnprintedNote extends TicketNoteModel {
        @Override
        public String toString() {
            return "TicketNote[…]";
        }
    }

    /** As with notes: what is looked for names people. */
    private static final class UnprintedQuery extends QueryModel {
        @Override
        public String toString() {
            return "Query[…]";
        }
    }
}
