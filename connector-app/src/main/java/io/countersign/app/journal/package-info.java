/** The order of all events of an installation, the seals over them, and the check that nothing was edited, removed or reordered. */
@NullMarked
package io.countersign.app.journal;

import org.jspecify.annotations.NullMarked;
