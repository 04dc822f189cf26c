/** The card inside a ticket: which of its states is shown, what stands on it, and its HTML. */
@NullMarked
package io.countersign.app.pod;

import org.jspecify.annotations.NullMarked;
