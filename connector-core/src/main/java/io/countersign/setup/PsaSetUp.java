package io.countersign.setup;

import io.countersign.setup.Registration.Subject;
import io.countersign.ticket.InstallationId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sets a PSA up for this connector and looks after it, with the installation's own credentials. Everything may be repeated: what is there already is kept. All but
 * {@link #test} throw {@link io.countersign.ticket.PsaFault}; what is done by then stays done, and repeating goes on from there.
 */
public interface PsaSetUp {
    /** Tries whatever we need of the PSA that can be tried without leaving anything behind. Throws nothing: what is refused is a finding. */
    List<Finding> test(InstallationId installation);

    /**
     * Afterwards the PSA tells that address, and no other of ours, of every ticket and contact that changes and that we did not change ourselves. Read back: each of
     * them is on.
     *
     * @param hook behind {@link Addresses#webhooks}
     * @param key by which the PSA is to sign what it delivers; absent where it has keys of its own
     */
    List<Registration> registerWebhooks(
            InstallationId installation, Addresses addresses, String hook, @Nullable String key);

    /** Afterwards the PSA shows our page in tickets, once. Empty where only a person can tell it to. */
    Optional<Registration> registerPage(InstallationId installation, Addresses addresses);

    /** The webhooks that are registered under our addresses, on or not, whoever registered them. */
    List<Registration> webhooks(InstallationId installation, Addresses addresses);

    /** Our pages that are shown in tickets, on or not, whoever registered them. Apart, because the right to see them is another that may have been taken back. */
    List<Registration> pages(InstallationId installation, Addresses addresses);

    /** Switches on again what the PSA or somebody switched off; afterwards it is on. Never makes what is gone. */
    void switchOn(InstallationId installation, Registration registration);

    /** Takes it away. What is gone already is no mistake. */
    void remove(InstallationId installation, Registration registration);

    /** What a registration of this subject is called at this PSA, for sentences. */
    String nameOf(Subject subject);
}
