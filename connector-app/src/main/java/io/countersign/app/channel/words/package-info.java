/** What people outside read: codes, notices, alerts, in every language shipped. */
@NullMarked
package io.countersign.app.channel.words;

import org.jspecify.annotations.NullMarked;
