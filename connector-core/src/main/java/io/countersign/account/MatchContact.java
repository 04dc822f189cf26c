package io.countersign.account;

import io.countersign.ticket.Contact;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the account that a ticket's contact is. */
public final class MatchContact {
    private final Accounts accounts;
    private final Settings settings;

    public MatchContact(Accounts accounts, Settings settings) {
        this.accounts = accounts;
        this.settings = settings;
    }

    /** What matching needs to know of an installation. */
    public interface Settings {
        /** Where a number without country code belongs, as two letters. */
        String region(InstallationId installation);

        /** Whether this contact stands for nobody in particular. */
        boolean catchAll(Contact contact);
    }

    public Match match(Ticket ticket) {
        Contact contact = ticket.contact();
        if (contact == null || settings.catchAll(contact)) {
            return new Match.Unmatched();
        }
        Optional<Customer> customer = accounts.customerOf(ticket.company());
        if (customer.isEmpty()) {
            return new Match.Unmatched();
        }
        return Match.byVotes(accounts.hits(customer.get(), Optional.of(contact.ref()), places(contact)));
    }

    private List<Place> places(Contact contact) {
        String region = settings.region(contact.ref().installation());
        var places = new ArrayList<Place>();
        contact.emails().forEach(mail -> MailAddress.parse(mail).ifPresent(places::add));
        contact.mobiles().forEach(number -> MobileNumber.parse(number, region).ifPresent(places::add));
        return places.stream().distinct().toList();
    }
}
