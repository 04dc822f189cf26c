/** Mail by the MSP's own SMTP relay. */
@NullMarked
package io.countersign.app.channel.mail;

import org.jspecify.annotations.NullMarked;
