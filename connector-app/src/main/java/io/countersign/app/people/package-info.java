/** The PSA's contacts as accounts: taken over once, then kept current. */
@NullMarked
package io.countersign.app.people;

import org.jspecify.annotations.NullMarked;
