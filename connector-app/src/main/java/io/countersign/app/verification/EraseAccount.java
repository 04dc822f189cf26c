package io.countersign.app.verification;

import io.countersign.account.AccountId;
import io.countersign.app.account.KeepAccounts;
import io.countersign.ticket.InstallationId;
import io.countersign.verification.Actor;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Erases a person: what is open for them ends first, since nothing could be decided without their key. */
public final class EraseAccount {
    private final JdbcClient database;
    private final PostgresVerifications verifications;
    private final KeepAccounts accounts;

    public EraseAccount(JdbcClient database, PostgresVerifications verifications, KeepAccounts accounts) {
        this.database = database;
        this.verifications = verifications;
        this.accounts = accounts;
    }

    public boolean erase(InstallationId installation, AccountId id) {
        database.sql("select id from verification where installation = ? and account = ? and outcome is null")
                .params(installation.value(), id.value())
                .query((row, number) -> new VerificationId(row.getString(1)))
                .list()
                .forEach(open -> verifications.decide(
                        installation,
                        open,
                        (v, now) -> v.cancel(new Actor.Connector(), Cancelled.Cancellation.ERASED, now)));
        return accounts.erase(installation, id);
    }
}
