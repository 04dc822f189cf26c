package io.countersign.app.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.secrets.Keys;
import io.countersign.trial.Connector;
import io.countersign.verification.VerificationId;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ReadingTest {
    private final Connector connector = Connector.running();

    /** Whoever held one connection and waited for a second would stall everybody once all are held. */
    @Test
    void reading_needs_one_connection_at_a_time() {
        var person = connector.somebody();
        var id = new VerificationId(connector.open(person, "email"));
        try (var one = new HikariDataSource()) {
            one.setJdbcUrl(connector.properties().get("spring.datasource.url"));
            one.setUsername("postgres");
            one.setPassword("postgres");
            one.setMaximumPoolSize(1);
            one.setConnectionTimeout(1_000);
            // knows nothing yet, as after a start
            var cold = new PostgresVerifications(
                    new JdbcTemplate(one),
                    new TransactionTemplate(new JdbcTransactionManager(one)),
                    connector.bean(DecisionClock.class),
                    connector.bean(Keys.class),
                    connector.bean(PostgresAccounts.class),
                    connector.bean(PostgresPolicies.class),
                    connector.bean(Owing.class));

            var reading = cold.read(connector.installation(), id).orElseThrow();

            assertThat(reading.verification().open()).isTrue();
            assertThat(reading.live()).isPresent();
            assertThat(reading.story().chain())
                    .hasSameSizeAs(reading.verification().events());
        }
    }
}
