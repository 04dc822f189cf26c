package io.countersign.app.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.Accounts;
import io.countersign.account.ContactPoint;
import io.countersign.account.ContactPointId;
import io.countersign.account.Customer;
import io.countersign.account.CustomerId;
import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.account.PlaceHash;
import io.countersign.account.Provenance;
import io.countersign.account.Settling;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.Sealing;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accounts for reading. Names, numbers and addresses are sealed under the key of their person. */
public final class PostgresAccounts implements Accounts {
    /** A place may be in several states; what it is taken for is the gravest. */
    private static final String WORST_FIRST =
            "order by array_position(array['FROZEN', 'OPTED_OUT'], state) nulls last limit 1";

    /** Whether the PSA no longer counts any contact of the account among a company's people. Somebody who left proves nothing until a person has looked. */
    private static final String LEFT = """
            (exists (select 1 from contact_link g where g.account = a.id)
                and not exists (select 1 from contact_link g where g.account = a.id and g.gone_at is null))""";

    /** Whether only a person settles it: no time does, or time is up and nobody was reached who could have objected. */
    static final String WAITS = """
            (p.settling = 'awaits-person' or p.settling = 'quarantined'
                and (p.former in ('UNREACHABLE', 'OBJECTED') or p.former <> 'REACHED' and p.settles_at <= :now))""";

    /** Whether somebody at the point that served before objected, be it before the same was entered anew. */
    static final String OBJECTED = """
            exists (select 1 from contact_point o where o.account = p.account and o.hash = p.hash and o.former = 'OBJECTED'
                and (o.id = p.id or o.removed_at > :lately))""";

    private final JdbcClient database;
    private final Keys keys;

    public PostgresAccounts(JdbcClient database, Keys keys) {
        this.database = database;
        this.keys = keys;
    }

    // ---- subjects: whom stored data is about ----

    /** A key for somebody who is on file nowhere. */
    public Subject newSubject(InstallationId installation) {
        String subject = "s_" + keys.newName();
        byte[] sealed = keys.newSubjectKey(installation, subject);
        database.sql("insert into subject_key (id, installation, sealed) values (?, ?, ?)")
                .params(subject, installation.value(), sealed)
                .update();
        return new Subject(subject, keys.subject(installation, subject, sealed));
    }

    /** Whom stored data is about, and what their key opens. */
    public record Subject(String id, Sealing sealing) {}

    // ---- reading ----

    @Override
    public Optional<Customer> customerOf(CompanyRef company) {
        return database.sql("""
                select c.id, c.installation, c.key, c.name
                from customer_company l join customer c on c.id = l.customer
                where l.installation = ? and l.company = ?
                """)
                .params(company.installation().value(), company.number())
                .query((row, number) -> customer(row))
                .optional();
    }

    /** The customer that the administrator calls by this key. */
    public Optional<Customer> customer(InstallationId installation, String key) {
        return database.sql("select id, installation, key, name from customer where installation = ? and key = ?")
                .params(installation.value(), key)
                .query((row, number) -> customer(row))
                .optional();
    }

    public Optional<Customer> customer(InstallationId installation, CustomerId id) {
        return database.sql("select id, installation, key, name from customer where installation = ? and id = ?")
                .params(installation.value(), id.value())
                .query((row, number) -> customer(row))
                .optional();
    }

    /** The customers after this key, in its order. */
    public List<Customer> customers(InstallationId installation, String after, int most) {
        return database.sql(
                        "select id, installation, key, name from customer where installation = ? and key > ? order by key limit ?")
                .params(installation.value(), after, most)
                .query((row, number) -> customer(row))
                .list();
    }

    private static Customer customer(ResultSet row) throws SQLException {
        return new Customer(
                new CustomerId(row.getString("id")),
                new InstallationId(row.getString("installation")),
                row.getString("key"),
                row.getString("name"));
    }

    @Override
    public Optional<Account> account(InstallationId installation, AccountId id) {
        return filed(installation, id).map(Filed::account);
    }

    /** An account, and whom it is about. */
    public record Filed(Account account, Subject subject) {}

    /** Empty where there is no such account, or it was erased. */
    public Optional<Filed> filed(InstallationId installation, AccountId id) {
        return filed(
                        "a.installation = :installation and a.id = :id",
                        Map.of("installation", installation.value(), "id", id.value()))
                .stream()
                .findFirst();
    }

