/** What calling a PSA takes, whichever it is: clients with their limits, what is kept of their answers and for how long, what guards them. Knows no vendor. */
@NullMarked
package io.countersign.psa;

import org.jspecify.annotations.NullMarked;
