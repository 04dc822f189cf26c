/** How codes and notices leave: text messages by Twilio, mail by SMTP, and the words of both. */
@NullMarked
package io.countersign.app.channel;

import org.jspecify.annotations.NullMarked;
