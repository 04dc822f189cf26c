package io.countersign.app.desk;

import io.countersign.account.Account;
import io.countersign.account.Customer;
import io.countersign.account.Match;
import io.countersign.policy.Action;
import io.countersign.policy.Need;
import io.countersign.ticket.Ticket;
import io.countersign.verification.Offer;
import java.util.List;
import java.util.Optional;

/**
 * What the help desk sees of a ticket: who its contact is, what can be offered, what is going on and what went before.
 *
 * @param catchAll whether the contact stands for nobody in particular
 * @param customer absent where the ticket's company is linked to no customer of ours
 * @param account the matched account
 * @param candidates the accounts that could be meant, where the match is ambiguous
 * @param offers for the matched account: every method, offered or not; empty where nobody is matched
 * @param action what the ticket's type stands for
 * @param current the newest verification of this ticket, open or decided
 * @param history the earlier ones, newest first
 * @param lookAlikes how many notes on the ticket look like ours and are not; looked for when a technician has the pod open, so 0 also means not known yet
 */
public record TicketSight(
        Ticket ticket,
        boolean catchAll,
        Optional<Customer> customer,
        Match match,
        Optional<Account> account,
        List<Account> candidates,
        List<Offer> offers,
        Action action,
        Need need,
        Optional<VerificationSight> current,
        List<VerificationSight> history,
        int lookAlikes) {
    public TicketSight {
        candidates = List.copyOf(candidates);
        offers = List.copyOf(offers);
        history = List.copyOf(history);
    }
}
