package io.countersign.app.journal;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The order in which events were written for good: by era, then by the number of the transaction, then by id. A reader who stops before what is still being written
 * passes over nothing.
 */
public final class JournalOrder {
    private JournalOrder() {}

    /**
     * At start: where the database was restored into another server, that one counts its transactions from the beginning, and what is written now would stand before
     * what was written then. A new era puts it after.
     */
    public static void begin(JdbcClient database) {
        database.sql("""
                insert into journal_era (era)
                select max(era) + 1 from journal_era
                having exists (
                    select 1 from event
                    where era = (select max(era) from journal_era) and written_by >= pg_current_xact_id())
                on conflict (era) do nothing
                """).update();
    }
}
