package io.countersign.app.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.account.AccountId;
import io.countersign.account.ContactPoint;
import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.account.PlaceHash;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.account.PostgresAccounts.Filed;
import io.countersign.app.account.PostgresAccounts.Subject;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.SealedUnderMaster;
import io.countersign.app.secrets.Sealing;
import io.countersign.challenge.Channel;
import io.countersign.challenge.Code;
import io.countersign.journal.ChainHash;
import io.countersign.policy.LimitKind;
import io.countersign.policy.Tallies;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Decision;
import io.countersign.verification.LiveCode;
import io.countersign.verification.Opening;
import io.countersign.verification.Openings;
import io.countersign.verification.Owed;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.Requested;
import io.countersign.verification.VerificationId;
import io.countersign.verification.Verifications;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verifications as rows of events. The row in {@code verification} is what is locked and what lists are made of; it says nothing that the events do not say. Events
 * are sealed under the key of the person they are about, and chained over that sealed form.
 */
public final class PostgresVerifications implements Verifications, Openings {
    private static final int MOST_REMEMBERED = 1_000;
    /** As long as most verifications are open, and no longer: people are to be forgotten when they are erased. */
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(5);

    private final JdbcClient database;
    private final JdbcTemplate batches;
    private final TransactionTemplate transaction;
    private final DecisionClock clock;
    private final Keys keys;
    private final PostgresAccounts accounts;
    private final PostgresPolicies policies;
    private final Owing owing;
    private final EventForm form = new EventForm();
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * What was read or written lately. The head of a chain stands for all events under it, so what is found by it is never out of date; whether there still is such a story
     * for this installation is asked of the row each time.
     */
    private final Cache<Told, Story> known = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterAccess(REMEMBERED_FOR)
            .build();

    private record Told(InstallationId installation, ChainHash head) {}

    public PostgresVerifications(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            DecisionClock clock,
            Keys keys,
            PostgresAccounts accounts,
            PostgresPolicies policies,
            Owing owing) {
        this.database = JdbcClient.create(jdbc);
        this.batches = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.keys = keys;
        this.accounts = accounts;
        this.policies = policies;
        this.owing = owing;
    }

    // ---- deciding ----

    @Override
    public Optional<Decision> decide(
            InstallationId installation, VerificationId id, BiFunction<Verification, Instant, Decision> decide) {
        return decide(installation, id, List.of(), (verification, tallies, now) -> decide.apply(verification, now));
    }

    /** A decision that also looks at what was counted, under the same lock. */
    public interface CountedDecision {
        Decision decide(Verification verification, Tallies tallies, Instant now);
    }

    /** As {@link Verifications#decide}, with the counts, those of the whole installation among them. */
    public Optional<Decision> decide(InstallationId installation, VerificationId id, CountedDecision decide) {
        return decide(installation, id, List.of(LimitKind.WRONG_CODES_OF_INSTALLATION.name()), decide);
    }

    private Optional<Decision> decide(
            InstallationId installation, VerificationId id, List<String> besides, CountedDecision decide) {
        return requireNonNull(transaction.execute(status -> lock(installation, id)
                .map(row -> {
                    var story = story(row);
                    var tallies = PostgresTallies.forDeciding(database, installation);
                    var counted = story.verification().counted();
                    // the time is read when every lock is held: an approval that waited must not slip past the deadline
                    Instant now = clock.at(tallies.lock(counted.person(), counted.contactPoints(), besides));
                    Decision decision = decide.decide(story.verification(), tallies, now);
                    if (decision instanceof Decision.Taken taken) {
                        append(row, story, taken.events(), tallies);
                    }
                    return decision;
                })));
    }

    /** Something was reported of it, by which no person decides and about which no limit asks: a message was sent or did not arrive, a note was written. Only the story is locked. */
    public Optional<Decision> report(
            InstallationId installation, VerificationId id, BiFunction<Verification, Instant, Decision> decide) {
        return requireNonNull(transaction.execute(status -> lock(installation, id)
                .map(row -> {
                    var story = story(row);
                    Decision decision = decide.apply(story.verification(), clock.now(database));
                    if (decision instanceof Decision.Taken taken) {
                        append(row, story, taken.events(), PostgresTallies.forDeciding(database, installation));
                    }
                    return decision;
                })));
    }

