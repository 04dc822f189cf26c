package io.countersign.app.api;

import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.secrets.Keys;
import io.countersign.ticket.InstallationId;
import io.countersign.trial.Connector;
import io.countersign.trial.Secrets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Programs with API keys, of the sandbox's installation and of others. */
public final class Programs {
    private final JdbcClient database;
    private final Keys keys;
    private final Installations installations;

    public Programs(Connector connector) {
        this.database = connector.bean(JdbcClient.class);
        this.keys = connector.bean(Keys.class);
        this.installations = connector.bean(Installations.class);
    }

    /** The one that the trial's key belongs to. */
    public InstallationId sandbox() {
        return database.sql("select installation from api_key where name = 'sandbox-connectwise'")
                .query((row, number) -> new InstallationId(row.getString(1)))
                .single();
    }

    /** A second tenant, with a customer of its own and no accounts. */
    public InstallationId another() {
        var like = installations.get(sandbox());
        var id = new InstallationId(keys.newName());
        installations.keep(new Installation(id, "Other MSP", like.settings(), like.psa(), like.secrets(), true));
        String customer = "c_" + keys.newName();
        database.sql("insert into customer (id, installation, key, name) values (?, ?, 'other', 'Other Customer')")
                .params(customer, id.value())
                .update();
        return id;
    }

    /** A key with just these scopes, whatever the product thinks of them together. */
    public String key(InstallationId installation, Set<Scope> scopes) {
        return key(installation, scopes, null, null);
    }

    public String key(
            InstallationId installation, Set<Scope> scopes, @Nullable Instant expires, @Nullable Instant revoked) {
        String token = "ck_" + keys.newToken();
        Secrets.ofAll(token);
        database.sql("""
                insert into api_key (id, installation, name, hash, scopes, expires_at, revoked_at)
                values (:id, :installation, 'program', :hash, :scopes::text[], :expires::timestamptz, :revoked::timestamptz)
                """)
                .param("id", "k_" + keys.newName())
                .param("installation", installation.value())
                .param("hash", Keys.tokenHash(token))
                .param("scopes", scopes.stream().map(Scope::key).toArray(String[]::new))
                .param("expires", expires == null ? null : expires.toString())
                .param("revoked", revoked == null ? null : revoked.toString())
                .update();
        return token;
    }

    public String allScopes() {
        return key(sandbox(), EnumSet.allOf(Scope.class));
    }

    public static Map<String, String> with(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }
}
