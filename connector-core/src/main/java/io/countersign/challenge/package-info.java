/** Codes: how they are made, compared and handed to a channel. */
@NullMarked
package io.countersign.challenge;

import org.jspecify.annotations.NullMarked;
