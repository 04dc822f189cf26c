package io.countersign.app.people;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.Baseline;
import io.countersign.account.Baseline.Doubt;
import io.countersign.account.Baseline.Judged;
import io.countersign.account.Customer;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.account.Provenance;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.KeepAccounts.Arriving;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.secrets.Keys;
import io.countersign.app.verification.DecisionClock;
import io.countersign.psa.PsaPeople;
import io.countersign.psa.PsaPeople.Company;
import io.countersign.psa.PsaPeople.Page;
import io.countersign.psa.PsaPeople.Person;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.InstallationId;
import java.sql.Timestamp;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the PSA's contacts over, once: one act by which an administrator takes what stands there as settled, but for what {@link Baseline} doubts. It goes page by page; each
 * page and how far it came are one transaction, so that it may be ended at any time and goes on where it was. A comparison afterwards brings what webhooks and polls
 * missed, and settles nothing.
 */
public final class TakeOver {
    private static final String BY_TAKE_OVER = "take-over";
    private static final String ON_FILE = "take-over, on file before";
    private static final int LONGEST_KEY = 40;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final DecisionClock clock;
    private final PostgresAccounts accounts;
    private final KeepAccounts keep;
    private final KeepPeople people;
    private final PsaPeople psa;
    private final Keys keys;

    public TakeOver(
            JdbcClient database,
            TransactionTemplate transaction,
            DecisionClock clock,
            PostgresAccounts accounts,
            KeepAccounts keep,
            KeepPeople people,
            PsaPeople psa,
            Keys keys) {
        this.database = database;
        this.transaction = transaction;
        this.clock = clock;
        this.accounts = accounts;
        this.keep = keep;
        this.people = people;
        this.psa = psa;
        this.keys = keys;
    }

    /**
     * How far it has come.
     *
     * @param contacts the PSA's contacts read so far
     * @param taken how many of them became accounts
     * @param onFile how many belong to accounts that were there before, whose points stay as they are
     * @param catchAll how many stand for nobody in particular
     * @param elsewhere how many belong to companies without a customer, or to none
     */
    public record Progress(
            boolean newCustomers,
            Instant begun,
            int pages,
            int contacts,
            int taken,
            int onFile,
            int inactive,
            int catchAll,
            int elsewhere,
            boolean finished) {}

    /** Whether it may go on. */
    public sealed interface Begun {
        record GoesOn(boolean resumed) implements Begun {}

        /** It is one act. */
        record AlreadyDone(Instant begun) implements Begun {}

        /** It was begun otherwise, and what was passed over then would be missing. */
        record BegunOtherwise(boolean newCustomers) implements Begun {}
    }

    /**
     * Begins, or goes on with what was begun.
     *
     * @param newCustomers make a customer of every active company that has contacts and is none yet
     */
    public Begun begin(InstallationId installation, boolean newCustomers) {
        int made = database.sql(
                        "insert into take_over (installation, new_customers, begun_at) values (?, ?, ?) on conflict (installation) do nothing")
                .params(installation.value(), newCustomers, Timestamp.from(clock.now(database)))
                .update();
        var progress = progress(installation).orElseThrow();
        if (progress.finished()) {
            return new Begun.AlreadyDone(progress.begun());
        }
        return progress.newCustomers() == newCustomers
                ? new Begun.GoesOn(made == 0)
                : new Begun.BegunOtherwise(progress.newCustomers());
    }

    /** Empty before it was begun. */
    public Optional<Progress> progress(InstallationId installation) {
        return database.sql("select * from take_over where installation = ?")
                .param(installation.value())
                .query((row, number) -> new Progress(
                        row.getBoolean("new_customers"),
                        row.getTimestamp("begun_at").toInstant(),
                        row.getInt("pages"),
                        row.getInt("contacts"),
                        row.getInt("taken"),
                        row.getInt("on_file"),
                        row.getInt("inactive"),
                        row.getInt("catch_all"),
                        row.getInt("elsewhere"),
                        row.getTimestamp("finished_at") != null))
                .optional();
    }

    /** The next page. Throws a {@link io.countersign.ticket.PsaFault} where the PSA cannot be asked now; then nothing is done, and the same step may be made again. */
    public Progress step(InstallationId installation) {
        return step(installation, keep::create);
    }

    private interface Create {
        Account account(Customer customer, String name, List<Arriving> arriving);
    }

