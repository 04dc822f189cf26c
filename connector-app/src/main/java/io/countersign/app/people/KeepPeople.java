package io.countersign.app.people;

import io.countersign.account.AccountId;
import io.countersign.account.Baseline;
import io.countersign.account.Customer;
import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.account.Provenance;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.KeepAccounts.Arriving;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.installation.Installations;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.verification.DecisionClock;
import io.countersign.psa.PsaPeople;
import io.countersign.psa.PsaPeople.Person;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps accounts current with what the PSA says of its contacts, once they have been taken over. Nothing that it brings settles by itself: a new contact waits for a person at
 * the MSP, and so does a changed number, while the former one serves on and is told. Somebody the PSA no longer has is not deleted, but proves nothing.
 */
public final class KeepPeople {
    /** By whom a contact was linked that came after the take-over. */
    static final String BY_PSA = "psa";

    private static final Logger LOG = LoggerFactory.getLogger(KeepPeople.class);

    /** The PSA's clock may be behind ours, and a change may be committed late. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final DecisionClock clock;
    private final Installations installations;
    private final PostgresAccounts accounts;
    private final KeepAccounts keep;
    private final PostgresPolicies policies;
    private final PsaPeople psa;

    public KeepPeople(
            JdbcClient database,
            TransactionTemplate transaction,
            DecisionClock clock,
            Installations installations,
            PostgresAccounts accounts,
            KeepAccounts keep,
            PostgresPolicies policies,
            PsaPeople psa) {
        this.database = database;
        this.transaction = transaction;
        this.clock = clock;
        this.installations = installations;
        this.accounts = accounts;
        this.keep = keep;
        this.policies = policies;
        this.psa = psa;
    }

    /** Whether this installation's contacts have been taken over. Where they have not, nobody asked for them. */
    public boolean keeps(InstallationId installation) {
        return database.sql(
                        "select exists (select 1 from take_over where installation = ? and finished_at is not null)")
                .param(installation.value())
                .query(Boolean.class)
                .single();
    }

    /** Reads one contact anew, because a webhook named it. May be repeated; throws a {@link PsaFault} where the PSA cannot be asked now. */
    public void read(ContactRef contact) {
        if (keeps(contact.installation())) {
            psa.person(contact).ifPresentOrElse(this::take, () -> gone(contact));
        }
    }

    /** Asks each PSA which contacts changed since it was asked last. One that does not answer keeps the others from nothing. */
    public void run() {
        for (var installation : installations.all()) {
            try {
                run(installation);
            } catch (PsaFault fault) {
                LOG.warn(
                        "{}: the PSA cannot be asked whose contact changed: {}",
                        installation.value(),
                        fault.getClass().getSimpleName());
            } catch (DataAccessException e) {
                LOG.warn(
                        "contacts that changed cannot be kept: {}", e.getClass().getSimpleName());
            } catch (RuntimeException e) {
                LOG.error("{}: contacts cannot be kept current: {}", installation.value(), e.toString());
            }
        }
    }

    /** As {@link #run()}, for one. */
    public void run(InstallationId installation) {
        var since = database.sql(
                        "select coalesce(current_upto, begun_at) from take_over where installation = ? and finished_at is not null")
                .param(installation.value())
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .optional();
        if (since.isEmpty()) {
            return;
        }
        Instant before = clock.now(database);
        Instant from = since.get().minus(OVERLAP);
        long after = 0;
        boolean last = false;
        while (!last) {
            var page = psa.people(installation, after, from);
            page.items().forEach(this::take);
            after = page.upTo();
            last = page.last() || page.items().isEmpty();
        }
        database.sql("update take_over set current_upto = ? where installation = ?")
                .params(Timestamp.from(before), installation.value())
                .update();
    }

    /** What the PSA says of a person now. The same said twice is one effect. */
    void take(Person person) {
        transaction.executeWithoutResult(status -> {
            keep.lock(person.ref());
            var customer = customer(person);
            linked(person.ref())
                    .ifPresentOrElse(
                            account -> known(person, account, customer),
                            () -> customer.ifPresent(there -> unknown(person, there)));
        });
    }

