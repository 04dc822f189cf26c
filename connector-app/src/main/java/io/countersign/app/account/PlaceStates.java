package io.countersign.app.account;

import io.countersign.account.AccountId;
import io.countersign.account.ContactPoint.State;
import io.countersign.account.PlaceHash;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.ticket.InstallationId;
import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is known of numbers and addresses, kept by their hash: an opt-out survives re-import and re-creation. */
public final class PlaceStates {
    private final JdbcClient database;

    public PlaceStates(JdbcClient database) {
        this.database = database;
    }

    /** Remembers a problem that lies with the place itself. */
    public void learn(InstallationId installation, PlaceHash place, DeliveryProblem problem, Instant now) {
        if (problem.ofThePlace()) {
            set(
                    installation,
                    place,
                    problem == DeliveryProblem.OPTED_OUT ? State.OPTED_OUT : State.CANNOT_RECEIVE,
                    now);
        }
    }

    public void optedOut(InstallationId installation, PlaceHash place, Instant now) {
        // whoever texts us can be texted
        end(installation, place, State.CANNOT_RECEIVE);
        set(installation, place, State.OPTED_OUT, now);
    }

    /** The handset's own START. It ends an opt-out, and nothing else. */
    public void optedIn(InstallationId installation, PlaceHash place) {
        end(installation, place, State.OPTED_OUT);
        end(installation, place, State.CANNOT_RECEIVE);
    }

    private void end(InstallationId installation, PlaceHash place, State state) {
        database.sql("delete from place_state where installation = ? and hash = ? and state = ?")
                .params(installation.value(), place.hex(), state.name())
                .update();
    }

    /** Somebody said "that wasn't me" to a decided verification: none of this person's points proves anything until a person at the MSP has looked. */
    public void freeze(InstallationId installation, AccountId account, Instant now) {
        database.sql("""
                insert into place_state (installation, hash, state, since)
                select p.installation, p.hash, 'FROZEN', ? from contact_point p
                where p.installation = ? and p.account = ? and p.removed_at is null
                on conflict (installation, hash, state) do update set since = excluded.since
                """)
                .params(Timestamp.from(now), installation.value(), account.value())
                .update();
    }

    private void set(InstallationId installation, PlaceHash place, State state, Instant now) {
        database.sql("""
                insert into place_state (installation, hash, state, since) values (?, ?, ?, ?)
                on conflict (installation, hash, state) do update set since = excluded.since
                """)
                .params(installation.value(), place.hex(), state.name(), Timestamp.from(now))
                .update();
    }
}
