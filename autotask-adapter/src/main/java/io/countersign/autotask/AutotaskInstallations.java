package io.countersign.autotask;

import io.countersign.ticket.InstallationId;

/** What the application knows of each Autotask installation. Asked at every call, so that an edited setting counts from the next one on; answers from memory. */
public interface AutotaskInstallations {
    /**
     * The settings as they are now.
     *
     * @throws IllegalStateException when there is no such installation, or it is of another PSA
     */
    AutotaskSettings settings(InstallationId installation);
}
