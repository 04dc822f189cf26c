package io.countersign.app.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.policy.Policy;
import io.countersign.ticket.InstallationId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each installation's policy: the newest line of its list holds, and before the first the starter policy. */
public final class PostgresPolicies {
    private static final int MOST_REMEMBERED = 200;

    private final JdbcClient database;
    private final PolicyForm form;
    private final Cache<String, Policy> read =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    public PostgresPolicies(JdbcClient database, PolicyForm form) {
        this.database = database;
        this.form = form;
    }

    public Policy policy(InstallationId installation) {
        return newest(installation).orElse(Policy.STARTER);
    }

    private Optional<Policy> newest(InstallationId installation) {
        return database.sql("select policy from policy_event where installation = ? order by number desc limit 1")
                .param(installation.value())
                .query(String.class)
                .optional()
                .map(this::read);
    }

    /** It is asked for often and changed rarely; what is remembered is the text, so that a change counts from the next question on. */
    private Policy read(String text) {
        return read.get(text, form::read);
    }

    /** Adds a line; {@code by} names the person or key that changed it. */
    public void change(InstallationId installation, Policy policy, String by) {
        database.sql("""
                insert into policy_event (installation, number, at, by, policy)
                select :installation, coalesce(max(number), 0) + 1, clock_timestamp(), :by, :policy::jsonb
                from policy_event where installation = :installation
                """)
                .param("installation", installation.value())
                .param("by", by)
                .param("policy", form.write(policy))
                .update();
    }
}