    /** The accounts after this id, in its order, of one customer or of all. */
    public List<Account> accounts(InstallationId installation, Optional<CustomerId> customer, String after, int most) {
        return filed(
                        """
                a.id in (select id from account where installation = :installation and erased_at is null and id > :after
                    and (:customer = '' or customer = :customer) order by id limit :most)
                """,
                        Map.of(
                                "installation",
                                installation.value(),
                                "after",
                                after,
                                "customer",
                                customer.map(CustomerId::value).orElse(""),
                                "most",
                                most))
                .stream()
                .map(Filed::account)
                .toList();
    }

    // ---- what waits for a person at the MSP ----

    /**
     * A number or address that time alone does not settle.
     *
     * @param former what came of telling the point that served before; empty where there was none to tell
     */
    public record Waiting(
            Account account, String customer, ContactPoint point, Optional<Settling.FormerPoint> former) {}

    /**
     * What waits for a person at {@code now}, the newest first. What belongs to somebody who left waits for nobody.
     *
     * @param after the last of the page before
     */
    public List<Waiting> waiting(InstallationId installation, Instant now, Optional<ContactPointId> after, int most) {
        record Row(
                AccountId account,
                ContactPointId point,
                String customer,
                @Nullable String former) {}
        var rows = database.sql("""
                select p.id as point, a.id, c.name, case when %s then 'OBJECTED' else p.former end as former
                from contact_point p join account a on a.id = p.account join customer c on c.id = a.customer
                where p.installation = :installation and p.removed_at is null and a.erased_at is null
                    and %s
                    and (:after = '' or (p.first_seen, p.id) < (select first_seen, id from contact_point where id = :after and installation = :installation))
                    and not %s
                order by p.first_seen desc, p.id desc limit :most
                """.formatted(OBJECTED, WAITS, LEFT))
                .param("installation", installation.value())
                .param("now", Timestamp.from(now))
                .param("lately", Timestamp.from(now.minus(KeepAccounts.OBJECTS_WITHIN)))
                .param("after", after.map(ContactPointId::value).orElse(""))
                .param("most", most)
                .query((row, number) -> new Row(
                        new AccountId(row.getString("id")),
                        new ContactPointId(row.getString("point")),
                        row.getString("name"),
                        row.getString("former")))
                .list();
        var accounts = new LinkedHashMap<AccountId, Account>();
        filed(
                        "a.installation = :installation and a.id = any (:ids::text[])",
                        Map.of(
                                "installation",
                                installation.value(),
                                "ids",
                                rows.stream().map(row -> row.account().value()).toArray(String[]::new)))
                .forEach(filed -> accounts.put(filed.account().id(), filed.account()));
        var waiting = new ArrayList<Waiting>();
        for (Row row : rows) {
            var account = accounts.get(row.account());
            // changed between the two questions: the next page load tells
            if (account != null) {
                account.points().stream()
                        .filter(point -> point.id().equals(row.point()))
                        .forEach(point -> waiting.add(new Waiting(
                                account,
                                row.customer(),
                                point,
                                Optional.ofNullable(row.former()).map(Settling.FormerPoint::valueOf))));
            }
        }
        return waiting;
    }

    /** How many numbers and addresses wait for a person at {@code now}. */
    public int waiting(InstallationId installation, Instant now) {
        return database.sql("""
                select count(*) from contact_point p join account a on a.id = p.account
                where p.installation = :installation and p.removed_at is null and a.erased_at is null
                    and %s
                    and not %s
                """.formatted(WAITS, LEFT))
                .param("installation", installation.value())
                .param("now", Timestamp.from(now))
                .query(Integer.class)
                .single();
    }

    /** Whether the PSA counts no contact of this account among a company's people any more. */
    boolean hasLeft(AccountId account) {
        return database.sql("select %s from account a where a.id = ?".formatted(LEFT))
                .param(account.value())
                .query(Boolean.class)
                .single();
    }

    /**
     * What a person let count.
     *
     * @param account empty where the person it is about was erased, as are name, place and reason
     * @param counts whether it still does
     */
    public record ConfirmedPoint(
            Optional<AccountId> account,
            ContactPointId point,
            String name,
            String masked,
            Instant at,
            String by,
            String reason,
            boolean counts) {
        @Override
        public String toString() {
            return "ConfirmedPoint[" + point.value() + "]";
        }
    }

