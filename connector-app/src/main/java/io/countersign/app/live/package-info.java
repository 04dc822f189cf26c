/** Tells open pages, on whichever replica, that something changed. */
@NullMarked
package io.countersign.app.live;

import org.jspecify.annotations.NullMarked;
