/** Policies in PostgreSQL, each installation's as a list of events. */
@NullMarked
package io.countersign.app.policy;

import org.jspecify.annotations.NullMarked;
