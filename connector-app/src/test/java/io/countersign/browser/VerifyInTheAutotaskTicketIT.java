package io.countersign.browser;

import io.countersign.app.installation.Psa;

/** The same on an Autotask ticket, in the panel beside it, for a technician who signed in at the identity provider. */
class VerifyInTheAutotaskTicketIT extends VerifyInTheTicketIT {
    @Override
    Psa.Kind psa() {
        return Psa.Kind.AUTOTASK;
    }
}
