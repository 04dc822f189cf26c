/** Keys and what is kept under them: the master key, the keys made at first start, and each person's own. */
@NullMarked
package io.countersign.app.secrets;

import org.jspecify.annotations.NullMarked;
