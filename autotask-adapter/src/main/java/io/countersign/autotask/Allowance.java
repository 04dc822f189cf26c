package io.countersign.autotask;

import io.countersign.ticket.InstallationId;
import java.util.Optional;

/**
 * How much of an Autotask database's hourly allowance is used. All integrations of that customer share it, so another product can use it up; from nine tenths on,
 * what no verification waits for stays undone until the hour has room.
 */
public interface Allowance {
    /**
     * Asks Autotask, at most once a minute for each installation; more often, it answers what is known. For a job that runs every minute or two. Fails as a port
     * does, and what was known stays.
     *
     * @return empty when asked again within a minute of a first question that failed
     */
    Optional<Usage> look(InstallationId installation);

    /**
     * What all integrations together have used.
     *
     * @param used calls within the last hour
     * @param allowed calls an hour
     */
    record Usage(int used, int allowed) {
        /** Nine tenths are used. */
        public boolean isScarce() {
            return used * 10L >= allowed * 9L;
        }
    }
}
