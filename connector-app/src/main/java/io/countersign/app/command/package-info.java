/** Commands of the jar, for whoever sets the connector up. */
@NullMarked
package io.countersign.app.command;

import org.jspecify.annotations.NullMarked;
