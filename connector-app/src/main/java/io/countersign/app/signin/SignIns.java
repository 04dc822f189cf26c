package io.countersign.app.signin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.SealedUnderMaster;
import io.countersign.app.signin.IdentityProvider.Question;
import io.countersign.ticket.InstallationId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who was sent to the identity provider and is expected back, and who came back and waits for the page that sent them. Everything works once. Nothing of it is tied to a
 * cookie: what ties the two ends is a verifier that the page keeps for itself and of which we know a digest, so what somebody else began, or catches on the way, opens nothing.
 */
public final class SignIns {
    /** Long enough for a password and a second factor. */
    private static final Duration EXPECTED_BACK = Duration.ofMinutes(10);

    /** Anybody may begin, from as many addresses as they have. Of more than these the oldest are forgotten, so that nobody is refused for the others. */
    private static final int MOST_EXPECTED = 10_000;

    private static final Duration WAITS_FOR_ITS_PAGE = Duration.ofMinutes(1);

    private final JdbcClient database;
    private final Keys keys;

    public SignIns(JdbcClient database, Keys keys) {
        this.database = database;
        this.keys = keys;
    }

    /** What somebody signs in for. */
    public enum Purpose {
        /** To verify people on one ticket. */
        POD,
        /** To administer. */
        CONSOLE,
        /** To become the first administrator. */
        SETUP;

        /** Whether they have to have proved just before who they are. */
        boolean lately() {
            return this != POD;
        }
    }

    /** Which page waits. */
    public enum Page {
        /** One in a frame, which opened a window for it. */
        FRAME,
        /** The one that was sent to the provider itself. */
        WINDOW
    }

    /**
     * What a page wants.
     *
     * @param ticket 0 where it is about none
     * @param challenge digest of the verifier that the page keeps, as {@link #challenge} makes it
     * @param setupLink digest of the link's token, for {@link Purpose#SETUP}
     */
    public record Wanted(
            InstallationId installation,
            Purpose purpose,
            Page page,
            long ticket,
            String challenge,
            @Nullable String setupLink) {}

    /** What somebody came back for, and what to check it against. */
    public record Expected(Wanted wanted, Question question) {}

    /** Somebody proved, taken over by the page that asked. */
    public record HandedOver(
            InstallationId installation,
            String staff,
            Purpose purpose,
            long ticket,
            @Nullable String setupLink) {}

    /** A question that was never asked before. */
    public Question newQuestion(Purpose purpose, boolean silent) {
        return new Question(keys.newToken(), keys.newToken(), keys.newToken(), silent, purpose.lately());
    }

    /** Remembers the question that somebody is sent away with. */
    public void begin(Wanted wanted, Question question) {
        String state = Keys.tokenHash(question.state());
        database.sql("""
                insert into sign_in (state, installation, purpose, page, ticket, challenge, setup_link, silent, sealed)
                values (:state, :installation, :purpose, :page, :ticket, :challenge, :setup, :silent, :sealed)
                """)
                .param("state", state)
                .param("installation", wanted.installation().value())
                .param("purpose", wanted.purpose().name())
                .param("page", wanted.page().name())
                .param("ticket", wanted.ticket())
                .param("challenge", wanted.challenge())
                .param("setup", wanted.setupLink())
                .param("silent", question.silent())
                .param(
                        "sealed",
                        keys.master()
                                .seal(
                                        (question.nonce() + " " + question.verifier()).getBytes(US_ASCII),
                                        SealedUnderMaster.signIn(
                                                wanted.installation().value(), state)))
                .update();
    }

    /** What belongs to this state. Whoever asks first gets it; empty when it was never given out, was used, or is too old. */
    public Optional<Expected> comeBack(String state) {
        String hash = Keys.tokenHash(state);
        return database.sql("""
                delete from sign_in where state = ? and begun_at > clock_timestamp() - make_interval(secs => ?)
                returning installation, purpose, page, ticket, challenge, setup_link, silent, sealed
                """)
                .params(hash, EXPECTED_BACK.toSeconds())
                .query((row, number) -> {
                    var installation = new InstallationId(row.getString(1));
                    var wanted = new Wanted(
                            installation,
                            Purpose.valueOf(row.getString(2)),
                            Page.valueOf(row.getString(3)),
                            row.getLong(4),
                            row.getString(5),
                            row.getString(6));
                    String[] kept = new String(
                                    keys.master()
                                            .open(
                                                    row.getBytes(8),
                                                    SealedUnderMaster.signIn(installation.value(), hash)),
                                    US_ASCII)
                            .split(" ", 2);
                    return new Expected(
                            wanted,
                            new Question(
                                    state,
                                    kept[0],
                                    kept[1],
                                    row.getBoolean(7),
                                    wanted.purpose().lately()));
                })
                .optional();
    }

    /** Lets somebody proved wait for their page. The code is of use only to who has the verifier. */
    public String handOver(Wanted wanted, String staff) {
        String code = keys.newToken();
        database.sql("""
                insert into handover (code, installation, staff, purpose, ticket, challenge, setup_link)
                values (:code, :installation, :staff, :purpose, :ticket, :challenge, :setup)
                """)
                .param("code", Keys.tokenHash(code))
                .param("installation", wanted.installation().value())
                .param("staff", staff)
                .param("purpose", wanted.purpose().name())
                .param("ticket", wanted.ticket())
                .param("challenge", wanted.challenge())
                .param("setup", wanted.setupLink())
                .update();
        return code;
    }

    /** Who waits under this code for the page with this verifier. One try: a wrong verifier uses the code up too. */
    public Optional<HandedOver> takeOver(String code, String verifier) {
        record Waiting(HandedOver person, String challenge) {}
        return database.sql("""
                delete from handover where code = ? and made_at > clock_timestamp() - make_interval(secs => ?)
                returning installation, staff, purpose, ticket, challenge, setup_link
                """)
                .params(Keys.tokenHash(code), WAITS_FOR_ITS_PAGE.toSeconds())
                .query((row, number) -> new Waiting(
                        new HandedOver(
                                new InstallationId(row.getString(1)),
                                row.getString(2),
                                Purpose.valueOf(row.getString(3)),
                                row.getLong(4),
                                row.getString(6)),
                        row.getString(5)))
                .optional()
                .filter(waiting -> MessageDigest.isEqual(
                        challenge(verifier).getBytes(US_ASCII),
                        waiting.challenge().getBytes(US_ASCII)))
                .map(Waiting::person);
    }

    /** Lets somebody wait again under the code that their page has, because they could not be let in just now. */
    public void handBack(String code, HandedOver person, String challenge) {
        database.sql("""
                insert into handover (code, installation, staff, purpose, ticket, challenge) values (?, ?, ?, ?, ?, ?)
                """)
                .params(
                        Keys.tokenHash(code),
                        person.installation().value(),
                        person.staff(),
                        person.purpose().name(),
                        person.ticket(),
                        challenge)
                .update();
    }

    /** The SHA-256 digest of a verifier, as RFC 7636 writes it. */
    public static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Forgets who never came back. To be called before the links that they came by are forgotten. */
    public void sweep() {
        database.sql("delete from sign_in where begun_at < clock_timestamp() - make_interval(secs => ?)")
                .param(EXPECTED_BACK.toSeconds())
                .update();
        database.sql("delete from sign_in where state in (select state from sign_in order by begun_at desc offset ?)")
                .param(MOST_EXPECTED)
                .update();
        database.sql("delete from handover where made_at < clock_timestamp() - make_interval(secs => ?)")
                .param(WAITS_FOR_ITS_PAGE.toSeconds())
                .update();
    }
}