    private Progress step(InstallationId installation, Create create) {
        var at = position(installation);
        if (!at.companiesRead()) {
            var page = psa.companies(installation, at.companiesUpTo());
            inOrder(installation, at, () -> takeCompanies(installation, page));
        } else if (!at.finished()) {
            var page = psa.people(installation, at.contactsUpTo(), null);
            inOrder(installation, at, () -> takePeople(installation, at, page, create));
        }
        return progress(installation).orElseThrow();
    }

    /**
     * Does all of it, says each step, and takes it back: nothing is written, and what {@code then} saw is what would have been.
     *
     * @param steps makes one step after another until it answers that it is finished, and decides what a fault means
     */
    public <T> T rehearse(
            InstallationId installation, boolean newCustomers, Consumer<Rehearsal> steps, Ending<T> then) {
        return requireNonNull(transaction.execute(status -> {
            status.setRollbackOnly();
            var unused = begin(installation, newCustomers);
            // there may be more people than there is room for locks
            steps.accept(() -> step(installation, keep::createAlone));
            return then.see();
        }));
    }

    /** One step of a rehearsal. */
    public interface Rehearsal {
        Progress step();
    }

    /** What is looked at before a rehearsal is taken back. */
    public interface Ending<T> {
        T see();
    }

    private record Position(
            long companiesUpTo, boolean companiesRead, long contactsUpTo, Instant begun, boolean finished) {}

    private Position position(InstallationId installation) {
        return database.sql("select * from take_over where installation = ?")
                .param(installation.value())
                .query((row, number) -> new Position(
                        row.getLong("companies_upto"),
                        row.getBoolean("companies_read"),
                        row.getLong("contacts_upto"),
                        row.getTimestamp("begun_at").toInstant(),
                        row.getTimestamp("finished_at") != null))
                .single();
    }

    /** Does it in one transaction, unless somebody else went on meanwhile. */
    private void inOrder(InstallationId installation, Position from, Runnable work) {
        transaction.executeWithoutResult(status -> {
            database.sql("select 1 from take_over where installation = ? for update")
                    .param(installation.value())
                    .query(Integer.class)
                    .single();
            if (position(installation).equals(from)) {
                work.run();
            }
        });
    }

    // ---- companies ----

    private void takeCompanies(InstallationId installation, Page<Company> page) {
        page.items().forEach(company -> takeCompany(installation, company));
        database.sql("update take_over set companies_upto = ?, companies_read = ? where installation = ?")
                .params(page.upTo(), page.last(), installation.value())
                .update();
    }

    private void takeCompany(InstallationId installation, Company company) {
        CompanyRef ref = company.ref();
        database.sql("""
                insert into psa_company (installation, company, name, active, msp) values (?, ?, ?, ?, ?)
                on conflict (installation, company) do update set name = excluded.name, active = excluded.active, msp = excluded.msp
                """)
                .params(installation.value(), ref.number(), company.name(), company.active(), company.msp())
                .update();
        for (String number : company.numbers()) {
            MobileNumber.parse(number, people.region(installation))
                    .ifPresent(parsed -> database.sql("""
                            insert into company_number (installation, hash, company) values (?, ?, ?) on conflict do nothing
                            """)
                            .params(
                                    installation.value(),
                                    keys.hash(installation, parsed).hex(),
                                    ref.number())
                            .update());
        }
    }

    // ---- people ----

    private void takePeople(InstallationId installation, Position at, Page<Person> page, Create create) {
        var baseline = new Baseline(
                people.region(installation),
                at.begun(),
                place -> isOfACompany(installation, place),
                place -> !accounts.standingAt(installation, keys.hash(installation, place))
                        .isEmpty());
        var sorting = new Sorting(
                baseline,
                progress(installation).orElseThrow().newCustomers(),
                people.catchAll(installation),
                create,
                new HashMap<>(),
                new EnumMap<>(As.class),
                new HashMap<>());
        for (Person person : page.items()) {
            sorting.counts().merge(take(person, sorting), 1, Integer::sum);
        }
        sorting.passedOver()
                .forEach((company, contacts) -> database.sql(
                                "update psa_company set passed_over = passed_over + ? where installation = ? and company = ?")
                        .params(contacts, installation.value(), company)
                        .update());
        database.sql("""
                update take_over set contacts_upto = :upto, pages = pages + 1, contacts = contacts + :contacts,
                    taken = taken + :taken, on_file = on_file + :on_file, inactive = inactive + :inactive,
                    catch_all = catch_all + :catch_all, elsewhere = elsewhere + :elsewhere,
                    finished_at = case when :last then cast(:now as timestamptz) end, current_upto = case when :last then begun_at end
                where installation = :installation
                """)
                .param("upto", page.upTo())
                .param("contacts", page.items().size())
                .param("taken", sorting.count(As.TAKEN))
                .param("on_file", sorting.count(As.ON_FILE))
                .param("inactive", sorting.count(As.INACTIVE))
                .param("catch_all", sorting.count(As.CATCH_ALL))
                .param("elsewhere", sorting.count(As.ELSEWHERE))
                .param("last", page.last())
                .param("now", Timestamp.from(clock.now(database)))
                .param("installation", installation.value())
                .update();
    }

