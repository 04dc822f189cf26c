package io.countersign.app.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.ContactPoint;
import io.countersign.account.ContactPointId;
import io.countersign.account.Customer;
import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.account.PlaceHash;
import io.countersign.account.Provenance;
import io.countersign.account.Settling;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.Sealing;
import io.countersign.app.verification.DecisionClock;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes, changes and erases accounts. What a new number or address may prove is decided by its history, not by the order of these acts: deleting and re-creating
 * somebody, swapping two people's numbers or re-using a leaver's number ends no quarantine early.
 */
public final class KeepAccounts {
    private static final String BY_API = "api";
    private static final String BY_PSA = "psa";

    /** For so long after it settled a change can still be objected to. */
    public static final Duration OBJECTS_WITHIN = Duration.ofDays(30);

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final DecisionClock clock;
    private final Keys keys;
    private final PostgresAccounts accounts;
    private final FormerPoints formerPoints;

    public KeepAccounts(
            JdbcClient database,
            TransactionTemplate transaction,
            DecisionClock clock,
            Keys keys,
            PostgresAccounts accounts,
            FormerPoints formerPoints) {
        this.database = database;
        this.transaction = transaction;
        this.clock = clock;
        this.keys = keys;
        this.accounts = accounts;
        this.formerPoints = formerPoints;
    }

    /** Tells a point that another is to take its place. Called inside the transaction of the change. */
    public interface FormerPoints {
        void toBeTold(InstallationId installation, AccountId account, String newPoint);
    }

    /**
     * A number or address that comes with a new account.
     *
     * @param provenance of those that do not settle with the account, it waits for a person
     * @param since when it was changed last where it comes from; absent for now
     * @param source who says that it may be used, as it is kept with the consent
     */
    public record Arriving(
            Place place, Provenance provenance, @Nullable Instant since, String source) {}

    /** Makes an account whose points come from an administrator's baseline. */
    public Account create(Customer customer, String name, Optional<MailAddress> mail, Optional<MobileNumber> mobile) {
        return create(
                customer,
                name,
                places(mail, mobile).stream()
                        .map(place -> new Arriving(place, Provenance.ADMINISTRATOR_BASELINE, null, BY_API))
                        .toList());
    }

    /** Makes an account. What settles with it does so only where its own history allows it. */
    public Account create(Customer customer, String name, List<Arriving> arriving) {
        return requireNonNull(transaction.execute(status -> {
            lock(customer.installation(), accounts.personHash(customer.installation(), customer.id(), name));
            return createAlone(customer, name, arriving);
        }));
    }

    /** As {@link #create(Customer, String, List)}, for whoever makes more at once than there is room for locks and then takes it all back. */
    public Account createAlone(Customer customer, String name, List<Arriving> arriving) {
        return requireNonNull(transaction.execute(status -> {
            Instant now = clock.now(database);
            var installation = customer.installation();
            String person = accounts.personHash(installation, customer.id(), name);
            var subject = accounts.newSubject(installation);
            Sealing sealing = subject.sealing();
            var id = new AccountId("a_" + keys.newName());
            var formerly = formerly(
                    installation, person, arriving.stream().map(Arriving::place).toList());
            database.sql("""
                    insert into account (id, installation, customer, subject, sealed, person_hash, created_at) values (?, ?, ?, ?, ?, ?, ?)
                    """)
                    .params(
                            id.value(),
                            installation.value(),
                            customer.id().value(),
                            subject.id(),
                            sealing.seal(name.getBytes(UTF_8), "account/" + id.value()),
                            person,
                            Timestamp.from(now))
                    .update();
            for (Arriving one : arriving) {
                PlaceHash hash = keys.hash(installation, one.place());
                var settling = one.provenance().settlesWithTheAccount()
                        ? atFirst(installation, hash, person, formerly, now)
                        : new Settling.AwaitsPerson();
                // what waits is as old as our knowing of it
                Instant since = one.since() == null || !settling.settled(now) ? now : one.since();
                insert(
                        new Fresh(installation, id, one.place(), hash, one.provenance(), one.source()),
                        sealing,
                        settling,
                        null,
                        null,
                        since,
                        now);
            }
            return accounts.account(installation, id).orElseThrow();
        }));
    }