    /** What was confirmed, the newest first. */
    public List<ConfirmedPoint> confirmed(InstallationId installation, int most) {
        record Row(AccountId account, ContactPointId point, Instant at, String by, boolean counts) {}
        return database
                .sql("""
                select p.account, p.id, f.at, f.by,
                    p.settling = 'settled' and p.removed_at is null
                        and not exists (select 1 from confirmed_point n where n.point = f.point and n.at > f.at) as counts
                from confirmed_point f join contact_point p on p.id = f.point
                where f.installation = ? order by f.at desc limit ?
                """)
                .params(installation.value(), most)
                .query((row, number) -> new Row(
                        new AccountId(row.getString(1)),
                        new ContactPointId(row.getString(2)),
                        instant(row, "at"),
                        row.getString(4),
                        row.getBoolean(5)))
                .list()
                .stream()
                .map(row -> filed(installation, row.account())
                        .map(filed -> new ConfirmedPoint(
                                Optional.of(row.account()),
                                row.point(),
                                filed.account().name(),
                                filed.account().points().stream()
                                        .filter(point -> point.id().equals(row.point()))
                                        .map(point -> point.place().masked())
                                        .findFirst()
                                        .orElse(""),
                                row.at(),
                                row.by(),
                                reason(filed.subject(), row.point(), row.at()),
                                row.counts()))
                        .orElseGet(() -> new ConfirmedPoint(
                                Optional.empty(), row.point(), "", "", row.at(), row.by(), "", false)))
                .toList();
    }

    private String reason(Subject subject, ContactPointId point, Instant at) {
        return database.sql("select sealed from confirmed_point where point = ? and at = ?")
                .params(point.value(), Timestamp.from(at))
                .query((row, number) -> new String(subject.sealing().open(row.getBytes(1), reasonOf(point)), UTF_8))
                .single();
    }

    /** What the sealed reason of a confirmation is bound to. */
    static String reasonOf(ContactPointId point) {
        return "confirmed-point/" + point.value();
    }

    /** The accounts of one customer; names stand sealed, so searching reads them all. */
    public List<Account> accountsOf(InstallationId installation, CustomerId customer) {
        return accounts(installation, Optional.of(customer), "", 10_000);
    }

    /** What is known of a number or address, whoever it belongs to. */
    public ContactPoint.State state(InstallationId installation, PlaceHash place) {
        return database.sql("select state from place_state where installation = ? and hash = ? " + WORST_FIRST)
                .params(installation.value(), place.hex())
                .query((row, number) -> ContactPoint.State.valueOf(row.getString(1)))
                .optional()
                .orElse(ContactPoint.State.USABLE);
    }

    private List<Filed> filed(String condition, Map<String, ?> values) {
        record Head(AccountId id, InstallationId installation, CustomerId customer, String name, Subject subject) {}
        var heads = new LinkedHashMap<AccountId, Head>();
        var points = new LinkedHashMap<AccountId, List<ContactPoint>>();
        database.sql("""
                select a.id, a.installation, a.customer, a.subject, a.sealed, k.sealed as subject_key,
                    p.id as point, p.kind, p.sealed as place, p.hash, p.provenance, p.first_seen, p.settling, p.settles_at, p.former, p.replaces,
                    s.state,
                    exists (select 1 from contact_point o join account oa on oa.id = o.account and oa.erased_at is null
                        where o.installation = a.installation and o.hash = p.hash and o.account <> a.id and o.removed_at is null)
                        or exists (select 1 from company_number n where n.installation = a.installation and n.hash = p.hash) as shared,
                    %s as gone
                from account a
                join subject_key k on k.id = a.subject
                left join contact_point p on p.account = a.id and p.removed_at is null
                left join lateral (
                    select state from place_state where installation = a.installation and hash = p.hash
                    %s) as s on true
                where a.erased_at is null and %s
                order by a.id, p.first_seen, p.id
                """.formatted(LEFT, WORST_FIRST, condition)).params(values).query(row -> {
            var id = new AccountId(row.getString("id"));
            Sealing sealing = keys.subject(
                    new InstallationId(row.getString("installation")),
                    row.getString("subject"),
                    row.getBytes("subject_key"));
            if (!heads.containsKey(id)) {
                heads.put(
                        id,
                        new Head(
                                id,
                                new InstallationId(row.getString("installation")),
                                new CustomerId(row.getString("customer")),
                                new String(sealing.open(row.getBytes("sealed"), "account/" + id.value()), UTF_8),
                                new Subject(row.getString("subject"), sealing)));
                points.put(id, new ArrayList<>());
            }
            if (row.getString("point") != null) {
                points.getOrDefault(id, new ArrayList<>()).add(point(row, sealing));
            }
        });
        return heads.values().stream()
                .map(head -> new Filed(
                        new Account(
                                head.id(),
                                head.installation(),
                                head.customer(),
                                head.name(),
                                points.getOrDefault(head.id(), List.of())),
                        head.subject()))
                .toList();
    }

