/** Accounts and their contact points in PostgreSQL. */
@NullMarked
package io.countersign.app.account;

import org.jspecify.annotations.NullMarked;