    private static List<Place> places(Optional<MailAddress> mail, Optional<MobileNumber> mobile) {
        var places = new ArrayList<Place>();
        mail.ifPresent(places::add);
        mobile.ifPresent(places::add);
        return places;
    }

    /** The erased accounts that seem to have been this very person, by name or by a place that stood there. */
    private List<String> formerly(InstallationId installation, String person, List<Place> places) {
        String[] hashes = places.stream()
                .map(place -> keys.hash(installation, place).hex())
                .toArray(String[]::new);
        return database.sql("""
                select a.id from account a
                where a.installation = :installation and a.erased_at is not null
                    and (a.person_hash = :person or :person = any (a.former_hashes)
                        or exists (select 1 from contact_point p where p.account = a.id and p.hash = any (:hashes::text[])))
                """)
                .param("installation", installation.value())
                .param("person", person)
                .param("hashes", hashes)
                .query((row, number) -> row.getString(1))
                .list();
    }

    /** What a point of a new account may prove at once. */
    private Settling atFirst(
            InstallationId installation, PlaceHash hash, String person, List<String> formerly, Instant now) {
        boolean unsettledElsewhere = exists(
                """
                select exists (select 1 from contact_point where installation = ? and hash = ?
                    and settling <> 'settled' and not (settling = 'quarantined' and former = 'REACHED' and settles_at <= ?)
                    and first_seen > ?)
                """,
                installation.value(),
                hash.hex(),
                Timestamp.from(now),
                Timestamp.from(now.minus(Settling.QUARANTINE.multipliedBy(4))));
        boolean leftSomebodyLately =
                exists("""
                select exists (select 1 from contact_point p join account a on a.id = p.account
                    where p.installation = ? and p.hash = ? and coalesce(p.removed_at, a.erased_at) > ?)
                """, installation.value(), hash.hex(), Timestamp.from(now.minus(Settling.QUARANTINE)));
        boolean otherThanBefore = !formerly.isEmpty()
                && !exists("""
                select exists (select 1 from contact_point where installation = ? and hash = ? and account = any (?::text[])
                    and (settling = 'settled' or (settling = 'quarantined' and former = 'REACHED' and settles_at <= ?)))
                """, installation.value(), hash.hex(), formerly.toArray(String[]::new), Timestamp.from(now));
        // a number alone does not tell whoever left from whoever was given it next
        boolean samePersonAsBefore = exists("""
                select exists (select 1 from contact_point p join account a on a.id = p.account
                    where p.installation = ? and p.hash = ? and a.erased_at is not null
                        and (a.person_hash = ? or ? = any (a.former_hashes)))
                """, installation.value(), hash.hex(), person, person);
        // there is nobody left to be told, so time alone settles none of these
        return unsettledElsewhere || otherThanBefore || (leftSomebodyLately && !samePersonAsBefore)
                ? new Settling.AwaitsPerson()
                : new Settling.Settled();
    }

    private boolean exists(String query, Object... values) {
        return database.sql(query).params(values).query(Boolean.class).single();
    }

    /**
     * Changes an account. A new number or address is kept beside the former one, which still serves and is told.
     *
     * @param name absent to keep it
     */
    public Optional<Account> change(
            InstallationId installation,
            AccountId id,
            Optional<String> name,
            Optional<MailAddress> mail,
            Optional<MobileNumber> mobile) {
        return change(installation, id, name, mail, mobile, Provenance.ADMINISTRATOR_BASELINE, BY_API);
    }

    /** As {@link #change}, for what a PSA says later: the former point serves and is told all the same, but no time settles the new one. */
    public Optional<Account> changeAtPsa(
            InstallationId installation,
            AccountId id,
            Optional<String> name,
            Optional<MailAddress> mail,
            Optional<MobileNumber> mobile) {
        return change(installation, id, name, mail, mobile, Provenance.PSA, BY_PSA);
    }

