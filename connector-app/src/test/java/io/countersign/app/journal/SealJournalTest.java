package io.countersign.app.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.api.Programs;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.ticket.InstallationId;
import io.countersign.trial.Connector;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Somebody with the database's password edits the journal afterwards. */
class SealJournalTest {
    private final Connector connector = Connector.running();
    private final JdbcClient database = connector.bean(JdbcClient.class);
    private final SealJournal journal = connector.bean(SealJournal.class);
    private final Programs programs = new Programs(connector);
    private final InstallationId tenant = programs.another();

    /** Two verifications, denied, under two seals. */
    @BeforeEach
    void written() {
        var theirs = Programs.with(programs.key(tenant, EnumSet.allOf(Scope.class)));
        for (int n = 0; n < 2; n++) {
            String account = connector
                    .call(
                            "POST",
                            "/api/v1/accounts",
                            Map.of("name", "Person " + n, "customer", "other", "email", connector.newMail()),
                            theirs)
                    .at("/id");
            String id = connector
                    .call("POST", "/api/v1/verifications", Map.of("accountId", account, "method", "email"), theirs)
                    .at("/id");
            connector.call("POST", "/api/v1/verifications/" + id + "/deny", null, theirs);
            journal.run();
        }
    }

    @Test
    void an_untouched_journal_checks_and_a_seal_holds_only_what_is_new() {
        var checked = journal.check(tenant);
        assertThat(checked.faults()).isEmpty();
        assertThat(checked.seals()).isGreaterThanOrEqualTo(2);
        assertThat(checked.events()).isGreaterThanOrEqualTo(4);

        journal.run();
        journal.run();

        assertThat(journal.check(tenant).seals()).isLessThanOrEqualTo(checked.seals() + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // one byte of one event
                "update event set stored = set_byte(stored, 20, get_byte(stored, 20) # 1) where (verification, number) = (:one, 1)",
                // its time
                "update event set at = at - interval '1 second' where (verification, number) = (:one, 1)",
                // the first event, the last one, a whole verification
                "delete from event where (verification, number) = (:one, 0)",
                "delete from event where verification = :one and number = (select max(number) from event where verification = :one)",
                "delete from event where verification = :one",
                // two verifications change places
                "update event set written_by = (select max(written_by) from event where verification = :other) where verification = :one and number = 0",
                // a seal, its root, its time
                "delete from seal where installation = :tenant and number = 1",
                "update seal set root = repeat('0', 64) where installation = :tenant and number = 1",
                "update seal set at = at + interval '1 second' where installation = :tenant and number = 2"
            })
    void T18_an_edit_a_removal_and_a_reordering_show(String edit) {
        var faults = undone(() -> {
            int rows = database.sql(edit)
                    .param("one", verification("min"))
                    .param("other", verification("max"))
                    .param("tenant", tenant.value())
                    .update();
            assertThat(rows).isPositive();
            return journal.check(tenant).faults();
        });

        assertThat(faults).isNotEmpty().allSatisfy(fault -> assertThat(fault).endsWith("."));
        assertThat(journal.check(tenant).faults()).isEmpty();
    }

    @Test
    void the_transaction_numbered_1000_comes_after_the_one_numbered_999() {
        var checked = undone(() -> {
            database.sql("delete from seal where installation = ?")
                    .param(tenant.value())
                    .update();
            database.sql(
                            "update event set written_by = case number when 0 then '999'::xid8 else '1000'::xid8 end where installation = ?")
                    .param(tenant.value())
                    .update();
            journal.run();
            return journal.check(tenant);
        });

        assertThat(checked.faults()).isEmpty();
        assertThat(checked.unsealed()).isZero();
    }

    @Test
    void erasing_a_person_leaves_the_journal_as_it_was_written() {
        var faults = undone(() -> {
            database.sql("delete from subject_key where installation = ?")
                    .param(tenant.value())
                    .update();
            return journal.check(tenant).faults();
        });

        assertThat(faults).isEmpty();
    }

    @Test
    void what_is_written_after_the_database_moved_to_another_server_stands_after_what_was_before() {
        var eras = undone(() -> {
            int before = era();
            JournalOrder.begin(database);
            int untouched = era();
            // the former server had counted further than this one
            database.sql("update event set written_by = '900000000000'::xid8 where installation = ?")
                    .param(tenant.value())
                    .update();
            JournalOrder.begin(database);
            int moved = era();
            JournalOrder.begin(database);
            return List.of(untouched - before, moved - before, era() - before);
        });

        assertThat(eras).containsExactly(0, 1, 1);
    }

    private int era() {
        return database.sql("select max(era) from journal_era")
                .query(Integer.class)
                .single();
    }

    /** The verification of this tenant that was begun first or last. */
    private String verification(String which) {
        return database.sql(
                        "select verification from event where installation = :tenant and id = (select %s(id) from event where installation = :tenant)"
                                .formatted(which))
                .param("tenant", tenant.value())
                .query(String.class)
                .single();
    }

    private <T> T undone(java.util.function.Supplier<T> work) {
        return Objects.requireNonNull(connector.bean(TransactionTemplate.class).execute(status -> {
            status.setRollbackOnly();
            return work.get();
        }));
    }
}
