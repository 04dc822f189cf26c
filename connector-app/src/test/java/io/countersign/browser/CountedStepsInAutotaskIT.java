package io.countersign.browser;

import io.countersign.app.installation.Psa;

/** As many steps on an Autotask ticket, once the technician is signed in. */
class CountedStepsInAutotaskIT extends CountedStepsIT {
    @Override
    Psa.Kind psa() {
        return Psa.Kind.AUTOTASK;
    }
}