    private Optional<Account> change(
            InstallationId installation,
            AccountId id,
            Optional<String> name,
            Optional<MailAddress> mail,
            Optional<MobileNumber> mobile,
            Provenance provenance,
            String source) {
        return requireNonNull(transaction.execute(status -> {
            if (!lockAccount(installation, id)) {
                return Optional.empty();
            }
            Instant now = clock.now(database);
            var filed = accounts.filed(installation, id).orElseThrow();
            Account account = filed.account();
            Sealing sealing = filed.subject().sealing();
            name.ifPresent(newName -> database.sql("""
                    update account set sealed = ?, former_hashes = array_append(former_hashes, person_hash), person_hash = ? where id = ?
                    """)
                    .params(
                            sealing.seal(newName.getBytes(UTF_8), "account/" + id.value()),
                            accounts.personHash(installation, account.customer(), newName),
                            id.value())
                    .update());
            for (Place place : places(mail, mobile)) {
                changePoint(account, sealing, place, provenance, source, now);
            }
            return accounts.account(installation, id);
        }));
    }

    private void changePoint(
            Account account, Sealing sealing, Place place, Provenance provenance, String source, Instant now) {
        PlaceHash hash = keys.hash(account.installation(), place);
        if (account.serving(hash, now).isPresent()) {
            // put back to what serves: what was to take its place is withdrawn
            withdrawUnsettled(account, place, provenance, now);
            return;
        }
        // one whose place another has taken comes back as any other change
        if (account.points().stream().anyMatch(point -> point.hash().equals(hash) && !account.replaced(point, now))) {
            return;
        }
        Optional<ContactPoint> former = switch (place) {
            case MobileNumber number -> account.mobile(now);
            case MailAddress address -> account.mail(now);
        };
        // a point that came as an earlier, unsettled change is not what serves; the new one replaces what that one
        // would have
        withdrawUnsettled(account, place, provenance, now);
        boolean somebodyCanBeTold =
                account.points().stream().anyMatch(point -> point.standing(now).serves());
        Settling settling = somebodyCanBeTold && provenance != Provenance.PSA
                ? new Settling.Quarantined(now.plus(Settling.QUARANTINE), Settling.FormerPoint.TO_BE_TOLD)
                : new Settling.AwaitsPerson();
        String replaces = former.filter(point -> point.standing(now) != ContactPoint.Standing.UNSETTLED)
                .map(point -> point.id().value())
                .orElse(null);
        String point = insert(
                new Fresh(account.installation(), account.id(), place, hash, provenance, source),
                sealing,
                settling,
                somebodyCanBeTold ? Settling.FormerPoint.TO_BE_TOLD : null,
                replaces,
                now,
                now);
        if (somebodyCanBeTold) {
            formerPoints.toBeTold(account.installation(), account.id(), point);
        }
    }

    /** What the PSA says withdraws only what it said itself before. */
    private void withdrawUnsettled(Account account, Place place, Provenance by, Instant now) {
        for (ContactPoint point : account.points()) {
            if (point.place().getClass() == place.getClass()
                    && (by != Provenance.PSA || point.provenance() == Provenance.PSA)
                    && !point.settling().settled(now)) {
                database.sql("update contact_point set removed_at = ?, sealed = null where id = ?")
                        .params(Timestamp.from(now), point.id().value())
                        .update();
            }
        }
    }

    private record Fresh(
            InstallationId installation,
            AccountId account,
            Place place,
            PlaceHash hash,
            Provenance provenance,
            String source) {}

    private String insert(
            Fresh fresh,
            Sealing sealing,
            Settling settling,
            Settling.@Nullable FormerPoint former,
            @Nullable String replaces,
            Instant since,
            Instant now) {
        String id = "p_" + keys.newName();
        Place place = fresh.place();
        String kind = place instanceof MobileNumber ? "mobile" : "mail";
        database.sql("""
                insert into contact_point (id, installation, account, kind, sealed, hash, provenance, first_seen, settling, settles_at, former, replaces, consent)
                values (:id, :installation, :account, :kind, :sealed, :hash, :provenance, :seen, :settling, :settles, :former, :replaces, :consent::jsonb)
                """)
                .param("id", id)
                .param("installation", fresh.installation().value())
                .param("account", fresh.account().value())
                .param("kind", kind)
                .param("sealed", sealing.seal(place.inFull().getBytes(UTF_8), "contact-point/" + id))
                .param("hash", fresh.hash().hex())
                .param("provenance", fresh.provenance().name())
                .param("seen", Timestamp.from(since))
                .param(
                        "settling",
                        switch (settling) {
                            case Settling.Settled() -> "settled";
                            case Settling.Quarantined quarantined -> "quarantined";
                            case Settling.AwaitsPerson() -> "awaits-person";
                        })
                .param(
                        "settles",
                        settling instanceof Settling.Quarantined quarantined
                                ? Timestamp.from(quarantined.until())
                                : null)
                .param("former", former == null ? null : former.name())
                .param("replaces", replaces)
                .param(
                        "consent",
                        "{\"basis\": \"administrator\", \"wording\": \"1\", \"source\": \"" + fresh.source()
                                + "\", \"at\": \"" + now + "\"}")
                .update();
        return id;
    }

