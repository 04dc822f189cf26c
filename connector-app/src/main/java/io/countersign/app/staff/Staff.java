package io.countersign.app.staff;

import io.countersign.app.secrets.Keys;
import io.countersign.ticket.InstallationId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who of the MSP may do what. Known again by issuer and subject alone: a name or an address that the identity provider sends only proposes who somebody might be, and an
 * administrator decides.
 */
public final class Staff {
    private static final Logger LOG = LoggerFactory.getLogger(Staff.class);
    private static final Duration LINK_HOLDS = Duration.ofMinutes(15);

    /** Whoever has an account at the identity provider can ask to be admitted. */
    private static final int MOST_WHO_ASK = 200;

    private static final String COLUMNS =
            "id, installation, issuer, subject, name, email, identifier, roles, asked_at, signed_in_at, admitted_at, admitted_by";

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final Keys keys;

    public Staff(JdbcClient database, TransactionTemplate transaction, Keys keys) {
        this.database = database;
        this.transaction = transaction;
        this.keys = keys;
    }

    /** What came of an administrator's decision. */
    public enum Decided {
        DONE,
        /** There is no such person any more. */
        GONE,
        /** Somebody else is bound to this member of the PSA. */
        TAKEN,
        /** They are bound to another member; whoever is meant has to be removed and to sign in anew. */
        BOUND_ALREADY,
        /** Nobody could administer afterwards. */
        LAST_ADMINISTRATOR
    }

    /** Somebody signed in. Empty when so many wait to be admitted that no more are remembered. */
    public Optional<StaffMember> seen(InstallationId installation, Person person) {
        int known = database.sql("""
                update staff set name = :name, email = :email, signed_in_at = clock_timestamp()
                where installation = :installation and issuer = :issuer and subject = :subject
                """)
                .param("name", person.name())
                .param("email", person.email().orElse(null))
                .param("installation", installation.value())
                .param("issuer", person.issuer())
                .param("subject", person.subject())
                .update();
        if (known == 0) {
            database.sql("""
                    insert into staff (id, installation, issuer, subject, name, email)
                    select :id, :installation, :issuer, :subject, :name, :email
                    where (select count(*) from staff where installation = :installation and admitted_at is null) < :most
                    on conflict (installation, issuer, subject) do nothing
                    """)
                    .param("id", "s_" + keys.newName())
                    .param("installation", installation.value())
                    .param("issuer", person.issuer())
                    .param("subject", person.subject())
                    .param("name", person.name())
                    .param("email", person.email().orElse(null))
                    .param("most", MOST_WHO_ASK)
                    .update();
        }
        return database.sql("select " + COLUMNS + " from staff where installation = ? and issuer = ? and subject = ?")
                .params(installation.value(), person.issuer(), person.subject())
                .query(Staff::member)
                .optional();
    }

    public Optional<StaffMember> find(String id) {
        return database.sql("select " + COLUMNS + " from staff where id = ?")
                .param(id)
                .query(Staff::member)
                .optional();
    }

    /** Everybody who ever signed in, those who wait to be admitted first. */
    public List<StaffMember> all(InstallationId installation) {
        return database.sql("select " + COLUMNS
                        + " from staff where installation = ? order by admitted_at is not null, name, id")
                .param(installation.value())
                .query(Staff::member)
                .list();
    }