    /** Empty where nobody is to be known: of no customer, no longer there, or a contact that stands for nobody in particular. */
    private Optional<Customer> customer(Person person) {
        return person.active()
                        && !catchAll(person.ref().installation())
                                .contains(person.ref().number())
                ? Optional.ofNullable(person.company()).flatMap(accounts::customerOf)
                : Optional.empty();
    }

    /** The PSA's numbers of contacts that stand for nobody in particular. */
    Set<Long> catchAll(InstallationId installation) {
        return policies.policy(installation).catchAllContacts();
    }

    private Optional<AccountId> linked(ContactRef contact) {
        return database.sql("select account from contact_link where installation = ? and contact = ?")
                .params(contact.installation().value(), contact.number())
                .query((row, number) -> new AccountId(row.getString(1)))
                .optional();
    }

    private void known(Person person, AccountId id, Optional<Customer> customer) {
        var installation = person.ref().installation();
        boolean stays = accounts.account(installation, id)
                .filter(account -> customer.map(Customer::id)
                        .filter(account.customer()::equals)
                        .isPresent())
                .isPresent();
        if (!stays) {
            // also where it moved to another customer: who is meant there, a person decides
            gone(person.ref());
            return;
        }
        database.sql("update contact_link set gone_at = null where installation = ? and contact = ?")
                .params(installation.value(), person.ref().number())
                .update();
        follow(person, id);
    }

    private void follow(Person person, AccountId id) {
        var installation = person.ref().installation();
        var account = accounts.account(installation, id).orElseThrow();
        keep.changeAtPsa(
                installation,
                id,
                Optional.of(nameOf(person)).filter(name -> !name.equals(account.name())),
                Baseline.mail(person.emails()),
                Baseline.mobile(person.mobiles(), region(installation)));
    }

    private void unknown(Person person, Customer customer) {
        var same = sameAsBefore(person, customer);
        if (same.isPresent()) {
            link(person.ref(), same.get(), BY_PSA);
            follow(person, same.get());
        } else {
            var arriving = places(person).stream()
                    .map(place -> new Arriving(place, Provenance.PSA, null, BY_PSA))
                    .toList();
            link(person.ref(), keep.create(customer, nameOf(person), arriving).id(), BY_PSA);
        }
    }

    /** The account of that name and one of those places which no contact stands for any more: somebody re-created at the PSA, or made by hand before. */
    Optional<AccountId> sameAsBefore(Person person, Customer customer) {
        return accounts.withoutContact(customer, nameOf(person), places(person));
    }

    List<Place> places(Person person) {
        var places = new ArrayList<Place>();
        Optional<MobileNumber> mobile =
                Baseline.mobile(person.mobiles(), region(person.ref().installation()));
        Optional<MailAddress> mail = Baseline.mail(person.emails());
        mobile.ifPresent(places::add);
        mail.ifPresent(places::add);
        return places;
    }

    String region(InstallationId installation) {
        return installations.get(installation).settings().country();
    }

    /** A contact without a name is still somebody. */
    static String nameOf(Person person) {
        return person.name().isBlank() ? "Contact " + person.ref().number() : person.name();
    }

    void link(ContactRef contact, AccountId account, String by) {
        database.sql("insert into contact_link (installation, contact, account, at, by) values (?, ?, ?, ?, ?)")
                .params(
                        contact.installation().value(),
                        contact.number(),
                        account.value(),
                        Timestamp.from(clock.now(database)),
                        by)
                .update();
    }

    /** The PSA has it no more among a company's people. Nothing is deleted: whoever gets their number next is not to find it free. */
    void gone(ContactRef contact) {
        database.sql("update contact_link set gone_at = ? where installation = ? and contact = ? and gone_at is null")
                .params(
                        Timestamp.from(clock.now(database)),
                        contact.installation().value(),
                        contact.number())
                .update();
    }

    /** As {@link #gone(ContactRef)}, for all within a part of the list that the PSA did not name there. */
    void goneBetween(InstallationId installation, long after, long upTo, List<Long> named) {
        database.sql("""
                update contact_link set gone_at = ?
                where installation = ? and contact > ? and contact <= ? and gone_at is null and not contact = any (?::bigint[])
                """)
                .params(
                        Timestamp.from(clock.now(database)),
                        installation.value(),
                        after,
                        upTo,
                        named.toArray(Long[]::new))
                .update();
    }
}
