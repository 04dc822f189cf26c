package io.countersign.connectwise;

import io.countersign.openapi.connectwise.api.CompanyApi;
import io.countersign.openapi.connectwise.api.ServiceApi;
import io.countersign.openapi.connectwise.api.SystemApi;
import io.countersign.openapi.connectwise.model.CompanyReference;
import io.countersign.openapi.connectwise.model.ContactCommunicationItem;
import io.countersign.openapi.connectwise.model.ContactCommunicationItem.CommunicationTypeEnum;
import io.countersign.openapi.connectwise.model.MemberInfo;
import io.countersign.openapi.connectwise.model.ServiceNote;
import io.countersign.openapi.connectwise.model.Ticket;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.Contact;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.WrittenNote;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/** Makes the calls over HTTP. Asks for exactly the fields it uses: a whole contact has a portal password in it. */
final class ConnectWiseCalls implements ConnectWise {
    /** What may stand between the quotes of a condition, and before the colon of a Basic header. How to escape a quote is not documented, so there is none. */
    static final Pattern MEMBER_IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,49}");

    /** What may stand between double quotes in a condition. */
    private static final Pattern PLAIN_ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$&'+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}");

    private static final String TICKET_FIELDS = "id,company/id,company/name,contact/id,closedFlag,type/name";
    private static final String CONTACT_FIELDS = "id,firstName,lastName,company/id,inactiveFlag,communicationItems";
    private static final String NOTE_FIELDS = "id,text,createdBy,dateCreated";
    private static final String MEMBER_FIELDS = "id,identifier,firstName,lastName,fullName,defaultEmail,inactiveFlag";

    private static final String CHANGE_FIELDS = "id,_info/lastUpdated";

    private static final int CHANGES_A_PAGE = 250;
    private static final int NOTES_A_PAGE = 50;
    private static final int MOST_NOTE_PAGES = 10;

    /** By how much ConnectWise's clock may be behind ours. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    private final ConnectWiseInstallations installations;
    private final ConnectWiseClients clients;

    ConnectWiseCalls(ConnectWiseInstallations installations, ConnectWiseClients clients) {
        this.installations = installations;
        this.clients = clients;
    }

    @Override
    public Optional<TicketRecord> ticket(TicketRef ref) {
        Integer id = vendorId(ref.number());
        if (id == null) {
            return Optional.empty();
        }
        var client = clients.of(ref.installation());
        return record(() -> new ServiceApi(client).getServiceTicketsById(id, TICKET_FIELDS))
                .map(ticket -> ticketOf(ref, ticket));
    }

    private static TicketRecord ticketOf(TicketRef ref, Ticket ticket) {
        CompanyReference company = ticket.getCompany();
        CompanyRef companyRef = companyOf(ref.installation(), company);
        if (company == null || companyRef == null) {
            // every ticket has one; an API member that may not inquire companies sees it blank, with status 200
            throw new Refused(
                    "The security role of our API member lacks a permission in ConnectWise: Company Maintenance", null);
        }
        var contact = ticket.getContact();
        Integer contactId = contact == null ? null : contact.getId();
        var type = ticket.getType();
        return new TicketRecord(
                ref,
                TicketName.of(ref),
                companyRef,
                orEmpty(company.getName()),
                contactId == null || contactId <= 0 ? null : new ContactRef(ref.installation(), contactId),
                Boolean.TRUE.equals(ticket.getClosedFlag()),
                type == null ? null : orNull(type.getName()));
    }

    @Override
    public Optional<Contact> contact(ContactRef ref) {
        Integer id = vendorId(ref.number());
        if (id == null) {
            return Optional.empty();
        }
        var settings = installations.settings(ref.installation());
        var client = clients.of(ref.installation());
        return record(() -> new CompanyApi(client).getCompanyContactsById(id, CONTACT_FIELDS))
                .filter(contact -> !Boolean.TRUE.equals(contact.getInactiveFlag()))
                .flatMap(contact -> {
                    var company = companyOf(ref.installation(), contact.getCompany());
                    return company == null ? Optional.empty() : Optional.of(contactOf(ref, company, contact, settings));
                });
    }

    private static Contact contactOf(
            ContactRef ref,
            CompanyRef company,
            io.countersign.openapi.connectwise.model.Contact contact,
            ConnectWiseSettings settings) {
        List<ContactCommunicationItem> items = contact.getCommunicationItems();
        if (items == null) {
            items = List.of();
        }
        return new Contact(
                ref,
                company,
                fullName(contact.getFirstName(), contact.getLastName()),
                values(items, item -> item.getCommunicationType() == CommunicationTypeEnum.EMAIL),
                values(items, item -> isMobile(item, settings)));
    }

    @Override
    public NoteId write(TicketRef ticket, Note note) {
        Integer id = vendorId(ticket.number());
        if (id == null) {
            throw new Refused("ConnectWise has no ticket of this number", null);
        }
        // without a place to show it the note is refused; with notifications even an internal one is mailed to the
        // contact
        var body =
                new UnprintedNote().text(note.text()).internalAnalysisFlag(true).processNotifications(false);
        var client = clients.of(ticket.installation());
        ServiceNote written = call(() -> new ServiceApi(client).postServiceTicketsByParentIdNotes(id, body));
        if (written == null || written.getId() == null) {
            throw new Unclear(null);
        }
        return new NoteId(written.getId());
    }

    @Override
    public List<WrittenNote> newestNotes(TicketRef ticket, Instant since) {
        Integer id = vendorId(ticket.number());
        if (id == null) {
            return List.of();
        }
        var settings = installations.settings(ticket.installation());
        var client = clients.of(ticket.installation());
        Instant oldest = since.minus(CLOCK_DIFFERENCE);
        var found = new ArrayList<WrittenNote>();
        for (int page = 1; page <= MOST_NOTE_PAGES; page++) {
            int thisPage = page;
            List<ServiceNote> notes = call(() -> new ServiceApi(client)
                    .getServiceTicketsByParentIdNotes(id, "id desc", NOTE_FIELDS, thisPage, NOTES_A_PAGE));
            if (notes == null) {
                throw new Unclear(null);
            }
            for (ServiceNote note : notes) {
                if (note.getId() != null) {
                    found.add(new WrittenNote(
                            new NoteId(note.getId()),
                            orEmpty(note.getText()),
                            settings.isOurMember(note.getCreatedBy())));
                }
            }
            if (notes.size() < NOTES_A_PAGE || isBefore(notes.getLast().getDateCreated(), oldest)) {
                return List.copyOf(found);
            }
        }
        // an incomplete list would be taken for "our note is not there", and the note would be left twice
        throw new Unclear(null);
    }

    @Override
    public Optional<Technician> technician(InstallationId installation, String identifier) {
        if (!MEMBER_IDENTIFIER.matcher(identifier).matches()) {
            return Optional.empty();
        }
        // looked at again here, so that a condition which a server ignores activates nobody
        return members(installation, "identifier=\"" + identifier + "\"")
                .filter(member -> identifier.equalsIgnoreCase(orEmpty(member.getIdentifier())))
                .findFirst()
                .map(member -> technicianOf(installation, member));
    }

    @Override
    public List<Technician> techniciansOf(InstallationId installation, String address) {
        if (!PLAIN_ADDRESS.matcher(address).matches()) {
            return List.of();
        }
        return members(installation, "defaultEmail=\"" + address + "\"")
                .filter(member -> address.equalsIgnoreCase(
                        orEmpty(member.getDefaultEmail()).strip()))
                .filter(member -> !orEmpty(member.getIdentifier()).isBlank())
                .map(member -> technicianOf(installation, member))
                .toList();
    }

    /** The active members among those that meet a condition. */
    private Stream<MemberInfo> members(InstallationId installation, String condition) {
        var client = clients.of(installation);
        List<MemberInfo> members = call(() -> new SystemApi(client)
                .getSystemInfoMembers(condition + " and inactiveFlag=false", null, MEMBER_FIELDS, 1, 10));
        if (members == null) {
            throw new Unclear(null);
        }
        return members.stream().filter(member -> !Boolean.TRUE.equals(member.getInactiveFlag()));
    }

    private static Technician technicianOf(InstallationId installation, MemberInfo member) {
        String identifier = orEmpty(member.getIdentifier());
        // callbacks name a member by the same identifier
        return new Technician(
                installation,
                identifier,
                nameOf(member),
                member.getDefaultEmail(),
                identifier.toLowerCase(Locale.ROOT));
    }

    @Override
    public List<Changed> changedSince(InstallationId installation, Instant since, int most) {
        var client = clients.of(installation);
        // a condition takes whole seconds, in UTC
        String from = "lastUpdated >= [" + since.truncatedTo(ChronoUnit.SECONDS) + "]";
        var found = new ArrayList<Changed>();
        for (int page = 1; found.size() < most; page++) {
            int thisPage = page;
            List<Ticket> tickets = call(() -> new ServiceApi(client)
                    .getServiceTickets(from, "lastUpdated asc", CHANGE_FIELDS, thisPage, CHANGES_A_PAGE));
            if (tickets == null) {
                throw new Unclear(null);
            }
            for (Ticket ticket : tickets) {
                changeOf(installation, ticket).ifPresent(found::add);
            }
            if (tickets.size() < CHANGES_A_PAGE) {
                break;
            }
        }
        return found.stream().limit(most).toList();
    }

    private static Optional<Changed> changeOf(InstallationId installation, Ticket ticket) {
        Integer id = ticket.getId();
        String at = ticket.getInfo() == null ? null : ticket.getInfo().get("lastUpdated");
        try {
            return id == null || at == null
                    ? Optional.empty()
                    : Optional.of(new Changed(new TicketRef(installation, id), Instant.parse(at)));
        } catch (DateTimeParseException notATime) {
            throw new Unclear(notATime);
        }
    }

    @Override
    public boolean maySee(TicketRef ticket, String memberId, String memberHash) {
        Integer id = vendorId(ticket.number());
        if (id == null) {
            return false;
        }
        var client = clients.asMember(ticket.installation(), memberId, memberHash);
        try {
            var seen = new ServiceApi(client).getServiceTicketsById(id, "id");
            // a page that answers 200 to everything, a sign-in page for instance, does not name the ticket
            return seen != null && id.equals(seen.getId());
        } catch (RestClientResponseException answer) {
            return switch (answer.getStatusCode().value()) {
                case 401, 403, 404 -> false;
                default -> throw ConnectWiseFaults.of(answer);
            };
        } catch (RestClientException e) {
            throw ConnectWiseFaults.of(e);
        }
    }

    /** A record by its number: empty only where ConnectWise names it as not found. */
    static <T> Optional<T> record(Supplier<@Nullable T> call) {
        try {
            T found = call.get();
            if (found == null) {
                throw new Unclear(null);
            }
            return Optional.of(found);
        } catch (RestClientResponseException answer) {
            if (ConnectWiseFaults.isRecordGone(answer)) {
                return Optional.empty();
            }
            throw ConnectWiseFaults.of(answer);
        } catch (RestClientException e) {
            throw ConnectWiseFaults.of(e);
        }
    }

    static <T extends @Nullable Object> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (RestClientException e) {
            throw ConnectWiseFaults.of(e);
        }
    }

    static @Nullable CompanyRef companyOf(InstallationId installation, @Nullable CompanyReference company) {
        Integer id = company == null ? null : company.getId();
        return id == null || id <= 0 ? null : new CompanyRef(installation, id);
    }

    private static boolean isMobile(ContactCommunicationItem item, ConnectWiseSettings settings) {
        var type = item.getType();
        return item.getCommunicationType() == CommunicationTypeEnum.PHONE
                && type != null
                && settings.callsMobile(orEmpty(type.getName()));
    }

    private static List<String> values(
            List<ContactCommunicationItem> items, Predicate<ContactCommunicationItem> wanted) {
        return items.stream()
                .filter(wanted)
                .map(item -> orEmpty(item.getValue()).strip())
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static String nameOf(MemberInfo member) {
        String full = orEmpty(member.getFullName()).strip();
        String joined = fullName(member.getFirstName(), member.getLastName());
        return !full.isEmpty() ? full : !joined.isEmpty() ? joined : orEmpty(member.getIdentifier());
    }

    static String fullName(@Nullable String first, @Nullable String last) {
        return (orEmpty(first).strip() + " " + orEmpty(last).strip()).strip();
    }

    /** Dates of notes are plain strings to the vendor and may be absent; a date that cannot be read decides nothing. */
    private static boolean isBefore(@Nullable String date, Instant limit) {
        try {
            return date != null && Instant.parse(date).isBefore(limit);
        } catch (DateTimeParseException unreadable) {
            return false;
        }
    }

    /** The vendor's numbers have 32 bits. */
    static @Nullable Integer vendorId(long number) {
        return number <= Integer.MAX_VALUE ? (int) number : null;
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** Spring's client prints what it writes when its log is turned up, and a note names people. */
    private static final class UnprintedNote extends ServiceNote {
        @Override
        public String toString() {
            return "ServiceNote[…]";
        }
    }
}