    private static ContactPoint point(ResultSet row, Sealing sealing) throws SQLException {
        var id = new ContactPointId(row.getString("point"));
        String inFull = new String(sealing.open(row.getBytes("place"), "contact-point/" + id.value()), UTF_8);
        Place place = row.getString("kind").equals("mobile") ? new MobileNumber(inFull) : new MailAddress(inFull);
        String replaces = row.getString("replaces");
        String state = row.getString("state");
        return new ContactPoint(
                id,
                place,
                new PlaceHash(row.getString("hash")),
                Provenance.valueOf(row.getString("provenance")),
                instant(row, "first_seen"),
                row.getBoolean("gone") ? new Settling.AwaitsPerson() : settling(row),
                replaces == null ? null : new ContactPointId(replaces),
                state == null ? ContactPoint.State.USABLE : ContactPoint.State.valueOf(state),
                row.getBoolean("shared"));
    }

    private static Settling settling(ResultSet row) throws SQLException {
        return switch (row.getString("settling")) {
            case "settled" -> new Settling.Settled();
            case "quarantined" ->
                new Settling.Quarantined(
                        instant(row, "settles_at"), Settling.FormerPoint.valueOf(row.getString("former")));
            default -> new Settling.AwaitsPerson();
        };
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    @Override
    public List<Set<AccountId>> hits(Customer customer, Optional<ContactRef> contact, List<Place> places) {
        String[] hashes = places.stream()
                .map(place -> keys.hash(customer.installation(), place).hex())
                .toArray(String[]::new);
        Map<String, Set<AccountId>> hits = new LinkedHashMap<>();
        // a change counts for matching only once it has settled, by the same rule as for proving
        database.sql("""
                select p.hash as key, a.id
                from contact_point p join account a on a.id = p.account
                where p.installation = :installation and p.hash = any (:hashes::text[]) and p.removed_at is null
                    and a.customer = :customer and a.erased_at is null
                    and (p.settling = 'settled' or (p.settling = 'quarantined' and p.former = 'REACHED' and p.settles_at <= clock_timestamp()))
                    and not %s
                union
                select 'contact', a.id
                from contact_link l join account a on a.id = l.account
                where l.installation = :installation and l.contact = :contact and l.gone_at is null
                    and a.customer = :customer and a.erased_at is null
                """.formatted(LEFT))
                .param("installation", customer.installation().value())
                .param("customer", customer.id().value())
                .param("hashes", hashes)
                .param("contact", contact.map(ContactRef::number).orElse(-1L))
                .query(row -> {
                    hits.computeIfAbsent(row.getString("key"), key -> new HashSet<>())
                            .add(new AccountId(row.getString("id")));
                });
        return List.copyOf(hits.values());
    }

    /** The one account of this name which has one of these places, and for which no contact of the PSA stands now. */
    public Optional<AccountId> withoutContact(Customer customer, String name, List<Place> places) {
        String[] hashes = places.stream()
                .map(place -> keys.hash(customer.installation(), place).hex())
                .toArray(String[]::new);
        var found = database.sql("""
                select a.id from account a
                where a.installation = :installation and a.customer = :customer and a.erased_at is null and a.person_hash = :person
                    and exists (select 1 from contact_point p where p.account = a.id and p.removed_at is null and p.hash = any (:hashes::text[]))
                    and not exists (select 1 from contact_link l where l.account = a.id and l.gone_at is null)
                """)
                .param("installation", customer.installation().value())
                .param("customer", customer.id().value())
                .param("person", personHash(customer.installation(), customer.id(), name))
                .param("hashes", hashes)
                .query((row, number) -> new AccountId(row.getString(1)))
                .list();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** How a name is recognised when somebody is created again. */
    public String personHash(InstallationId installation, CustomerId customer, String name) {
        return keys.hash(
                        installation,
                        "person\n" + customer.value() + "\n"
                                + name.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT))
                .hex();
    }

    /** The accounts at which a place stands now. */
    public List<AccountId> standingAt(InstallationId installation, PlaceHash place) {
        return database.sql("""
                select distinct a.id from contact_point p join account a on a.id = p.account
                where p.installation = ? and p.hash = ? and p.removed_at is null and a.erased_at is null
                """)
                .params(installation.value(), place.hex())
                .query((row, number) -> new AccountId(row.getString(1)))
                .list();
    }

    static @Nullable Instant nullable(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
