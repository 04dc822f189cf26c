package io.countersign.app.installation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.app.secrets.Keys;
import io.countersign.ticket.InstallationId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** API keys: printed once when made, stored as a hash, with expiry, last use and revocation. */
public final class ApiKeys {
    private final JdbcClient database;
    private final Keys keys;
    /** Answers for a few seconds from memory; a revoked key works that much longer at most. */
    private final Cache<String, Caller> recent = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    public ApiKeys(JdbcClient database, Keys keys) {
        this.database = database;
        this.keys = keys;
    }

    /** What a key may do. */
    public enum Scope {
        READ("read"),
        CREATE_VERIFICATIONS("verifications:create"),
        DECIDE_VERIFICATIONS("verifications:decide"),
        WRITE_ACCOUNTS("accounts:write"),
        SHOW_CODES("codes:show"),
        POLICY("policy"),
        ADMIN("admin");

        private final String key;

        Scope(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }

        public static Optional<Scope> ofKey(String key) {
            return Arrays.stream(values())
                    .filter(scope -> scope.key.equals(key))
                    .findFirst();
        }
    }

    /** Who calls with a good key. */
    public record Caller(String key, InstallationId installation, String name, Set<Scope> scopes) {
        public Caller {
            scopes = Set.copyOf(scopes);
        }
    }

    /** The caller whose key this is; empty for a key that is unknown, expired or revoked. */
    public Optional<Caller> caller(String token) {
        if (token.isEmpty() || token.length() > 200) {
            return Optional.empty();
        }
        String hash = Keys.tokenHash(token);
        Caller known = recent.getIfPresent(hash);
        if (known != null) {
            return Optional.of(known);
        }
        var caller = database.sql("""
                update api_key set last_used_at = clock_timestamp()
                where hash = ? and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())
                returning id, installation, name, scopes
                """)
                .param(hash)
                .query((row, number) -> new Caller(
                        row.getString(1),
                        new InstallationId(row.getString(2)),
                        row.getString(3),
                        Arrays.stream((String[]) row.getArray(4).getArray())
                                .flatMap(scope -> Scope.ofKey(scope).stream())
                                .collect(Collectors.toSet())))
                .optional();
        caller.ifPresent(there -> recent.put(hash, there));
        return caller;
    }

    /**
     * Makes a key and returns its token, which is stored nowhere. Throws {@link IllegalArgumentException} with a sentence for a combination that would let one leaked key
     * both plant a contact point and prove somebody by it.
     */
    public String add(InstallationId installation, String name, Set<Scope> scopes, @Nullable Instant expires) {
        boolean plants = scopes.contains(Scope.WRITE_ACCOUNTS);
        boolean proves = scopes.contains(Scope.DECIDE_VERIFICATIONS) || scopes.contains(Scope.SHOW_CODES);
        if (plants && proves) {
            throw new IllegalArgumentException(
                    "one key may not hold accounts:write together with verifications:decide or codes:show");
        }
        String token = "ck_" + keys.newToken();
        keep(installation, name, scopes, expires, token);
        return token;
    }

    /** Ends every key of that name; it stops working within five seconds. */
    public int revoke(InstallationId installation, String name) {
        return database.sql(
                        "update api_key set revoked_at = clock_timestamp() where installation = ? and name = ? and revoked_at is null")
                .params(installation.value(), name)
                .update();
    }

    private void keep(
            InstallationId installation, String name, Set<Scope> scopes, @Nullable Instant expires, String token) {
        database.sql("""
                insert into api_key (id, installation, name, hash, scopes, expires_at)
                values (:id, :installation, :name, :hash, :scopes::text[], :expires)
                """)
                .param("id", "k_" + keys.newName())
                .param("installation", installation.value())
                .param("name", name)
                .param("hash", Keys.tokenHash(token))
                .param("scopes", scopes.stream().map(Scope::key).sorted().toArray(String[]::new))
                .param("expires", expires == null ? null : Timestamp.from(expires))
                .update();
    }
}