    // ---- what a person at the MSP says to it ----

    /** What came of a confirmation. */
    public enum ByPerson {
        DONE,
        /** It does not wait: it was withdrawn, it settled, time is still to decide, or its person has left. */
        WAITS_NOT,
        /** Somebody at the point that served before said within a month that this is not them, be it before the same was entered anew. */
        OBJECTED
    }

    /**
     * Lets a number or address count that no time would have settled. Nobody is verified by it, and what was said of the place itself (frozen, opted out, shared)
     * stays. An objection within {@link #OBJECTS_WITHIN} still ends it.
     *
     * @param by who decided, as it is kept
     * @param reason how they know; kept under the key of the person it is about
     */
    public ByPerson confirm(InstallationId installation, AccountId id, ContactPointId point, String by, String reason) {
        return requireNonNull(transaction.execute(status -> {
            if (!lockAccount(installation, id) || accounts.hasLeft(id)) {
                return ByPerson.WAITS_NOT;
            }
            Instant now = clock.now(database);
            record Waiting(boolean forAPerson, boolean objected) {}
            var waiting = database.sql("""
                    select %s, %s
                    from contact_point p where p.id = :point and p.account = :account and p.removed_at is null for update of p
                    """.formatted(PostgresAccounts.WAITS, PostgresAccounts.OBJECTED))
                    .param("point", point.value())
                    .param("account", id.value())
                    .param("now", Timestamp.from(now))
                    .param("lately", Timestamp.from(now.minus(OBJECTS_WITHIN)))
                    .query((row, number) -> new Waiting(row.getBoolean(1), row.getBoolean(2)))
                    .optional()
                    .filter(Waiting::forAPerson);
            if (waiting.isEmpty()) {
                return ByPerson.WAITS_NOT;
            }
            if (waiting.get().objected()) {
                return ByPerson.OBJECTED;
            }
            var sealing =
                    accounts.filed(installation, id).orElseThrow().subject().sealing();
            database.sql("update contact_point set settling = 'settled' where id = ?")
                    .param(point.value())
                    .update();
            database.sql("""
                    insert into confirmed_point (point, installation, at, by, sealed) values (?, ?, ?, ?, ?)
                    """)
                    .params(
                            point.value(),
                            installation.value(),
                            Timestamp.from(now),
                            by,
                            sealing.seal(reason.getBytes(UTF_8), PostgresAccounts.reasonOf(point)))
                    .update();
            return ByPerson.DONE;
        }));
    }

    /** Takes back what a person let count: it waits again, and what served before serves. False where it does not count by a person's word. */
    public boolean takeBack(InstallationId installation, AccountId id, ContactPointId point) {
        return requireNonNull(transaction.execute(status -> lockAccount(installation, id)
                && database.sql("""
                        update contact_point p set settling = 'awaits-person'
                        where id = ? and account = ? and settling = 'settled' and removed_at is null
                            and exists (select 1 from confirmed_point f where f.point = p.id)
                        """).params(point.value(), id.value()).update() == 1));
    }

    // ---- what the former point says to a change ----

    /** Remembers which change a message is about, so that an answer finds it. */
    public void noticeSent(
            InstallationId installation, String reference, ContactPoint fresh, ContactPoint former, Instant now) {
        database.sql("insert into notice (token, installation, point, place_hash, sent_at) values (?, ?, ?, ?, ?)")
                .params(
                        reference,
                        installation.value(),
                        fresh.id().value(),
                        former.hash().hex(),
                        Timestamp.from(now))
                .update();
    }

