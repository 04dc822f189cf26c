/** Text messages by Twilio: what is sent, what Twilio's answers mean, and what it reports back. */
@NullMarked
package io.countersign.app.channel.twilio;

import org.jspecify.annotations.NullMarked;
