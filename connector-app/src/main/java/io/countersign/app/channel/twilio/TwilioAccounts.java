package io.countersign.app.channel.twilio;

import io.countersign.ticket.InstallationId;

/** Which Twilio account an installation sends by. */
public interface TwilioAccounts {
    /** The settings as they are now, so that a changed credential counts from the next message on. Throws {@link IllegalStateException} when there are none. */
    TwilioSettings settings(InstallationId id);
}
