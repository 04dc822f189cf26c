package io.countersign.app.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.policy.Policy;
import io.countersign.ticket.InstallationId;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each installation's policy: the newest line of its list holds, and before the first the starter policy. */
public final class PostgresPolicies {
    private static final int MOST_REMEMBERED = 200;
    private static final Duration LONGEST_UNHEARD = Duration.ofSeconds(1);

    private final JdbcClient database;
    private final PolicyForm form;
    private final Cache<String, Policy> read =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();
    /** One verification asks for it five times. */
    private final Cache<InstallationId, Policy> recent = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(LONGEST_UNHEARD)
            .build();

    public PostgresPolicies(JdbcClient database, PolicyForm form) {
        this.database = database;
        this.form = form;
    }

    /** A change counts at once where it was made, and within a second on every other replica. */
    public Policy policy(InstallationId installation) {
        var known = recent.getIfPresent(installation);
        if (known == null) {
            known = newest(installation).orElse(Policy.STARTER);
            recent.put(installation, known);
        }
        return known;
    }

    private Optional<Policy> newest(InstallationId installation) {
        return database.sql("select policy from policy_event where installation = ? order by number desc limit 1")
                .param(installation.value())
                .query(String.class)
                .optional()
                .map(this::read);
    }

    /** Reading it costs more than fetching it, and most installations have the same one for months. */
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
        recent.invalidate(installation);
    }
}
