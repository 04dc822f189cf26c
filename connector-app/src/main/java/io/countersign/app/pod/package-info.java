/** The pod: the card inside a ticket, what it shows and what its buttons do. */
@NullMarked
package io.countersign.app.pod;

import org.jspecify.annotations.NullMarked;
