/** What a technician or a program can do with verifications, whichever page or interface they use. */
@NullMarked
package io.countersign.app.desk;

import org.jspecify.annotations.NullMarked;