    /** How often the points that served before may have been told of this change. */
    public int noticesOf(ContactPoint fresh) {
        return database.sql("select count(*) from notice where point = ?")
                .param(fresh.id().value())
                .query(Integer.class)
                .single();
    }

    /** The message with this reference surely never left. */
    public void noticeNotSent(InstallationId installation, String reference) {
        database.sql("delete from notice where token = ? and installation = ?")
                .params(reference, installation.value())
                .update();
    }

    /**
     * The provider took the message with this reference of ours.
     *
     * @param messageId how the provider calls it
     */
    public void formerPointTold(InstallationId installation, ContactPoint fresh, String reference, String messageId) {
        database.sql("update notice set reference = ? where token = ? and installation = ?")
                .params(messageId, reference, installation.value())
                .update();
        former(installation, fresh.id().value(), Settling.FormerPoint.TO_BE_TOLD, Settling.FormerPoint.TOLD);
    }

    /**
     * A message of which nobody has said how far it came.
     *
     * @param reference ours
     * @param messageId the provider's
     */
    public record Unreported(String reference, String messageId) {}

    /** The messages to former points, sent since then, of which it is not known whether they arrived. */
    public List<Unreported> unreported(InstallationId installation, Instant since, int most) {
        return database.sql("""
                select n.token, n.reference from notice n join contact_point p on p.id = n.point
                where n.installation = ? and n.sent_at > ? and n.reference is not null and p.former = 'TOLD'
                order by n.sent_at desc limit ?
                """)
                .params(installation.value(), Timestamp.from(since), most)
                .query((row, number) -> new Unreported(row.getString(1), row.getString(2)))
                .list();
    }

    /** The message with this reference was delivered. Whoever reads it has the whole quarantine to object, however late it came. */
    public void formerPointReached(InstallationId installation, String reference) {
        ofNotice(installation, reference)
                .ifPresent(point -> database.sql("""
                        update contact_point set former = 'REACHED', settles_at = greatest(settles_at, ?)
                        where id = ? and installation = ? and former in ('TO_BE_TOLD', 'TOLD')
                        """)
                        .params(
                                Timestamp.from(clock.now(database).plus(Settling.QUARANTINE)),
                                point,
                                installation.value())
                        .update());
    }

    /** The message with this reference did not arrive: the change never settles by time. */
    public void formerPointUnreachable(InstallationId installation, String reference) {
        ofNotice(installation, reference).ifPresent(point -> {
            former(installation, point, Settling.FormerPoint.TO_BE_TOLD, Settling.FormerPoint.UNREACHABLE);
            former(installation, point, Settling.FormerPoint.TOLD, Settling.FormerPoint.UNREACHABLE);
        });
    }

    /**
     * Somebody at the former point did not stay silent: no change of which that place was told settles any more, and one that settled lately, by time or by a person,
     * counts no longer, and nor does what took its place. Of one that settled long ago the former point has nothing to say, nor of what came after it: it may have
     * another holder by now.
     *
     * @param newestCode when the newest code went there
     */
    public Objection objected(InstallationId installation, PlaceHash place, Instant newestCode) {
        var ended = new ArrayList<Ended>();
        database.sql("select distinct point from notice where installation = ? and place_hash = ?")
                .params(installation.value(), place.hex())
                .query((row, number) -> row.getString(1))
                .list()
                .forEach(point -> end(point, place, ended));
        boolean aboutChange = exists("""
                select exists (select 1 from notice n join contact_point p on p.id = n.point
                    where n.installation = ? and n.place_hash = ? and n.sent_at > ? and p.former is not null)
                """, installation.value(), place.hex(), Timestamp.from(newestCode));
        return new Objection(aboutChange, ended);
    }

    /**
     * What an objection meant.
     *
     * @param aboutChange whether the newest message to that place was about a change
     * @param ended what had counted until then: nothing that was proved there lately is to be relied on
     */
    public record Objection(boolean aboutChange, List<Ended> ended) {
        public Objection {
            ended = List.copyOf(ended);
        }
    }

    /** A place that counted for an account and does no longer. */
    public record Ended(AccountId account, PlaceHash place) {}