    private void append(Row row, Story story, List<VerificationEvent> events, PostgresTallies tallies) {
        Verification before = story.verification();
        Verification after = before.with(events);
        var stored = sealed(row.id(), row.installation(), row.sealing().get(), row.head(), row.events(), events);
        insert(stored);
        ChainHash head = stored.chain().getLast();
        // found by its head only once this is committed
        known.put(
                new Told(row.installation(), head),
                new Story(
                        after,
                        Stream.concat(story.chain().stream(), stored.chain().stream())
                                .toList()));
        boolean decidedNow = before.open() && !after.open();
        database.sql("""
                update verification set events = :events, head = :head, outcome = :outcome, decided_at = :decided,
                    disputed = disputed or :disputed
                where id = :id
                """)
                .param("events", row.events() + events.size())
                .param("head", head.hex())
                .param("outcome", after.outcome().map(Enum::name).orElse(null))
                .param(
                        "decided",
                        after.decidingEvent()
                                .map(event -> Timestamp.from(event.at()))
                                .orElse(null))
                .param("disputed", events.stream().anyMatch(Disputed.class::isInstance))
                .param("id", row.id().value())
                .update();
        if (decidedNow) {
            database.sql("delete from live_code where verification = ?")
                    .param(row.id().value())
                    .update();
        }
        var owed = new ArrayList<Owed>();
        for (VerificationEvent event : events) {
            owed.addAll(after.owes(event));
            tallies.count(after.counts(event), event.at());
        }
        owing.take(row.installation(), after, owed, events.getLast().at());
        owing.changed(row.installation(), after);
    }

    /** Rows that are to be stored, and the chain after each. */
    private record Stored(List<Object[]> rows, List<ChainHash> chain) {}

    private Stored sealed(
            VerificationId id,
            InstallationId installation,
            Sealing sealing,
            ChainHash head,
            int number,
            List<VerificationEvent> events) {
        var rows = new ArrayList<Object[]>();
        var chain = new ArrayList<ChainHash>();
        ChainHash last = head;
        int next = number;
        for (VerificationEvent event : events) {
            String type = form.type(event);
            byte[] stored = sealing.seal(form.write(event), where(id, next, type));
            last = last.next(id.value(), next, type, event.at(), stored);
            chain.add(last);
            rows.add(new Object[] {
                id.value(), next, installation.value(), type, Timestamp.from(event.at()), stored, last.hex()
            });
            next++;
        }
        return new Stored(rows, chain);
    }

    private void insert(Stored stored) {
        batches.batchUpdate("""
                insert into event (verification, number, installation, type, at, stored, hash, era)
                values (?, ?, ?, ?, ?, ?, ?, (select max(era) from journal_era))
                """, stored.rows());
    }

    private static String where(VerificationId id, int number, String type) {
        return "event/" + id.value() + "/" + number + "/" + type;
    }

    // ---- opening ----

    @Override
    public Opening open(
            InstallationId installation,
            @Nullable TicketRef ticket,
            @Nullable AccountId account,
            @Nullable PlaceHash supplied,
            BiFunction<Situation, Instant, Opening> decide) {
        return requireNonNull(transaction.execute(status -> {
            var tallies = PostgresTallies.forDeciding(database, installation);
            if (ticket != null) {
                tallies.lock(List.of("ticket/" + ticket.number()));
            }
            var openOnTicket = ticket == null ? List.<Row>of() : lockOpen(ticket);
            if (account != null) {
                tallies.lock(List.of(account.value()));
            }
            var found = Optional.ofNullable(account).flatMap(id -> accounts.filed(installation, id));
            var points = new ArrayList<String>();
            found.ifPresent(there -> there.account()
                    .points()
                    .forEach(point -> points.add(point.hash().hex())));
            if (supplied != null) {
                points.add(supplied.hex());
            }
            Instant now = clock.at(tallies.lock(points));
            var situation = new Situation(
                    found.map(Filed::account),
                    supplied == null ? ContactPoint.State.USABLE : accounts.state(installation, supplied),
                    policies.policy(installation),
                    tallies);
            Opening opening = decide.apply(situation, now);
            if (opening instanceof Opening.Opened opened) {
                openOnTicket.forEach(row -> cancel(row, opened.requested()));
                begin(installation, opened, found.map(Filed::subject), tallies);
            }
            return opening;
        }));
    }

