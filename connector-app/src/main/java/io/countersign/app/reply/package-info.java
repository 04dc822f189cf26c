/** What comes back from the people who got a message: delivery reports, STOP and START, "that wasn't me" and "it matches". */
@NullMarked
package io.countersign.app.reply;

import org.jspecify.annotations.NullMarked;