    private boolean isOfACompany(InstallationId installation, Place place) {
        return database.sql("select exists (select 1 from company_number where installation = ? and hash = ?)")
                .params(installation.value(), keys.hash(installation, place).hex())
                .query(Boolean.class)
                .single();
    }

    /** What a contact is counted as. */
    private enum As {
        TAKEN,
        ON_FILE,
        INACTIVE,
        CATCH_ALL,
        ELSEWHERE
    }

    /** One page: by what its contacts are sorted, and into what. */
    private record Sorting(
            Baseline baseline,
            boolean newCustomers,
            Set<Long> catchAll,
            Create create,
            Map<CompanyRef, Optional<Customer>> customers,
            Map<As, Integer> counts,
            Map<Long, Integer> passedOver) {
        int count(As as) {
            return counts.getOrDefault(as, 0);
        }
    }

    private As take(Person person, Sorting sorting) {
        var contact = person.contact();
        if (contact.isEmpty()) {
            return person.active() ? As.ELSEWHERE : As.INACTIVE;
        }
        if (sorting.catchAll().contains(person.ref().number())) {
            return As.CATCH_ALL;
        }
        var company = contact.get().company();
        var customer = sorting.customers()
                .computeIfAbsent(
                        company,
                        unseen -> accounts.customerOf(company)
                                .or(() -> sorting.newCustomers() ? newCustomer(company) : Optional.empty()));
        if (customer.isEmpty()) {
            sorting.passedOver().merge(company.number(), 1, Integer::sum);
            return As.ELSEWHERE;
        }
        var before = people.sameAsBefore(person, customer.get());
        if (before.isPresent()) {
            people.link(person.ref(), before.get(), ON_FILE);
            return As.ON_FILE;
        }
        var judged = sorting.baseline()
                .judge(
                        new Baseline.Written(person.emails(), person.mobiles(), person.otherNumbers()),
                        person.changed());
        var account = sorting.create().account(customer.get(), KeepPeople.nameOf(person), arriving(person, judged));
        people.link(person.ref(), account.id(), BY_TAKE_OVER);
        keepDoubts(person, judged, account);
        return As.TAKEN;
    }

    private static List<Arriving> arriving(Person person, Judged judged) {
        return judged.taken().stream()
                .map(one -> new Arriving(
                        one.place(),
                        one.settles() ? Provenance.ADMINISTRATOR_BASELINE : Provenance.PSA,
                        person.changed(),
                        KeepPeople.BY_PSA))
                .toList();
    }

    private void keepDoubts(Person person, Judged judged, Account account) {
        var doubts = new ArrayList<Doubted>();
        for (var one : judged.taken()) {
            String kind = kind(one.place());
            one.doubts()
                    .forEach(doubt ->
                            doubts.add(new Doubted(kind, doubt, one.place().masked())));
            if (one.settles() && !settled(account, one.place())) {
                doubts.add(new Doubted(kind, Doubt.HISTORY, one.place().masked()));
            }
            if (one.doubts().contains(Doubt.SHARED)) {
                sharedWith(account, one.place());
            }
        }
        judged.left().forEach(one -> doubts.add(new Doubted("number", one.doubt(), one.masked())));
        keepDoubts(person.ref().number(), account, doubts);
    }

    private record Doubted(String kind, Doubt doubt, String masked) {}

