/** What is owed to the outside world, done by workers: codes, notes, deadlines, alerts. */
@NullMarked
package io.countersign.app.work;

import org.jspecify.annotations.NullMarked;
