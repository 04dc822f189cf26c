package io.countersign.app.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.countersign.account.AccountId;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.api.Programs;
import io.countersign.app.installation.Installations;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.ticket.InstallationId;
import io.countersign.trial.Connector;
import io.countersign.verification.VerificationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What stands under the master key in a real database. */
class SealedUnderMasterTest {
    private static final String OTHER =
            Base64.getEncoder().encodeToString("another key, of 32 bytes exactly".getBytes(UTF_8));

    private final Connector connector = Connector.running();
    private final JdbcClient database = connector.bean(JdbcClient.class);
    private final InstallationId tenant = new Programs(connector).sandbox();

    private String present() {
        try {
            return Files.readString(Path.of(connector.properties().getOrDefault("countersign.master-key-file", "")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void after_renewing_under_a_new_key_nothing_needs_the_former_one() {
        var person = connector.somebody();
        String open = connector.open(person, "email");
        String code = connector.codeByMail(person.mail());
        undone(() -> {
            var both = MasterKey.of(OTHER + "\n" + present());
            // one that runs on with both keys opens what is there
            assertThat(Keys.load(database, both)).isNotNull();

            int renewed = new SealedUnderMaster(database, both).renew();

            var keys = Keys.load(database, MasterKey.of(OTHER));
            var accounts = new PostgresAccounts(database, keys);
            assertThat(renewed).isGreaterThan(4);
            assertThat(accounts.account(tenant, new AccountId(person.account()))
                            .orElseThrow()
                            .name())
                    .isEqualTo(person.name());
            assertThat(new Installations(database, keys).get(tenant).psa())
                    .isEqualTo(connector.bean(Installations.class).get(tenant).psa());
            assertThat(liveCode(keys, open)).isEqualTo(code);
            assertThatIllegalStateException().isThrownBy(() -> Keys.load(database, MasterKey.of(present())));
        });
    }

    private String liveCode(Keys keys, String verification) {
        byte[] sealed = database.sql("select sealed from live_code where verification = ?")
                .param(verification)
                .query(byte[].class)
                .single();
        String opened =
                new String(keys.master().open(sealed, SealedUnderMaster.liveCode(tenant.value(), verification)), UTF_8);
        return Connector.code(opened);
    }

    @Test
    void a_person_moved_to_another_installation_does_not_open_there() {
        var person = connector.somebody();
        var other = new Programs(connector).another();
        undone(() -> {
            for (String edit : new String[] {
                "update subject_key set installation = :other where id = (select subject from account where id = :account)",
                "update contact_point set installation = :other where account = :account",
                "update account set installation = :other where id = :account"
            }) {
                database.sql(edit)
                        .params(Map.of("other", other.value(), "account", person.account()))
                        .update();
            }
            var accounts = connector.bean(PostgresAccounts.class);
            assertThatIllegalStateException()
                    .isThrownBy(() -> accounts.account(other, new AccountId(person.account())));
        });
    }

    @Test
    void a_story_moved_to_another_installation_does_not_open_there() {
        var person = connector.somebody();
        var id = new VerificationId(connector.open(person, "email"));
        var other = new Programs(connector).another();
        undone(() -> {
            database.sql(
                            "update subject_key set installation = ? where id = (select subject from verification where id = ?)")
                    .params(other.value(), id.value())
                    .update();
            database.sql("update verification set installation = ? where id = ?")
                    .params(other.value(), id.value())
                    .update();
            var verifications = connector.bean(PostgresVerifications.class);
            assertThatIllegalStateException().isThrownBy(() -> verifications.find(other, id));
        });
    }

    private void undone(Runnable work) {
        connector.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            status.setRollbackOnly();
            work.run();
        });
    }
}
