package io.countersign.app.channel.words;

import io.countersign.ticket.TicketName;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells the MSP's alert addresses that a user answered "not me". Names neither the person nor their contact point: a mail is not the place for it, and the page has it.
 *
 * @param disputed the verification was decided already; else it was open and is denied now
 * @param verificationId our own id
 * @param at when the user answered
 * @param page the verification in the console
 */
public record NotMeAlert(
        String mspName,
        boolean disputed,
        boolean outbound,
        String verificationId,
        String actionKey,
        @Nullable TicketName ticketName,
        String technicianName,
        Instant at,
        @Nullable URI page,
        Locale locale) {
    public NotMeAlert {
        MailPage.requirePage(page);
    }
}
