package io.countersign.browser;

import io.countersign.app.installation.Psa;

/** The same trouble on an Autotask ticket. */
class TroubleInTheAutotaskTicketIT extends TroubleInTheTicketIT {
    @Override
    Psa.Kind psa() {
        return Psa.Kind.AUTOTASK;
    }
}
