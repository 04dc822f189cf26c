/** The trial: connector, PostgreSQL and sandbox in one start. Test scope only: nothing of it is in the packaged jar. */
@NullMarked
package io.countersign.trial;

import org.jspecify.annotations.NullMarked;