    private void keepDoubts(long contact, Account account, List<Doubted> doubts) {
        if (doubts.isEmpty()) {
            return;
        }
        var sealing = accounts.filed(account.installation(), account.id())
                .orElseThrow()
                .subject()
                .sealing();
        for (var one : doubts) {
            database.sql("""
                    insert into take_over_doubt (installation, contact, account, place, doubt, sealed) values (?, ?, ?, ?, ?, ?)
                    on conflict do nothing
                    """)
                    .params(
                            account.installation().value(),
                            contact,
                            account.id().value(),
                            one.kind(),
                            one.doubt().name(),
                            sealing.seal(one.masked().getBytes(UTF_8), PeopleReport.context(contact)))
                    .update();
        }
    }

    static String kind(Place place) {
        return place instanceof MobileNumber ? "mobile" : "mail";
    }

    private boolean settled(Account account, Place place) {
        return account.points().stream()
                .filter(point -> point.place().equals(place))
                .allMatch(point -> point.settling().settled(clock.now(database)));
    }

    /** Whoever was taken before with the same place cannot keep it as settled: it says as little of them. */
    private void sharedWith(Account account, Place place) {
        var installation = account.installation();
        database.sql("""
                update contact_point p set settling = 'awaits-person', provenance = 'PSA', first_seen = ?
                from contact_link l
                where p.installation = ? and p.hash = ? and p.account <> ? and p.removed_at is null and p.settling = 'settled'
                    and l.installation = p.installation and l.account = p.account and l.by = ?
                returning l.contact, p.account
                """)
                .params(
                        Timestamp.from(clock.now(database)),
                        installation.value(),
                        keys.hash(installation, place).hex(),
                        account.id().value(),
                        BY_TAKE_OVER)
                .query((row, number) -> new Other(row.getLong(1), new AccountId(row.getString(2))))
                .list()
                .forEach(other -> accounts.account(installation, other.account())
                        .ifPresent(theirs -> keepDoubts(
                                other.contact(),
                                theirs,
                                List.of(new Doubted(kind(place), Doubt.SHARED, place.masked())))));
    }

    private record Other(long contact, AccountId account) {}

    // ---- customers ----

    /** Every active company, but not the MSP itself: whether colleagues are verified an administrator says. */
    private Optional<Customer> newCustomer(CompanyRef company) {
        var name = database.sql(
                        "select name from psa_company where installation = ? and company = ? and active and not msp")
                .params(company.installation().value(), company.number())
                .query(String.class)
                .optional();
        return name.map(there -> {
            String installation = company.installation().value();
            String key = key(
                    there,
                    company.number(),
                    accounts.customer(company.installation(), slug(there)).isEmpty());
            String id = "c_" + keys.newName();
            database.sql("insert into customer (id, installation, key, name) values (?, ?, ?, ?)")
                    .params(id, installation, key, there)
                    .update();
            database.sql("insert into customer_company (installation, company, customer) values (?, ?, ?)")
                    .params(installation, company.number(), id)
                    .update();
            return accounts.customerOf(company).orElseThrow();
        });
    }

    /** Its name, and its number where the name alone would not be one or is taken. */
    private static String key(String name, long number, boolean free) {
        String slug = slug(name);
        return slug.isEmpty() ? "company-" + number : free ? slug : slug + "-" + number;
    }

    private static String slug(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        String cut = plain.length() > LONGEST_KEY ? plain.substring(0, LONGEST_KEY) : plain;
        return cut.replaceAll("^-+|-+$", "");
    }

    // ---- comparing anew ----

    /**
     * The next page of a comparison of all contacts with what is kept: new ones wait for a person, changed ones are told to the former point, missing ones have left. True when
     * it is finished. Only after the take-over is.
     */
    public boolean compare(InstallationId installation) {
        long after = database.sql(
                        "select coalesce(compared_upto, 0) from take_over where installation = ? and finished_at is not null")
                .param(installation.value())
                .query(Long.class)
                .single();
        var page = psa.people(installation, after, null);
        page.items().forEach(people::take);
        boolean last = page.last();
        people.goneBetween(
                installation,
                after,
                last ? Long.MAX_VALUE : page.upTo(),
                page.items().stream().map(person -> person.ref().number()).toList());
        database.sql("update take_over set compared_upto = nullif(?, 0) where installation = ?")
                .params(last ? 0L : page.upTo(), installation.value())
                .update();
        return last;
    }
}
