package io.countersign.app.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** What a caller is told when something goes wrong. */
class ProblemsTest {
    private static SQLException shutDown() {
        return new SQLException("terminating connection", "57P01");
    }

    @Test
    void a_database_that_goes_away_in_the_middle_is_no_mistake_of_ours_and_may_have_done_it() {
        for (var failure : new RuntimeException[] {
            new TransactionSystemException("cannot roll back", shutDown()),
            new DataAccessResourceFailureException("a statement", shutDown())
        }) {
            var problem = Problems.of(failure, "0123456789ab");

            assertThat(problem.status()).isEqualTo(503);
            assertThat(problem.getMessage()).contains("look whether it was done");
        }
    }

    @Test
    void a_database_that_was_not_there_from_the_beginning_has_changed_nothing() {
        for (var failure : new RuntimeException[] {
            new CannotGetJdbcConnectionException("none", shutDown()),
            new CannotCreateTransactionException("none", shutDown())
        }) {
            var problem = Problems.of(failure, "0123456789ab");

            assertThat(problem.status()).isEqualTo(503);
            assertThat(problem.getMessage()).contains("nothing was changed");
        }
    }
}
