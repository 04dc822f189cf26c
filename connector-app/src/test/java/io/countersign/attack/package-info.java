/** What somebody who wants to be taken for somebody else would try; each test bears the number of its attack. */
@NullMarked
package io.countersign.attack;

import org.jspecify.annotations.NullMarked;
