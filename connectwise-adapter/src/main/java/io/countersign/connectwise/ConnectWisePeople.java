package io.countersign.connectwise;

import static io.countersign.connectwise.ConnectWiseCalls.call;
import static io.countersign.connectwise.ConnectWiseCalls.companyOf;
import static io.countersign.connectwise.ConnectWiseCalls.fullName;
import static io.countersign.connectwise.ConnectWiseCalls.orEmpty;

import io.countersign.openapi.connectwise.api.CompanyApi;
import io.countersign.openapi.connectwise.model.ContactCommunicationItem;
import io.countersign.openapi.connectwise.model.ContactCommunicationItem.CommunicationTypeEnum;
import io.countersign.psa.PsaPeople;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault.Unclear;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists contacts and companies by their number. Every page is one call. */
final class ConnectWisePeople implements PsaPeople {
    private static final String PERSON_FIELDS =
            "id,firstName,lastName,company/id,inactiveFlag,communicationItems,_info/lastUpdated";
    private static final String COMPANY_FIELDS = "id,name,phoneNumber,deletedFlag";

    /** Far below the longest answer that is read, and answered well within the time limit. */
    private static final int A_PAGE = 250;

    private final ConnectWiseInstallations installations;
    private final ConnectWiseClients clients;

    ConnectWisePeople(ConnectWiseInstallations installations, ConnectWiseClients clients) {
        this.installations = installations;
        this.clients = clients;
    }

    @Override
    public Page<Person> people(InstallationId installation, long after, @Nullable Instant changedSince) {
        // a condition takes whole seconds, in UTC
        String condition =
                changedSince == null ? null : "lastUpdated >= [" + changedSince.truncatedTo(ChronoUnit.SECONDS) + "]";
        var settings = installations.settings(installation);
        return page(
                after,
                from -> call(() -> new CompanyApi(clients.forwardOnly(installation))
                        .getCompanyContacts(condition, PERSON_FIELDS, from, A_PAGE)),
                contact -> Objects.requireNonNullElse(contact.getId(), 0),
                contact -> personOf(installation, contact, settings));
    }

    @Override
    public Optional<Person> person(ContactRef ref) {
        Integer id = ConnectWiseCalls.vendorId(ref.number());
        if (id == null) {
            return Optional.empty();
        }
        var settings = installations.settings(ref.installation());
        var client = clients.of(ref.installation());
        return ConnectWiseCalls.record(() -> new CompanyApi(client).getCompanyContactsById(id, PERSON_FIELDS))
                .map(contact -> personOf(ref.installation(), contact, settings));
    }

    @Override
    public Page<Company> companies(InstallationId installation, long after) {
        return page(
                after,
                from -> call(() -> new CompanyApi(clients.forwardOnly(installation))
                        .getCompanyCompanies(null, COMPANY_FIELDS, from, A_PAGE)),
                company -> Objects.requireNonNullElse(company.getId(), 0),
                company -> new Company(
                        new CompanyRef(installation, Objects.requireNonNull(company.getId())),
                        orEmpty(company.getName()).strip(),
                        filled(company.getPhoneNumber()),
                        !Boolean.TRUE.equals(company.getDeletedFlag()),
                        // its own company is one as any other here
                        false));
    }

    /** The link to the next page is always there, so a short page is the last one. */
    private static <R, T> Page<T> page(
            long after, Function<Integer, @Nullable List<R>> read, Function<R, Integer> id, Function<R, T> as) {
        Integer from = ConnectWiseCalls.vendorId(after);
        if (from == null) {
            return new Page<>(List.of(), after, true);
        }
        List<R> rows = read.apply(from);
        if (rows == null || rows.stream().anyMatch(row -> id.apply(row) <= after)) {
            throw new Unclear(null);
        }
        var items = rows.stream().sorted(Comparator.comparing(id)).toList();
        return new Page<>(
                items.stream().map(as).toList(),
                items.isEmpty() ? after : id.apply(items.getLast()),
                rows.size() < A_PAGE);
    }

    private static Person personOf(
            InstallationId installation,
            io.countersign.openapi.connectwise.model.Contact contact,
            ConnectWiseSettings settings) {
        Integer id = contact.getId();
        if (id == null) {
            throw new Unclear(null);
        }
        List<ContactCommunicationItem> items = contact.getCommunicationItems();
        if (items == null) {
            items = List.of();
        }
        return new Person(
                new ContactRef(installation, id),
                companyOf(installation, contact.getCompany()),
                fullName(contact.getFirstName(), contact.getLastName()),
                values(items, item -> item.getCommunicationType() == CommunicationTypeEnum.EMAIL),
                values(items, item -> isPhone(item) && settings.callsMobile(typeName(item))),
                values(items, item -> isPhone(item) && !settings.callsMobile(typeName(item))),
                !Boolean.TRUE.equals(contact.getInactiveFlag()),
                changed(contact));
    }

    private static boolean isPhone(ContactCommunicationItem item) {
        return item.getCommunicationType() == CommunicationTypeEnum.PHONE;
    }

    private static String typeName(ContactCommunicationItem item) {
        return item.getType() == null ? "" : orEmpty(item.getType().getName());
    }

    private static List<String> values(
            List<ContactCommunicationItem> items, Predicate<ContactCommunicationItem> wanted) {
        return items.stream()
                .filter(wanted)
                .sorted(Comparator.comparing(item -> !Boolean.TRUE.equals(item.getDefaultFlag())))
                .map(item -> orEmpty(item.getValue()).strip())
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static List<String> filled(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip());
    }

    /** What cannot be read is no date: then nothing is known of its age. */
    private static @Nullable Instant changed(io.countersign.openapi.connectwise.model.Contact contact) {
        String at = contact.getInfo() == null ? null : contact.getInfo().get("lastUpdated");
        try {
            return at == null ? null : Instant.parse(at);
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}
