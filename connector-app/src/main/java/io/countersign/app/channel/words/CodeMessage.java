package io.countersign.app.channel.words;

import io.countersign.challenge.Code;
import io.countersign.ticket.TicketName;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a message with a code tells. Nothing that an outsider wrote belongs in here: no subject, no contact's name, no reason.
 *
 * @param outbound we call them, and the technician reads the code out; else they called us, and read it to the technician
 * @param mspName as the installation's branding has it
 * @param actionKey {@code not-stated}, {@code information}, {@code change}, {@code password-reset}, {@code mfa-reset}, {@code admin-rights} or {@code payee-change};
 *     anything else counts as not stated
 * @param ticketName absent without a ticket
 * @param canReply whether an answer to the text reaches us
 * @param notMePage where "not me" (outbound: also "it matches") is said by pressing a button; in a text only where nobody can reply
 * @param locale any; English where its language is not shipped
 */
public record CodeMessage(
        boolean outbound,
        String mspName,
        Code code,
        String actionKey,
        @Nullable TicketName ticketName,
        String technicianName,
        boolean canReply,
        @Nullable URI notMePage,
        Locale locale) {
    public CodeMessage {
        MailPage.requirePage(notMePage);
    }

    String direction() {
        return outbound ? "outbound" : "inbound";
    }

    String ticket() {
        return ticketName == null ? "" : ticketName.text();
    }
}
