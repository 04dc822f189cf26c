package io.countersign.app.api;

import io.countersign.app.api.Forms.JournalForm;
import io.countersign.app.api.Forms.Part;
import io.countersign.app.api.Forms.WorkForm;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.ApiKeys.Caller;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.policy.PolicyForm;
import io.countersign.app.policy.PostgresPolicies;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The journal, unfinished work and policy for programs. */
@RestController
final class JournalApi {
    private static final int MOST_TRIES = 10;

    private final JdbcClient database;
    private final PostgresPolicies policies;
    private final PolicyForm policyForm;

    JournalApi(JdbcClient database, PostgresPolicies policies, PolicyForm policyForm) {
        this.database = database;
        this.policies = policies;
        this.policyForm = policyForm;
    }

    @GetMapping("/api/v1/events")
    Part<JournalForm> events(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        Allow.atLeast(caller, Scope.READ);
        int most = Paging.limit(limit);
        var from = Paging.inJournal(after);
        // what is still being written may come before what is written: both wait
        var found = database.sql("""
                select id, verification, type, at, hash, era || '-' || written_by::text || '-' || id from event
                where installation = ? and (era, written_by, id) > (?, ?::xid8, ?)
                    and written_by < pg_snapshot_xmin(pg_current_snapshot())
                order by era, written_by, id limit ?
                """)
                .params(caller.installation().value(), from.era(), from.transaction(), from.id(), most + 1)
                .query((row, number) -> new Line(
                        new JournalForm(
                                Long.toString(row.getLong(1)),
                                row.getString(2),
                                VerificationForms.kebab(row.getString(3)),
                                row.getObject(4, OffsetDateTime.class)
                                        .toInstant()
                                        .toString(),
                                row.getString(5)),
                        row.getString(6)))
                .list();
        var part = Part.of(found, most, Line::cursor);
        return new Part<>(part.items().stream().map(Line::form).toList(), part.next());
    }

    private record Line(JournalForm form, String cursor) {}

    /** What is owed and not done, and what is parked until a person looks. */
    @GetMapping("/api/v1/work")
    Part<WorkForm> work(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(required = false) @Nullable String limit) {
        Allow.atLeast(caller, Scope.READ);
        int most = Paging.limit(limit);
        // one verification may owe two notes: the cursor names both
        var found = database.sql("""
                select case kind when 'DISPUTE' then 'dispute-note' else 'note' end, verification,
                    case state when 'PARKED' then 'parked' else 'owed' end, why, verification || '/' || kind
                from note
                where installation = ? and state in ('OWED', 'POSTING', 'UNKNOWN', 'PARKED') and verification || '/' || kind > ?
                order by verification || '/' || kind limit ?
                """)
                .params(caller.installation().value(), after, most + 1)
                .query((row, number) -> new Owed(
                        new WorkForm(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                        row.getString(5)))
                .list();
        var part = Part.of(found, most, Owed::cursor);
        return new Part<>(part.items().stream().map(Owed::form).toList(), part.next());
    }

    private record Owed(WorkForm form, String cursor) {}

    @GetMapping("/api/v1/policy")
    PolicyForm.Fields policy(@AuthenticationPrincipal Caller caller) {
        Allow.atLeast(caller, Scope.READ);
        return policyForm.fields(policies.policy(caller.installation()));
    }

    @PutMapping("/api/v1/policy")
    PolicyForm.Fields change(@AuthenticationPrincipal Caller caller, @RequestBody PolicyForm.Fields change) {
        Allow.atLeast(caller, Scope.POLICY);
        try {
            for (int tries = 1; ; tries++) {
                var policy = policyForm.merge(policies.policy(caller.installation()), change);
                try {
                    policies.change(caller.installation(), policy, "key " + caller.name());
                    return policyForm.fields(policy);
                } catch (DuplicateKeyException somebodyElseToo) {
                    if (tries == MOST_TRIES) {
                        throw new Problem(
                                503,
                                "changed-meanwhile",
                                "Others change the policy just now; nothing was changed.",
                                Optional.of(Duration.ofSeconds(1)),
                                Map.of());
                    }
                }
            }
        } catch (PolicyForm.Unusable unusable) {
            throw Problem.unusable(String.valueOf(unusable.getMessage()));
        }
    }
}
