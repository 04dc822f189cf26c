package io.countersign.autotask;

import io.countersign.ticket.InstallationId;
import java.net.URI;

/** Whose answers are kept. An administrator who puts in another API user may mean another database, of which nothing is known yet. */
record Database(InstallationId installation, String userName, URI zoneLookup) {
    static Database of(InstallationId installation, AutotaskSettings settings) {
        return new Database(installation, settings.userName(), settings.zoneLookup());
    }

    @Override
    public String toString() {
        return "Database[" + installation + "]";
    }
}
