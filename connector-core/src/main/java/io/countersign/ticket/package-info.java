/** Tickets, their contacts and notes, and the ports behind which the PSAs stand. */
@NullMarked
package io.countersign.ticket;

import org.jspecify.annotations.NullMarked;