    private void cancel(Row row, Requested instead) {
        var story = story(row);
        var verification = story.verification();
        var why = verification.request().direction() == instead.request().direction()
                ? Cancelled.Cancellation.REPLACED
                : Cancelled.Cancellation.DIRECTION_SWITCHED;
        if (verification.cancel(instead.request().by(), why, instead.at()) instanceof Decision.Taken taken) {
            append(row, story, taken.events(), PostgresTallies.forDeciding(database, row.installation()));
        }
    }

    private void begin(
            InstallationId installation, Opening.Opened opened, Optional<Subject> person, PostgresTallies tallies) {
        var id = opened.id();
        var requested = opened.requested();
        var request = requested.request();
        // what is about nobody on file still concerns a person: it gets a key of its own
        var subject = person.orElseGet(() -> accounts.newSubject(installation));
        var events = sealed(id, installation, subject.sealing(), ChainHash.START, 0, List.of(requested));
        database.sql("""
                insert into verification (id, installation, ticket, contact, account, subject, requested_at, deadline, events, head)
                values (:id, :installation, :ticket, :contact, :account, :subject, :requested, :deadline, 1, :head)
                """)
                .param("id", id.value())
                .param("installation", installation.value())
                .param(
                        "ticket",
                        Optional.ofNullable(request.ticket())
                                .map(TicketRef::number)
                                .orElse(null))
                .param(
                        "contact",
                        Optional.ofNullable(request.contact())
                                .map(contact -> contact.number())
                                .orElse(null))
                .param(
                        "account",
                        Optional.ofNullable(request.account())
                                .map(AccountId::value)
                                .orElse(null))
                .param("subject", subject.id())
                .param("requested", Timestamp.from(requested.at()))
                .param("deadline", Timestamp.from(requested.deadline()))
                .param("head", events.chain().getLast().hex())
                .update();
        insert(events);
        database.sql("insert into live_code (verification, sealed) values (?, ?)")
                .params(id.value(), seal(installation, id, opened.live()))
                .update();
        var verification = Verification.of(id, List.of(requested));
        known.put(new Told(installation, events.chain().getLast()), new Story(verification, events.chain()));
        tallies.count(verification.counts(requested), requested.at());
        owing.take(installation, verification, verification.owes(requested), requested.at());
        owing.changed(installation, verification);
    }

    // ---- reading ----

    @Override
    public Optional<Verification> find(InstallationId installation, VerificationId id) {
        return read(installation, id).map(Reading::verification);
    }

    /** As {@link #find}, with what belongs to it at this moment. */
    public Optional<Reading> read(InstallationId installation, VerificationId id) {
        return database.sql(READ + " where v.id = ? and v.installation = ?")
                .params(id.value(), installation.value())
                .query(this::found)
                .optional()
                .flatMap(found -> found)
                .map(this::reading);
    }

    /** The verifications of a ticket, newest first, without those whose person was erased. */
    public List<Reading> ofTicket(TicketRef ticket, int most) {
        return database
                .sql(READ + " where v.installation = ? and v.ticket = ? order by v.requested_at desc limit ?")
                .params(ticket.installation().value(), ticket.number(), most)
                .query(this::found)
                .list()
                .stream()
                .flatMap(Optional::stream)
                .map(this::reading)
                .toList();
    }

    /** The open verifications of a ticket. */
    public List<VerificationId> openOn(TicketRef ticket) {
        return database.sql("select id from verification where installation = ? and ticket = ? and outcome is null")
                .params(ticket.installation().value(), ticket.number())
                .query((row, number) -> new VerificationId(row.getString(1)))
                .list();
    }

    private static final String ROW =
            "v.id, v.installation, v.events, v.head, v.subject, k.sealed as subject_key from verification v left join subject_key k on k.id = v.subject";

    private static final String LOCK = "select " + ROW;

    private static final String READ =
            "select clock_timestamp(), l.sealed as live, " + ROW + " left join live_code l on l.verification = v.id";

