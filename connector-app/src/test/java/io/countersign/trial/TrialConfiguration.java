package io.countersign.trial;

import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.installation.Installations;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.secrets.Keys;
import io.countersign.app.staff.Staff;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gives the connector its world, and takes it away last: web, workers, pool, then database. */
@Configuration(proxyBeanMethods = false)
public class TrialConfiguration {
    private final World world;

    TrialConfiguration(World world) {
        this.world = world;
    }

    @Bean
    AutoCloseable worldThatEndsLast() {
        return world;
    }

    @Bean
    @DependsOn("worldThatEndsLast")
    JdbcConnectionDetails trialDatabase() {
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "postgres";
            }

            @Override
            public String getPassword() {
                return "postgres";
            }

            @Override
            public String getJdbcUrl() {
                return world.jdbcUrl();
            }
        };
    }

    @Bean
    Seed seed(
            JdbcClient database,
            Keys keys,
            Installations installations,
            PostgresPolicies policies,
            PostgresAccounts accounts,
            KeepAccounts keepAccounts,
            Staff staff) {
        return new Seed(database, keys, installations, policies, accounts, keepAccounts, staff, world);
    }
}