    /**
     * Admits somebody, or changes what they are admitted to.
     *
     * @param identifier whom the PSA knows them as; without one they can verify nobody
     * @param roles at least one
     * @param by who decided
     */
    public Decided admit(
            InstallationId installation, String id, Optional<String> identifier, Set<Role> roles, String by) {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("nobody is admitted to nothing");
        }
        return decided(() -> {
            lock(installation);
            var before = find(id).filter(member -> member.installation().equals(installation));
            if (before.isEmpty()) {
                return Decided.GONE;
            }
            var bound = before.get().identifier();
            if (bound.isPresent() && identifier.isPresent() && !bound.equals(identifier)) {
                return Decided.BOUND_ALREADY;
            }
            if (!roles.contains(Role.ADMINISTRATOR) && isLastAdministrator(before.get())) {
                return Decided.LAST_ADMINISTRATOR;
            }
            database.sql("""
                    update staff set identifier = coalesce(identifier, :identifier), roles = :roles::text[], admitted_at = clock_timestamp(), admitted_by = :by
                    where id = :id
                    """)
                    .param("identifier", identifier.orElse(null))
                    .param("roles", roles.stream().map(Role::key).sorted().toArray(String[]::new))
                    .param("by", by)
                    .param("id", id)
                    .update();
            // what they began under their former roles ends
            endSessions(id);
            LOG.info("{}: {} admitted as {}", installation.value(), id, roles);
            return Decided.DONE;
        });
    }

    /** Forgets somebody, and ends what they have open. They may sign in and ask again. */
    public Decided remove(InstallationId installation, String id) {
        return decided(() -> {
            lock(installation);
            var before = find(id).filter(member -> member.installation().equals(installation));
            if (before.isEmpty()) {
                return Decided.GONE;
            }
            if (isLastAdministrator(before.get())) {
                return Decided.LAST_ADMINISTRATOR;
            }
            database.sql("delete from staff where id = ?").param(id).update();
            LOG.info("{}: {} removed", installation.value(), id);
            return Decided.DONE;
        });
    }

    private Decided decided(java.util.function.Supplier<Decided> change) {
        try {
            return java.util.Objects.requireNonNull(transaction.execute(status -> change.get()));
        } catch (DuplicateKeyException taken) {
            return Decided.TAKEN;
        }
    }

    /** Two decisions at once could leave nobody who administers. */
    private void lock(InstallationId installation) {
        database.sql("select id from installation where id = ? for no key update")
                .param(installation.value())
                .query(String.class)
                .single();
    }

    private boolean isLastAdministrator(StaffMember member) {
        return member.administers()
                && all(member.installation()).stream()
                                .filter(StaffMember::administers)
                                .count()
                        == 1;
    }

    private void endSessions(String id) {
        database.sql("delete from pod_session where staff = ?").param(id).update();
        database.sql("delete from console_session where staff = ?").param(id).update();
    }

    // ---- the first administrator ----

    /** A link's token, good for one sign-in within a quarter of an hour. Shown once; we keep a digest. */
    public String newSetupLink(InstallationId installation) {
        String token = keys.newToken();
        database.sql("insert into setup_link (hash, installation) values (?, ?)")
                .params(Keys.tokenHash(token), installation.value())
                .update();
        return token;
    }

    /** Whose link this is, if it can still be used. Asking does not use it up. */
    public Optional<InstallationId> ofSetupLink(String token) {
        return database.sql("""
                select installation from setup_link
                where hash = ? and used_at is null and made_at > clock_timestamp() - make_interval(secs => ?)
                """)
                .params(Keys.tokenHash(token), LINK_HOLDS.toSeconds())
                .query((row, number) -> new InstallationId(row.getString(1)))
                .optional();
    }

    /** Makes somebody an administrator by a link, and uses the link up. False when it was used meanwhile or is too old. */
    public boolean makeAdministrator(StaffMember member, String linkHash) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            int used = database.sql("""
                    update setup_link set used_at = clock_timestamp()
                    where hash = ? and installation = ? and used_at is null and made_at > clock_timestamp() - make_interval(secs => ?)
                    """)
                    .params(linkHash, member.installation().value(), LINK_HOLDS.toSeconds())
                    .update();
            if (used == 1) {
                database.sql("""
                        update staff set roles = (select array_agg(distinct role) from unnest(roles || ?::text) as role),
                            admitted_at = clock_timestamp(), admitted_by = 'a set-up link'
                        where id = ?
                        """).params(Role.ADMINISTRATOR.key(), member.id()).update();
                LOG.info(
                        "{}: {} became administrator by a set-up link",
                        member.installation().value(),
                        member.id());
            }
            return used == 1;
        }));
    }

    /** Forgets who asked a month ago and was not admitted. */
    public void sweep() {
        database.sql(
                        "delete from staff where admitted_at is null and signed_in_at < clock_timestamp() - interval '30 days'")
                .update();
        database.sql("delete from setup_link where made_at < clock_timestamp() - interval '1 day'")
                .update();
    }

    private static StaffMember member(ResultSet row, int number) throws SQLException {
        return new StaffMember(
                row.getString("id"),
                new InstallationId(row.getString("installation")),
                row.getString("issuer"),
                row.getString("subject"),
                row.getString("name"),
                Optional.ofNullable(row.getString("email")),
                Optional.ofNullable(row.getString("identifier")),
                roles(row.getArray("roles")),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getObject("signed_in_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("admitted_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getString("admitted_by")));
    }

    private static Set<Role> roles(Array keys) throws SQLException {
        return Arrays.stream((String[]) keys.getArray())
                .map(key -> Role.ofKey(key).orElseThrow())
                .collect(Collectors.toUnmodifiableSet());
    }
}
