package io.countersign.app.reply;

import io.countersign.account.MobileNumber;
import io.countersign.account.PlaceHash;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PlaceStates;
import io.countersign.app.secrets.Keys;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.challenge.Channel;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.ticket.InstallationId;
import io.countersign.verification.Decision;
import io.countersign.verification.Direction;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.Denied;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Turns what somebody answered into a decision. A reply names no verification: it means the newest message that we sent to that number, and first of all one that is
 * still open.
 */
public final class Replies {
    private static final Duration JUST_SAID = Duration.ofMinutes(10);

    private final JdbcClient database;
    private final PostgresVerifications verifications;
    private final PlaceStates places;
    private final KeepAccounts accounts;
    private final Keys keys;
    private final DecisionClock clock;

    Replies(
            JdbcClient database,
            PostgresVerifications verifications,
            PlaceStates places,
            KeepAccounts accounts,
            Keys keys,
            DecisionClock clock) {
        this.database = database;
        this.verifications = verifications;
        this.places = places;
        this.accounts = accounts;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * When an answer was given, which is before it is heard where it has to be asked for.
     *
     * @param at by the text service's clock
     * @param after which of our texts it surely came after
     */
    record Said(Instant at, Set<String> after) {
        /** It was delivered to us: what is open now was open then. */
        static final Said JUST_NOW = new Said(Instant.MAX, Set.of());

        Said {
            after = Set.copyOf(after);
        }
    }

    // ---- delivery reports ----

    /** A message of ours, found by the reference that only its provider was given. */
    private record Sent(
            InstallationId installation, VerificationId verification, Channel channel, int copy, PlaceHash place) {}

    private Optional<Sent> sent(String reference) {
        return database.sql(
                        "select installation, verification, channel, copy, place_hash from outgoing where token = ?")
                .param(reference)
                .query((row, number) -> new Sent(
                        new InstallationId(row.getString(1)),
                        new VerificationId(row.getString(2)),
                        Channel.valueOf(row.getString(3)),
                        row.getInt(4),
                        new PlaceHash(row.getString(5))))
                .optional();
    }

    void delivered(InstallationId installation, String reference) {
        sent(reference)
                .filter(sent -> sent.installation().equals(installation))
                .ifPresent(sent -> verifications.report(
                        installation, sent.verification(), (v, now) -> v.delivered(sent.channel(), sent.copy(), now)));
        accounts.formerPointReached(installation, reference);
    }

    void failed(InstallationId installation, String reference, DeliveryProblem problem) {
        sent(reference).filter(sent -> sent.installation().equals(installation)).ifPresent(sent -> {
            places.learn(installation, sent.place(), problem, clock.now(database));
            verifications.report(
                    installation, sent.verification(), (v, now) -> v.failed(sent.channel(), sent.copy(), problem, now));
        });
        accounts.formerPointUnreachable(installation, reference);
    }

    // ---- replies by text ----

    /** Whether this text was listened to before: then it is a repetition, however late, and means nothing new. */
    boolean heard(InstallationId installation, String message) {
        return !message.isEmpty()
                && database.sql("select exists (select 1 from heard where installation = ? and message = ?)")
                        .params(installation.value(), message)
                        .query(Boolean.class)
                        .single();
    }

    /** Remembers a text, after it was acted on: whoever dies in between is told once more, and saying it twice at once changes nothing. */
    void remember(InstallationId installation, String message) {
        database.sql("insert into heard (installation, message, at) values (?, ?, ?) on conflict do nothing")
                .params(installation.value(), message, Timestamp.from(clock.now(database)))
                .update();
    }

    /** STOP: no more messages to this number, and what is open there is denied. */
    void stop(InstallationId installation, MobileNumber from) {
        PlaceHash place = keys.hash(installation, from);
        places.optedOut(installation, place, clock.now(database));
        endWhatWasProvedAt(
                installation,
                accounts.objected(installation, place, Instant.EPOCH).ended());
        for (var open : openAt(installation, place)) {
            verifications.decide(installation, open, (v, now) -> v.stopped(Channel.SMS, now));
        }
    }

    /** START: only the handset's own reopens it. */
    void start(InstallationId installation, MobileNumber from) {
        places.optedIn(installation, keys.hash(installation, from));
    }

    /**
     * NO: whatever is open there is denied; if nothing is, the newest decided one is disputed. A change of a contact point of which this number was told is refused
     * in any case: whoever made the change could have a code sent after it, so that the answer seems to be about that.
     */
    void no(InstallationId installation, MobileNumber from) {
        no(installation, from, Said.JUST_NOW);
    }

    /** The same for one that may be older than what is open: that one it does not mean. */
    void no(InstallationId installation, MobileNumber from, Said said) {
        PlaceHash place = keys.hash(installation, from);
        var open = new ArrayList<>(openAt(installation, place, said));
        open.forEach(id -> verifications.decide(installation, id, (v, now) -> v.notMe(Channel.SMS, now)));
        var objection = accounts.objected(installation, place, newestAt(installation, place));
        endWhatWasProvedAt(installation, objection.ended());
        if (open.isEmpty() && !objection.aboutChange()) {
            newest(installation, place, said).ifPresent(id -> {
                verifications.decide(installation, id, (v, now) -> v.notMe(Channel.SMS, now));
                open.add(id);
            });
        }
        open.forEach(id -> denyBeside(installation, id, Channel.SMS));
    }

    /** Whoever had a number or address counted that the former point knows nothing of is not believed: what is open there is denied, what was proved there is disputed. */
    private void endWhatWasProvedAt(InstallationId installation, List<KeepAccounts.Ended> ended) {
        record There(VerificationId id, Channel channel) {}
        for (var one : ended) {
            database.sql("""
                    select distinct v.id, o.channel from outgoing o join verification v on v.id = o.verification
                    where o.installation = ? and o.place_hash = ? and v.account = ? and (v.outcome is null or v.outcome = 'VERIFIED')
                    """)
                    .params(
                            installation.value(),
                            one.place().hex(),
                            one.account().value())
                    .query((row, number) ->
                            new There(new VerificationId(row.getString(1)), Channel.valueOf(row.getString(2))))
                    .list()
                    .forEach(there ->
                            verifications.decide(installation, there.id(), (v, now) -> v.notMe(there.channel(), now)));
        }
    }

    /**
     * Whoever pretends to be this person on one ticket may be under way on another. It counts only from the account's own place and when it was just said: an old
     * message or a number that somebody gave must not lock a person out. (Just, and not now: who crashed in between is told again.)
     */
    private void denyBeside(InstallationId installation, VerificationId said, Channel channel) {
        Instant lately = clock.now(database).minus(JUST_SAID);
        boolean justSaid = verifications
                .find(installation, said)
                .filter(v -> v.answersForTheAccount(channel))
                .filter(v -> v.events().stream()
                        .filter(Replies::saysNotMe)
                        .anyMatch(event -> !event.at().isBefore(lately)))
                .isPresent();
        if (justSaid) {
            database.sql("""
                    select beside.id from verification v join verification beside
                        on beside.installation = v.installation and beside.account = v.account and beside.outcome is null
                    where v.id = ? and v.installation = ?
                    """)
                    .params(said.value(), installation.value())
                    .query((row, number) -> new VerificationId(row.getString(1)))
                    .list()
                    .forEach(id -> verifications.decide(installation, id, (v, now) -> v.notMe(channel, now)));
        }
    }

    /** How many calls that we dialled a YES from this number could mean. */
    int callsOpenAt(InstallationId installation, MobileNumber from, Said said) {
        return (int) surelyAnswered(installation, keys.hash(installation, from), said).stream()
                .flatMap(id -> verifications.find(installation, id).stream())
                .filter(v -> v.open() && v.request().direction() == Direction.OUTBOUND)
                .count();
    }

    private static boolean saysNotMe(VerificationEvent event) {
        return event instanceof Disputed || (event instanceof Denied denied && denied.reason() == Denied.Denial.NOT_ME);
    }

    /** YES: the code that a technician read out on a call that we dialled is the one in the text. Only where it can mean one call. */
    void yes(InstallationId installation, MobileNumber from, Said said) {
        for (var open : surelyAnswered(installation, keys.hash(installation, from), said)) {
            verifications.decide(installation, open, (v, now) -> v.confirm(Channel.SMS, now));
        }
    }

    private List<VerificationId> openAt(InstallationId installation, PlaceHash place) {
        return openAt(installation, place, Said.JUST_NOW);
    }

    /** What is open and had begun when it was said. */
    private List<VerificationId> openAt(InstallationId installation, PlaceHash place, Said said) {
        return database.sql("""
                select distinct v.id from outgoing o join verification v on v.id = o.verification
                where o.installation = ? and o.place_hash = ? and v.outcome is null and coalesce(o.since, '-infinity') <= ?::timestamptz
                """)
                .params(installation.value(), place.hex(), time(said))
                .query((row, number) -> new VerificationId(row.getString(1)))
                .list();
    }

    /** What is open and was surely asked before it was answered: a YES to an earlier call must not confirm a later one. */
    private List<VerificationId> surelyAnswered(InstallationId installation, PlaceHash place, Said said) {
        if (said.equals(Said.JUST_NOW)) {
            return openAt(installation, place);
        }
        return database.sql("""
                select distinct v.id from outgoing o join verification v on v.id = o.verification
                where o.installation = ? and o.place_hash = ? and v.outcome is null and o.reference = any(?)
                """)
                .params(installation.value(), place.hex(), said.after().toArray(String[]::new))
                .query((row, number) -> new VerificationId(row.getString(1)))
                .list();
    }

    /** As PostgreSQL reads it. */
    private static String time(Said said) {
        // told in whole seconds: in doubt a NO is about what is open
        return said.equals(Said.JUST_NOW)
                ? "infinity"
                : said.at().plusSeconds(1).toString();
    }

    private Optional<VerificationId> newest(InstallationId installation, PlaceHash place, Said said) {
        return database.sql("""
                select verification from outgoing where installation = ? and place_hash = ? and attempts > 0
                    and since <= ?::timestamptz order by since desc limit 1
                """)
                .params(installation.value(), place.hex(), time(said))
                .query((row, number) -> new VerificationId(row.getString(1)))
                .optional();
    }

    private Instant newestAt(InstallationId installation, PlaceHash place) {
        return database.sql(
                        "select coalesce(max(since), ?) from outgoing where installation = ? and place_hash = ? and attempts > 0")
                .params(Timestamp.from(Instant.EPOCH), installation.value(), place.hex())
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .single();
    }

    // ---- answers on the page that a mail names ----

    /** What the page behind a message is about; empty for a reference that is not ours. */
    Optional<Verification> of(String reference) {
        return sent(reference).flatMap(sent -> verifications.find(sent.installation(), sent.verification()));
    }

    Optional<InstallationId> installationOf(String reference) {
        return sent(reference).map(Sent::installation);
    }

    Optional<Decision> notMe(String reference) {
        var decision = answer(reference, (sent, at) -> sent.v().notMe(sent.channel(), at));
        sent(reference).ifPresent(sent -> denyBeside(sent.installation(), sent.verification(), sent.channel()));
        return decision;
    }

    Optional<Decision> itMatches(String reference) {
        return answer(reference, (sent, at) -> sent.v().confirm(sent.channel(), at));
    }

    private record Asked(Verification v, Channel channel) {}

    private Optional<Decision> answer(String reference, BiFunction<Asked, Instant, Decision> decide) {
        return sent(reference)
                .flatMap(sent -> verifications.decide(
                        sent.installation(),
                        sent.verification(),
                        (v, now) -> decide.apply(new Asked(v, sent.channel()), now)));
    }
}