    /** Ends a point and what took its place, but for the place that objects: it may have come back. A point replaces only one that was there before, so this ends. */
    private void end(String point, PlaceHash objecting, List<Ended> ended) {
        if (countsNoLonger(point, objecting, ended)) {
            database.sql("select id from contact_point where replaces = ?")
                    .param(point)
                    .query((row, number) -> row.getString(1))
                    .list()
                    .forEach(later -> end(later, objecting, ended));
        }
    }

    /** In two statements: the second one sees whatever a confirmation did for which the first one waited. False where there was nothing to say. */
    private boolean countsNoLonger(String point, PlaceHash objecting, List<Ended> ended) {
        record Before(Ended place, boolean counted) {}
        return requireNonNull(transaction.execute(status -> {
            Instant now = clock.now(database);
            var before = database.sql("""
                    select account, hash, settling = 'settled' or settling = 'quarantined' and former = 'REACHED' and settles_at <= :now
                    from contact_point where id = :point for update
                    """)
                    .param("point", point)
                    .param("now", Timestamp.from(now))
                    .query((row, number) -> new Before(
                            new Ended(new AccountId(row.getString(1)), new PlaceHash(row.getString(2))),
                            row.getBoolean(3)))
                    .single();
            boolean ends = !before.place().place().equals(objecting)
                    && database.sql("""
                            update contact_point p set former = 'OBJECTED', settling = case settling when 'settled' then 'awaits-person' else settling end
                            where id = :point and case settling
                                when 'settled' then exists (select 1 from confirmed_point f where f.point = p.id and f.at > :lately)
                                when 'quarantined' then former <> 'REACHED' or settles_at > :lately
                                else true end
                            """)
                                    .param("point", point)
                                    .param("lately", Timestamp.from(now.minus(OBJECTS_WITHIN)))
                                    .update()
                            == 1;
            if (ends && before.counted()) {
                ended.add(before.place());
            }
            return ends;
        }));
    }

    private Optional<String> ofNotice(InstallationId installation, String reference) {
        return database.sql("select point from notice where token = ? and installation = ?")
                .params(reference, installation.value())
                .query((row, number) -> row.getString(1))
                .optional();
    }

    private void former(InstallationId installation, String point, Settling.FormerPoint from, Settling.FormerPoint to) {
        database.sql("update contact_point set former = ? where id = ? and installation = ? and former = ?")
                .params(to.name(), point, installation.value(), from.name())
                .update();
    }

    /**
     * Erases somebody: their key, and with it their name, numbers, addresses and story. Keyed hashes stay, so that limits, opt-outs and quarantines outlive it.
     * Whatever is open for them must have been cancelled before.
     */
    public boolean erase(InstallationId installation, AccountId id) {
        return requireNonNull(transaction.execute(status -> {
            if (!lockAccount(installation, id)) {
                return false;
            }
            Timestamp now = Timestamp.from(clock.now(database));
            database.sql("""
                    delete from subject_key where id in (select subject from account where id = ?)
                    """).param(id.value()).update();
            database.sql("delete from contact_link where installation = ? and account = ?")
                    .params(installation.value(), id.value())
                    .update();
            database.sql(
                            "update contact_point set sealed = null, removed_at = coalesce(removed_at, ?) where account = ?")
                    .params(now, id.value())
                    .update();
            database.sql("update account set sealed = ''::bytea, erased_at = ? where id = ?")
                    .params(now, id.value())
                    .update();
            return true;
        }));
    }

    private boolean lockAccount(InstallationId installation, AccountId id) {
        lock(installation, id.value());
        return database.sql(
                        "select 1 from account where id = ? and installation = ? and erased_at is null for no key update")
                .params(id.value(), installation.value())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Waits for and holds, until the transaction ends, the lock under which everything about this person is decided. */
    public void lock(InstallationId installation, AccountId id) {
        lock(installation, id.value());
    }

    /** As {@link #lock(InstallationId, AccountId)}, for whoever a contact of the PSA is. */
    public void lock(ContactRef contact) {
        lock(contact.installation(), "contact/" + contact.number());
    }

    private void lock(InstallationId installation, String name) {
        database.sql("select count(pg_advisory_xact_lock(hashtextextended(?, 0)))")
                .param(installation.value() + "/" + name)
                .query(Long.class)
                .single();
    }
}
