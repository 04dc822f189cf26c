/** Verifications in PostgreSQL: events, chains, counts and owed work in one transaction. */
@NullMarked
package io.countersign.app.verification;

import org.jspecify.annotations.NullMarked;
