/** The log that cannot be edited unseen: each event of a verification carries the hash of the one before it. */
@NullMarked
package io.countersign.journal;

import org.jspecify.annotations.NullMarked;