    private Optional<Row> lock(InstallationId installation, VerificationId id) {
        return database.sql(LOCK + " where v.id = ? and v.installation = ? for update of v")
                .params(id.value(), installation.value())
                .query((row, number) -> Row.of(row, keys))
                .optional()
                .flatMap(row -> row);
    }

    private List<Row> lockOpen(TicketRef ticket) {
        return database
                .sql(
                        LOCK
                                + " where v.installation = ? and v.ticket = ? and v.outcome is null order by v.id for update of v")
                .params(ticket.installation().value(), ticket.number())
                .query((row, number) -> Row.of(row, keys))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** @param live opens the code, where there is one */
    private record Found(Row row, Supplier<Optional<LiveCode>> live, Instant at) {}

    private Optional<Found> found(ResultSet result, int number) throws SQLException {
        Instant at = clock.at(result, 1);
        byte[] live = result.getBytes("live");
        return Row.of(result, keys)
                .map(row -> new Found(
                        row,
                        () -> Optional.ofNullable(live)
                                .map(code -> unseal(
                                        SealedUnderMaster.liveCode(
                                                row.installation().value(),
                                                row.id().value()),
                                        code)),
                        at));
    }

    /** After the question is answered, so that nobody holds one connection and waits for another. */
    private Reading reading(Found found) {
        return new Reading(story(found.row()), found.live().get(), found.at());
    }

    private Story story(Row row) {
        var key = new Told(row.installation(), row.head());
        var story = known.getIfPresent(key);
        if (story == null) {
            story = fromEvents(row);
            known.put(key, story);
        }
        return story;
    }

    private Story fromEvents(Row row) {
        var sealing = row.sealing().get();
        var chain = new ArrayList<ChainHash>();
        var events = database.sql(
                        "select number, type, stored, hash from event where verification = ? and number < ? order by number")
                .params(row.id().value(), row.events())
                .query((event, number) -> {
                    String type = event.getString(2);
                    chain.add(new ChainHash(event.getString(4)));
                    byte[] stored = sealing.open(event.getBytes(3), where(row.id(), event.getInt(1), type));
                    return form.read(type, stored);
                })
                .list();
        return new Story(Verification.of(row.id(), events), chain);
    }

    /** @param sealing opens the person's key only when it is asked for: what is known already is not read again */
    private record Row(
            VerificationId id, InstallationId installation, int events, ChainHash head, Supplier<Sealing> sealing) {
        /** Empty where the person's key was deleted. */
        static Optional<Row> of(ResultSet row, Keys keys) throws SQLException {
            byte[] subjectKey = row.getBytes("subject_key");
            if (subjectKey == null) {
                return Optional.empty();
            }
            var installation = new InstallationId(row.getString("installation"));
            String subject = row.getString("subject");
            return Optional.of(new Row(
                    new VerificationId(row.getString("id")),
                    installation,
                    row.getInt("events"),
                    new ChainHash(row.getString("head")),
                    () -> keys.subject(installation, subject, subjectKey)));
        }
    }

    // ---- the live code ----

    private record LiveForm(
            String code, @Nullable String sms, @Nullable String mail) {}

    private byte[] seal(InstallationId installation, VerificationId id, LiveCode live) {
        var form = new LiveForm(
                live.code().digits(),
                Optional.ofNullable(live.places().get(Channel.SMS))
                        .map(Place::inFull)
                        .orElse(null),
                Optional.ofNullable(live.places().get(Channel.EMAIL))
                        .map(Place::inFull)
                        .orElse(null));
        return keys.master()
                .seal(
                        json.writeValueAsString(form).getBytes(UTF_8),
                        SealedUnderMaster.liveCode(installation.value(), id.value()));
    }

    private LiveCode unseal(String where, byte[] sealed) {
        var form = json.readValue(keys.master().open(sealed, where), LiveForm.class);
        Map<Channel, Place> places = new EnumMap<>(Channel.class);
        if (form.sms() != null) {
            places.put(Channel.SMS, new MobileNumber(form.sms()));
        }
        if (form.mail() != null) {
            places.put(Channel.EMAIL, new MailAddress(form.mail()));
        }
        return new LiveCode(new Code(form.code()), places);
    }
}
