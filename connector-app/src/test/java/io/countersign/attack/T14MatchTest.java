package io.countersign.attack;

import static io.countersign.attack.Attack.CONNECTOR;
import static io.countersign.attack.Attack.ask;
import static io.countersign.attack.Attack.database;
import static io.countersign.attack.Attack.options;
import static io.countersign.attack.Attack.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Somebody is taken for another of the same name, or for whoever shares a mailbox. */
class T14MatchTest {
    @Test
    void t14_the_same_name_alone_matches_nobody() {
        var person = CONNECTOR.somebody();
        long ticket = CONNECTOR.ticket(CONNECTOR.contact(person.name(), null, null));

        assertThat(options(ticket).at("/match/kind")).isEqualTo("unmatched");
        assertThat(ask("ticketId", ticket, "method", "sms").status()).isEqualTo(422);
        assertThat(CONNECTOR.texts(person.number())).isEmpty();
    }

    @Test
    void t14_two_people_of_one_name_are_told_apart_by_their_own_points() {
        String mail = CONNECTOR.newMail();
        String other = CONNECTOR.newMail();
        String one = CONNECTOR.account("Alex Twin", mail, null);
        String two = CONNECTOR.account("Alex Twin", other, null);
        assertThat(options(CONNECTOR.ticket(CONNECTOR.contact("Alex Twin", mail, null)))
                        .at("/match/account/id"))
                .isEqualTo(one);
        assertThat(options(CONNECTOR.ticket(CONNECTOR.contact("Alex Twin", other, null)))
                        .at("/match/account/id"))
                .isEqualTo(two);
    }

    @Test
    void t14_a_contact_marked_as_catch_all_never_matches() {
        var person = CONNECTOR.somebody();
        assertThat(options(person.ticket()).at("/match/kind")).isEqualTo("matched");
        try (var held =
                policy(Map.of("catchAllContacts", List.of(person.contact())), Map.of("catchAllContacts", List.of()))) {
            assertThat(held).isNotNull();
            assertThat(options(person.ticket()).at("/match/kind")).isEqualTo("unmatched");
            assertThat(ask("ticketId", person.ticket(), "method", "sms").status())
                    .isEqualTo(422);
        }
    }

    @Test
    void t14_an_address_that_two_people_share_abstains() {
        String mail = CONNECTOR.newMail();
        String number = CONNECTOR.newNumber();
        CONNECTOR.account("Front Desk One", mail, null);
        String second = CONNECTOR.account("Front Desk Two", mail, number);

        assertThat(options(CONNECTOR.ticket(CONNECTOR.contact("Front Desk", mail, null)))
                        .at("/match/kind"))
                .isEqualTo("unmatched");
        assertThat(options(CONNECTOR.ticket(CONNECTOR.contact("Front Desk", mail, number)))
                        .at("/match/account/id"))
                .isEqualTo(second);
    }

    @Test
    void t14_points_of_two_people_are_ambiguous_until_somebody_picks_and_the_pick_is_in_the_note() {
        var one = CONNECTOR.somebody();
        var two = CONNECTOR.somebody();
        long ticket = CONNECTOR.ticket(CONNECTOR.contact(one.name(), one.mail(), two.number()));

        var options = options(ticket);
        assertThat(options.at("/match/kind")).isEqualTo("ambiguous");
        assertThat(options.body()
                        .at("/match/candidates")
                        .valueStream()
                        .map(candidate -> candidate.path("id").asString("")))
                .containsExactlyInAnyOrder(one.account(), two.account());
        assertThat(ask("ticketId", ticket, "method", "sms").status()).isEqualTo(422);
        assertThat(ask("ticketId", ticket, "method", "sms", "to", CONNECTOR.newNumber(), "reason", "new phone")
                        .at("/match/kind"))
                .isNotEqualTo("matched");

        CONNECTOR.pass(java.time.Duration.ofMinutes(1));
        String id = CONNECTOR.open(Map.of("ticketId", ticket, "accountId", two.account(), "method", "sms"));
        assertThat(CONNECTOR.enter(id, CONNECTOR.codeBySms(two.number(), 1)).at("/outcome"))
                .isEqualTo("VERIFIED");
        assertThat(CONNECTOR.verification(id).at("/match/account/id")).isEqualTo(two.account());
        io.countersign.trial.Connector.eventually(() -> CONNECTOR.notes(ticket).stream()
                .map(note -> note.path("text").asString(""))
                .filter(text -> text.contains("Verified (") && text.contains("chosen by the technician"))
                .findFirst());
    }

    @Test
    void t14_an_account_of_another_customer_is_refused_and_one_that_is_not_there_not_found() {
        var person = CONNECTOR.somebody();
        String installation = CONNECTOR.installation().value();
        database()
                .sql(
                        "insert into customer (id, installation, key, name) values ('c_00000000000000000other', ?, 'other', 'Other') on conflict do nothing")
                .param(installation)
                .update();
        String number = CONNECTOR.newNumber();
        String foreign = CONNECTOR
                .post("/api/v1/accounts", Map.of("name", "Foreign Person", "mobile", number, "customer", "other"))
                .at("/id");

        assertThat(ask("ticketId", person.ticket(), "accountId", foreign, "method", "sms")
                        .status())
                .isEqualTo(422);
        assertThat(ask("ticketId", person.ticket(), "accountId", "a_" + "0".repeat(22), "method", "sms")
                        .status())
                .isEqualTo(404);
        // the other customer's number in this customer's contact matches nobody
        assertThat(options(CONNECTOR.ticket(CONNECTOR.contact("Foreign Person", null, number)))
                        .at("/match/kind"))
                .isEqualTo("unmatched");
        assertThat(CONNECTOR.texts(number)).isEmpty();
    }

    @Test
    void t14_a_change_that_has_not_settled_draws_no_match() {
        var person = CONNECTOR.somebody();
        String planted = CONNECTOR.newNumber();
        Attack.require(Attack.change(person, "mobile", planted), 200);

        assertThat(options(CONNECTOR.ticket(CONNECTOR.contact("Somebody Else", null, planted)))
                        .at("/match/kind"))
                .isEqualTo("unmatched");
    }
}
