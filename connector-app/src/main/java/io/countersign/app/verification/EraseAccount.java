package io.countersign.app.verification;

import static java.util.Objects.requireNonNull;

import io.countersign.account.AccountId;
import io.countersign.app.account.KeepAccounts;
import io.countersign.ticket.InstallationId;
import io.countersign.verification.Actor;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationId;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Erases a person: what is open for them ends first, since nothing could be decided without their key. The key goes under the person's lock, so
 * that nothing opens in between.
 */
public final class EraseAccount {
    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final PostgresVerifications verifications;
    private final KeepAccounts accounts;

    public EraseAccount(
            JdbcClient database,
            TransactionTemplate transaction,
            PostgresVerifications verifications,
            KeepAccounts accounts) {
        this.database = database;
        this.transaction = transaction;
        this.verifications = verifications;
        this.accounts = accounts;
    }

    public boolean erase(InstallationId installation, AccountId id) {
        // what is open ends in decisions of its own, which lock as decisions do; under the person's lock there is
        // nothing left but what was opened meanwhile, and then it is tried again
        while (true) {
            open(installation, id)
                    .forEach(open -> verifications.decide(
                            installation,
                            open,
                            (v, now) -> v.cancel(new Actor.Connector(), Cancelled.Cancellation.ERASED, now)));
            Optional<Boolean> erased = requireNonNull(transaction.execute(status -> {
                accounts.lock(installation, id);
                return open(installation, id).isEmpty()
                        ? Optional.of(accounts.erase(installation, id))
                        : Optional.<Boolean>empty();
            }));
            if (erased.isPresent()) {
                return erased.get();
            }
        }
    }

    private List<VerificationId> open(InstallationId installation, AccountId id) {
        return database.sql("select id from verification where installation = ? and account = ? and outcome is null")
                .params(installation.value(), id.value())
                .query((row, number) -> new VerificationId(row.getString(1)))
                .list();
    }
}
