/** The ports of core kept in memory, a clock that a test moves, and the people and tickets that tests speak of. */
@NullMarked
package io.countersign.memory;

import org.jspecify.annotations.NullMarked;
