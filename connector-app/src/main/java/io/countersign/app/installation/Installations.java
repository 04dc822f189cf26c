package io.countersign.app.installation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.SealedUnderMaster;
import io.countersign.app.secrets.Secret;
import io.countersign.ticket.InstallationId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** The installations, their credentials sealed under the master key. */
public final class Installations {
    private final JdbcClient database;
    private final Keys keys;
    private final JsonMapper json = JsonMapper.builder()
            .addMixIn(Psa.class, PsaForm.class)
            .addModule(new SimpleModule()
                    .addSerializer(Secret.class, new SecretWriter())
                    .addDeserializer(Secret.class, new SecretReader()))
            .build();
    /** Credentials change rarely, and each call to a PSA needs them. */
    private final Cache<InstallationId, Installation> recent = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    private final Cache<String, InstallationId> hooks = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    public Installations(JdbcClient database, Keys keys) {
        this.database = database;
        this.keys = keys;
    }

    public Optional<Installation> find(InstallationId id) {
        var known = recent.getIfPresent(id);
        if (known != null) {
            return Optional.of(known);
        }
        var read = read(id);
        read.ifPresent(installation -> recent.put(id, installation));
        return read;
    }

    /** For callers that hold an id which came from our own records. */
    public Installation get(InstallationId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("no such installation"));
    }

    private Optional<Installation> read(InstallationId id) {
        return database.sql("select name, settings, secrets, trial from installation where id = ?")
                .param(id.value())
                .query((row, number) -> {
                    byte[] opened = keys.master().open(row.getBytes(3), SealedUnderMaster.credentials(id.value()));
                    var credentials = json.readValue(opened, Credentials.class);
                    return new Installation(
                            id,
                            row.getString(1),
                            json.readValue(row.getString(2), Installation.Settings.class),
                            credentials.psa(),
                            credentials.secrets(),
                            row.getBoolean(4));
                })
                .optional();
    }

    public List<InstallationId> all() {
        return database.sql("select id from installation order by id")
                .query((row, number) -> new InstallationId(row.getString(1)))
                .list();
    }

    /** Whose webhooks arrive under this name. */
    public Optional<InstallationId> ofHook(String hook) {
        var known = hooks.getIfPresent(hook);
        if (known != null) {
            return Optional.of(known);
        }
        var read = database.sql("select installation from hook where hook = ?")
                .param(hook)
                .query((row, number) -> new InstallationId(row.getString(1)))
                .optional();
        read.ifPresent(installation -> hooks.put(hook, installation));
        return read;
    }

    /** Keeps an installation, new or changed. */
    public void keep(Installation installation) {
        int kept = database.sql("""
                insert into installation (id, psa, name, settings, secrets, trial)
                values (:id, :psa, :name, :settings::jsonb, :secrets, :trial)
                on conflict (id) do update set name = excluded.name, settings = excluded.settings, secrets = excluded.secrets
                    where installation.psa = excluded.psa
                """)
                .param("id", installation.id().value())
                .param("psa", installation.psa().kind().key())
                .param("name", installation.name())
                .param("settings", json.writeValueAsString(installation.settings()))
                .param(
                        "secrets",
                        keys.master()
                                .seal(
                                        json.writeValueAsBytes(
                                                new Credentials(installation.psa(), installation.secrets())),
                                        SealedUnderMaster.credentials(
                                                installation.id().value())))
                .param("trial", installation.trial())
                .update();
        if (kept != 1) {
            // its tickets, contacts and owed notes are numbers of the PSA that it has
            throw new IllegalArgumentException("an installation keeps its PSA");
        }
        recent.invalidate(installation.id());
    }

    /** A new name under which the PSA is to deliver its webhooks. */
    public String newHook(InstallationId installation) {
        String hook = keys.newName();
        database.sql("insert into hook (hook, installation) values (?, ?)")
                .params(hook, installation.value())
                .update();
        return hook;
    }

    /** The names under which an installation's PSA may deliver. */
    public List<String> hooks(InstallationId installation) {
        return database.sql("select hook from hook where installation = ? order by hook")
                .param(installation.value())
                .query((row, number) -> row.getString(1))
                .list();
    }

    /** The names under which the PSAs of all the others deliver. */
    public Set<String> hooksOfOthers(InstallationId installation) {
        return database.sql("select hook from hook where installation <> ?")
                .param(installation.value())
                .query((row, number) -> row.getString(1))
                .set();
    }

    /** Nothing is delivered to this installation any longer. */
    public void dropHooks(InstallationId installation) {
        database.sql("delete from hook where installation = ?")
                .param(installation.value())
                .update();
        hooks.asMap().values().removeIf(installation::equals);
    }

    /** What stands sealed: the PSA's own settings go with its credentials, because neither is of use alone. */
    private record Credentials(Psa psa, Installation.Secrets secrets) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Psa.ConnectWise.class, name = "connectwise"),
        @JsonSubTypes.Type(value = Psa.Autotask.class, name = "autotask")
    })
    private interface PsaForm {}

    private static final class SecretWriter extends StdSerializer<Secret> {
        SecretWriter() {
            super(Secret.class);
        }

        @Override
        public void serialize(Secret secret, JsonGenerator generator, SerializationContext context) {
            generator.writeString(secret.value());
        }
    }

    private static final class SecretReader extends StdDeserializer<Secret> {
        SecretReader() {
            super(Secret.class);
        }

        @Override
        public Secret deserialize(JsonParser parser, DeserializationContext context) {
            return new Secret(parser.getString());
        }
    }
}
