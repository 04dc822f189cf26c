package io.countersign.app.setup;

import io.countersign.ticket.InstallationId;

/** Tells an installation's team that something about it is not as it should be. */
public interface Alarms {
    /** In the caller's transaction: told if that commits, however long the ways to the team are down. {@code detail} is a sentence of ours. */
    void raise(InstallationId installation, Kind kind, String detail);

    /** What is told. */
    enum Kind {
        /** The PSA had switched off what it tells us, and we switched it on again. */
        ON_AGAIN,
        /** It is off, and we cannot switch it on. */
        STILL_OFF,
        /** The PSA does not let us look. */
        UNSEEN;

        /** As it stands in keys of messages and in the alert that is posted. */
        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
