package io.countersign.autotask;

import io.countersign.openapi.autotask.api.PeopleApi;
import io.countersign.openapi.autotask.model.CompanyModel;
import io.countersign.openapi.autotask.model.CompanyQueryResult;
import io.countersign.openapi.autotask.model.ContactModel;
import io.countersign.openapi.autotask.model.ContactQueryResult;
import io.countersign.openapi.autotask.model.Filter;
import io.countersign.openapi.autotask.model.PageDetailsModel;
import io.countersign.openapi.autotask.model.QueryModel;
import io.countersign.psa.PsaPeople;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists contacts and companies by their number. Asks before each call whether the hour's allowance has room for what nobody waits for. */
final class AutotaskPeople implements PsaPeople {
    /** Autotask's number of the company that owns the database. */
    private static final long MSP = 0;

    private static final int A_PAGE = 500;

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final List<String> PERSON_FIELDS = List.of(
            "id",
            "companyID",
            "firstName",
            "lastName",
            "emailAddress",
            "emailAddress2",
            "emailAddress3",
            "phone",
            "mobilePhone",
            "alternatePhone",
            "isActive",
            "lastModifiedDate");
    private static final List<String> COMPANY_FIELDS =
            List.of("id", "companyName", "isActive", "phone", "alternatePhone1", "alternatePhone2");

    private final Calling calling;
    private final Consumer<InstallationId> requireRoom;

    /** @param requireRoom throws where the allowance is nearly used up */
    AutotaskPeople(Calling calling, Consumer<InstallationId> requireRoom) {
        this.calling = calling;
        this.requireRoom = requireRoom;
    }

    @Override
    public Page<Person> people(InstallationId installation, long after, @Nullable Instant changedSince) {
        var filters = new ArrayList<Filter>();
        filters.add(filter("gt", "id", after));
        if (changedSince != null) {
            filters.add(filter("gte", "lastModifiedDate", UTC.format(changedSince)));
        }
        return peoplePage(installation, after, filters);
    }

    @Override
    public Optional<Person> person(ContactRef ref) {
        return peoplePage(ref.installation(), ref.number() - 1, List.of(filter("eq", "id", ref.number())))
                .items()
                .stream()
                .findFirst();
    }

    private Page<Person> peoplePage(InstallationId installation, long after, List<Filter> filters) {
        requireRoom.accept(installation);
        var query = new UnprintedQuery()
                .maxRecords(A_PAGE)
                .includeFields(PERSON_FIELDS)
                .filter(filters);
        ContactQueryResult answer = calling.call(
                installation, Endpoint.CONTACTS, session -> new PeopleApi(session.api()).queryContacts(query));
        return page(
                after,
                answer.getItems(),
                answer.getPageDetails(),
                ContactModel::getId,
                contact -> personOf(installation, contact));
    }

    @Override
    public Page<Company> companies(InstallationId installation, long after) {
        requireRoom.accept(installation);
        // number 0 is the MSP itself
        var query = new UnprintedQuery()
                .maxRecords(A_PAGE)
                .includeFields(COMPANY_FIELDS)
                .filter(List.of(after == 0 ? filter("gte", "id", 0) : filter("gt", "id", after)));
        CompanyQueryResult answer = calling.call(
                installation, Endpoint.COMPANIES, session -> new PeopleApi(session.api()).queryCompanies(query));
        return page(
                after == 0 ? -1 : after,
                answer.getItems(),
                answer.getPageDetails(),
                CompanyModel::getId,
                company -> companyOf(installation, company));
    }

    /** No query can be sorted. Autotask answers by rising number; were it otherwise, going on after the last one would pass over people. */
    private static <R, T> Page<T> page(
            long after,
            @Nullable List<R> rows,
            @Nullable PageDetailsModel details,
            Function<R, @Nullable Long> id,
            Function<R, T> as) {
        if (rows == null || details == null) {
            throw new Unclear(null);
        }
        long upTo = after;
        for (R row : rows) {
            Long number = id.apply(row);
            if (number == null || number <= upTo) {
                throw new Refused("Autotask lists its records in another order than by their number", null);
            }
            upTo = number;
        }
        String next = details.getNextPageUrl();
        return new Page<>(rows.stream().map(as).toList(), Math.max(upTo, 0), next == null || next.isBlank());
    }

    private static Person personOf(InstallationId installation, ContactModel contact) {
        Integer company = contact.getCompanyID();
        var changed = contact.getLastModifiedDate();
        return new Person(
                new ContactRef(installation, Objects.requireNonNull(contact.getId())),
                company == null || company < 0 ? null : new CompanyRef(installation, company),
                (orEmpty(contact.getFirstName()) + " " + orEmpty(contact.getLastName())).strip(),
                filled(contact.getEmailAddress(), contact.getEmailAddress2(), contact.getEmailAddress3()),
                filled(contact.getMobilePhone()),
                filled(contact.getPhone(), contact.getAlternatePhone()),
                Objects.equals(contact.getIsActive(), 1),
                changed == null ? null : changed.toInstant());
    }

    private static Company companyOf(InstallationId installation, CompanyModel company) {
        long id = Objects.requireNonNull(company.getId());
        return new Company(
                new CompanyRef(installation, id),
                orEmpty(company.getCompanyName()),
                filled(company.getPhone(), company.getAlternatePhone1(), company.getAlternatePhone2()),
                Boolean.TRUE.equals(company.getIsActive()),
                id == MSP);
    }

    private static List<String> filled(@Nullable String... texts) {
        return Stream.of(texts)
                .map(AutotaskPeople::orEmpty)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    private static Filter filter(String op, String field, Object value) {
        return new Filter().op(op).field(field).value(value);
    }

    /** Spring's client prints what it writes when its log is turned up. */
    private static final class UnprintedQuery extends QueryModel {
        @Override
        public String toString() {
            return "Query[…]";
        }
    }
}
