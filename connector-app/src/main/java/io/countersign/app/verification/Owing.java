package io.countersign.app.verification;

import io.countersign.ticket.InstallationId;
import io.countersign.verification.Owed;
import io.countersign.verification.Verification;
import java.time.Instant;
import java.util.List;

/** Takes up owed work inside the transaction that owes it. */
public interface Owing {
    /** Schedules the work; it is started within 200 ms after the commit, by whichever replica comes first. */
    void take(InstallationId installation, Verification verification, List<Owed> owed, Instant now);

    /** Tells open pages, after the commit, that this verification changed. */
    void changed(InstallationId installation, Verification verification);
}
