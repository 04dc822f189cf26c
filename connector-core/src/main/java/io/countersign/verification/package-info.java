/** The story of one attempt to prove who somebody is: what was asked, what happened, what it proves, and what is owed for it. */
@NullMarked
package io.countersign.verification;

import org.jspecify.annotations.NullMarked;
