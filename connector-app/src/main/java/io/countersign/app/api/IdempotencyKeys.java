package io.countersign.app.api;

import static java.util.Objects.requireNonNull;

import io.countersign.app.edge.Problem;
import io.countersign.app.installation.ApiKeys.Caller;
import io.countersign.app.secrets.Keys;
import io.countersign.verification.VerificationId;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A program that repeats a request with the same key gets the same verification, not a second code. */
public final class IdempotencyKeys {
    private static final int LONGEST = 200;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Keys keys;

    public IdempotencyKeys(JdbcClient database, TransactionTemplate transaction, JsonMapper json, Keys keys) {
        this.database = database;
        this.transaction = transaction;
        this.json = json;
        this.keys = keys;
    }

    /**
     * The verification that this key stands for.
     *
     * @param prepare asks outside what is needed, which may take its time and holds nothing; what it returns begins the verification
     */
    VerificationId once(
            Caller caller, @Nullable String key, Object request, Supplier<Supplier<VerificationId>> prepare) {
        if (key == null) {
            return prepare.get().get();
        }
        if (key.isBlank() || key.length() > LONGEST) {
            throw Problem.unusable("An Idempotency-Key has 1 to " + LONGEST + " characters.");
        }
        String installation = caller.installation().value();
        // the body may hold a number, and numbers are few: only a keyed hash is kept
        String wanted = keys.hash(caller.installation(), json.writeValueAsString(request))
                .hex();
        var before = kept(installation, key, "").flatMap(there -> verification(there, wanted));
        return before.orElseGet(() -> begin(installation, key, wanted, prepare.get()));
    }

    private VerificationId begin(String installation, String key, String wanted, Supplier<VerificationId> open) {
        return requireNonNull(transaction.execute(status -> {
            // whoever comes second waits here until the first has committed its verification, or has failed and left no
            // row
            database.sql(
                            "insert into idempotency (installation, key, request, at) values (?, ?, ?, clock_timestamp()) on conflict do nothing")
                    .params(installation, key, wanted)
                    .update();
            Kept kept = kept(installation, key, " for update").orElseThrow();
            return verification(kept, wanted).orElseGet(() -> {
                VerificationId opened = open.get();
                database.sql("update idempotency set verification = ? where installation = ? and key = ?")
                        .params(opened.value(), installation, key)
                        .update();
                return opened;
            });
        }));
    }

    private record Kept(String request, Optional<String> verification) {}

    private Optional<Kept> kept(String installation, String key, String lock) {
        return database.sql("select request, verification from idempotency where installation = ? and key = ?" + lock)
                .params(installation, key)
                .query((row, number) -> new Kept(row.getString(1), Optional.ofNullable(row.getString(2))))
                .optional();
    }

    private static Optional<VerificationId> verification(Kept kept, String wanted) {
        if (!kept.request().equals(wanted)) {
            throw Problem.unusable("This Idempotency-Key was used for another request.");
        }
        return kept.verification().map(VerificationId::new);
    }
}
