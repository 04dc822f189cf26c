package io.countersign.account;

import static io.countersign.memory.Fixtures.COMPANY;
import static io.countersign.memory.Fixtures.CUSTOMER;
import static io.countersign.memory.Fixtures.INSTALLATION;
import static io.countersign.memory.Fixtures.MAIL;
import static io.countersign.memory.Fixtures.MOBILE;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.OTHER_COMPANY;
import static io.countersign.memory.Fixtures.OTHER_CUSTOMER;
import static io.countersign.memory.Fixtures.OTHER_INSTALLATION;
import static io.countersign.memory.Fixtures.OTHER_MAIL;
import static io.countersign.memory.Fixtures.OTHER_MOBILE;
import static io.countersign.memory.Fixtures.aContact;
import static io.countersign.memory.Fixtures.aPoint;
import static io.countersign.memory.Fixtures.aTicket;
import static io.countersign.memory.Fixtures.accountId;
import static io.countersign.memory.Fixtures.anAccount;
import static io.countersign.memory.Fixtures.came;
import static io.countersign.memory.Fixtures.contactRef;
import static io.countersign.memory.Fixtures.ticketRef;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.Match.Ambiguous;
import io.countersign.account.Match.Matched;
import io.countersign.account.Match.Unmatched;
import io.countersign.memory.AccountsInMemory;
import io.countersign.memory.MovableClock;
import io.countersign.ticket.Contact;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MatchContactTest {
    private static final AccountId SAM = accountId(1);
    private static final AccountId KIM = accountId(2);

    private final AccountsInMemory accounts = new AccountsInMemory(new MovableClock());
    private boolean catchAll;

    private final MatchContact matching = new MatchContact(accounts, new MatchContact.Settings() {
        @Override
        public String region(InstallationId installation) {
            return "US";
        }

        @Override
        public boolean catchAll(Contact contact) {
            return catchAll;
        }
    });

    @BeforeEach
    void knowSamAndKim() {
        accounts.know(CUSTOMER, COMPANY);
        accounts.know(anAccount());
        accounts.know(anAccount(2, aPoint(3, OTHER_MOBILE), aPoint(4, OTHER_MAIL)));
    }

    // ---- the rule ----

    @Test
    void T14_votes_that_agree_match_and_votes_that_differ_are_ambiguous() {
        assertThat(Match.byVotes(List.of(Set.of(SAM), Set.of(SAM)))).isEqualTo(new Matched(SAM));
        assertThat(Match.byVotes(List.of(Set.of(SAM), Set.of(KIM)))).isEqualTo(new Ambiguous(List.of(SAM, KIM)));
        assertThat(Match.byVotes(List.of(Set.of(KIM), Set.of(SAM), Set.of(SAM))))
                .isEqualTo(new Ambiguous(List.of(SAM, KIM)));
    }

    @Test
    void T14_a_key_that_hits_several_abstains() {
        assertThat(Match.byVotes(List.of(Set.of(SAM, KIM)))).isEqualTo(new Unmatched());
        assertThat(Match.byVotes(List.of(Set.of(SAM, KIM), Set.of(KIM)))).isEqualTo(new Matched(KIM));
    }

    @Test
    void without_votes_nobody_is_matched() {
        assertThat(Match.byVotes(List.of())).isEqualTo(new Unmatched());
        assertThat(Match.byVotes(List.of(Set.of(), Set.of()))).isEqualTo(new Unmatched());
    }

    // ---- a ticket's contact ----

    @Test
    void a_contact_is_matched_by_exact_address_and_number() {
        assertThat(matching.match(aTicket())).isEqualTo(new Matched(SAM));
        assertThat(matching.match(aTicket(aContact(List.of("SAM@Acme.Example"), List.of()))))
                .isEqualTo(new Matched(SAM));
        assertThat(matching.match(aTicket(aContact(List.of(), List.of("1 202 555 0123")))))
                .isEqualTo(new Matched(SAM));
    }

    @Test
    void T14_neither_a_name_nor_a_part_of_a_number_matches() {
        assertThat(matching.match(aTicket(aContact(List.of(), List.of())))).isEqualTo(new Unmatched());
        assertThat(matching.match(aTicket(aContact(List.of("sam"), List.of("555 0123", "+44 20 2555 0123")))))
                .isEqualTo(new Unmatched());
    }

    @Test
    void the_link_alone_matches() {
        accounts.link(contactRef(77), KIM);

        assertThat(matching.match(aTicket(aContact(List.of(), List.of())))).isEqualTo(new Matched(KIM));
    }

    @Test
    void T08_an_address_planted_on_a_linked_contact_makes_it_ambiguous_and_not_somebody_else() {
        accounts.link(contactRef(77), SAM);

        assertThat(matching.match(aTicket(aContact(List.of(OTHER_MAIL.value()), List.of()))))
                .isEqualTo(new Ambiguous(List.of(SAM, KIM)));
    }

    @Test
    void T08_a_number_that_has_not_settled_decides_nobody() {
        accounts.know(anAccount(2, came(aPoint(3, OTHER_MOBILE), NOON, new Settling.AwaitsPerson(), null)));

        assertThat(matching.match(aTicket(aContact(List.of(), List.of(OTHER_MOBILE.e164())))))
                .isEqualTo(new Unmatched());
    }

    @Test
    void T14_a_number_of_two_people_decides_neither() {
        accounts.know(anAccount(2, aPoint(3, MOBILE)));

        assertThat(matching.match(aTicket(aContact(List.of(), List.of(MOBILE.e164())))))
                .isEqualTo(new Unmatched());
        assertThat(matching.match(aTicket(aContact(List.of(MAIL.value()), List.of(MOBILE.e164())))))
                .isEqualTo(new Matched(SAM));
    }

    @Test
    void T14_the_same_address_at_another_customer_is_somebody_else() {
        accounts.know(OTHER_CUSTOMER, OTHER_COMPANY);
        var there = new Ticket(
                ticketRef(1), TicketName.of(ticketRef(1)), OTHER_COMPANY, "Initech", aContact(), false, null);

        assertThat(matching.match(there)).isEqualTo(new Unmatched());
    }

    @Test
    void T14_a_contact_that_stands_for_nobody_in_particular_never_matches() {
        accounts.link(contactRef(77), SAM);
        catchAll = true;

        assertThat(matching.match(aTicket())).isEqualTo(new Unmatched());
    }

    @Test
    void without_contact_or_customer_nobody_is_matched() {
        var unknownCompany = new Ticket(
                ticketRef(1), TicketName.of(ticketRef(1)), OTHER_COMPANY, "Initech", aContact(), false, null);

        assertThat(matching.match(aTicket(null))).isEqualTo(new Unmatched());
        assertThat(matching.match(unknownCompany)).isEqualTo(new Unmatched());
    }

    @Test
    void T07_an_account_of_another_installation_is_never_found() {
        assertThat(accounts.account(INSTALLATION, SAM)).isPresent();
        assertThat(accounts.account(OTHER_INSTALLATION, SAM)).isEmpty();
    }

    @Test
    void a_contact_prints_without_what_it_holds() {
        assertThat(aTicket().toString())
                .doesNotContain("555")
                .doesNotContain("sam@")
                .doesNotContain("Sam");
    }
}
