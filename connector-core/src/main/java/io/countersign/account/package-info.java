/** End-user accounts, where their contact points come from, what time may do to them, and how a ticket's contact is matched to an account. */
@NullMarked
package io.countersign.account;

import org.jspecify.annotations.NullMarked;
