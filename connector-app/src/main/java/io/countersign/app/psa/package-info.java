/** All PSAs at once: whoever asks for a ticket need not know which one an installation has. */
@NullMarked
package io.countersign.app.psa;

import org.jspecify.annotations.NullMarked;
