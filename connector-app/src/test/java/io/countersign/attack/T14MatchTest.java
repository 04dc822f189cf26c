package io.countersign.attack;

import static io.countersign.attack.Attack.ask;
import static io.countersign.attack.Attack.connector;
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
        var person = connector().somebody();
        long ticket = connector().ticket(connector().contact(person.name(), null, null));

        assertThat(options(ticket).at("/match/kind")).isEqualTo("unmatched");
        assertThat(ask("ticketId", ticket, "method", "sms").status()).isEqualTo(422);
        assertThat(connector().texts(person.number())).isEmpty();
    }

    @Test
    void t14_two_people_of_one_name_are_told_apart_by_their_own_points() {
        String mail = connector().newMail();
        String other = connector().newMail();
        String one = connector().account("Alex Twin", mail, null);
        String two = connector().account("Alex Twin", other, null);
        assertThat(options(connector().ticket(connector().contact("Alex Twin", mail, null)))
                        .at("/match/account/id"))
                .isEqualTo(one);
        assertThat(options(connector().ticket(connector().contact("Alex Twin", other, null)))
                        .at("/match/account/id"))
                .isEqualTo(two);
    }

    @Test
    void t14_a_contact_marked_as_catch_all_never_matches() {
        var person = connector().somebody();
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
        String mail = connector().newMail();
        String number = connector().newNumber();
        connector().account("Front Desk One", mail, null);
        String second = connector().account("Front Desk Two", mail, number);

        assertThat(options(connector().ticket(connector().contact("Front Desk", mail, null)))
                        .at("/match/kind"))
                .isEqualTo("unmatched");
        assertThat(options(connector().ticket(connector().contact("Front Desk", mail, number)))
                        .at("/match/account/id"))
                .isEqualTo(second);
    }

    @Test
    void t14_points_of_two_people_are_ambiguous_until_somebody_picks_and_the_pick_is_in_the_note() {
        var one = connector().somebody();
        var two = connector().somebody();
        long ticket = connector().ticket(connector().contact(one.name(), one.mail(), two.number()));

        var options = options(ticket);
        assertThat(options.at("/match/kind")).isEqualTo("ambiguous");
        assertThat(options.body()
                        .at("/match/candidates")
                        .valueStream()
                        .map(candidate -> candidate.path("id").asString("")))
                .containsExactlyInAnyOrder(one.account(), two.account());
        assertThat(ask("ticketId", ticket, "method", "sms").status()).isEqualTo(422);
        assertThat(ask("ticketId", ticket, "method", "sms", "to", connector().newNumber(), "reason", "new phone")
                        .at("/match/kind"))
                .isNotEqualTo("matched");

        connector().pass(java.time.Duration.ofMinutes(1));
        String id = connector().open(Map.of("ticketId", ticket, "accountId", two.account(), "method", "sms"));
        assertThat(connector().enter(id, connector().codeBySms(two.number(), 1)).at("/outcome"))
                .isEqualTo("VERIFIED");
        assertThat(connector().verification(id).at("/match/account/id")).isEqualTo(two.account());
        io.countersign.trial.Connector.eventually(() -> connector().notes(ticket).stream()
                .map(note -> note.path("text").asString(""))
                .filter(text -> text.contains("Verified (") && text.contains("chosen by the technician"))
                .findFirst());
    }

    @Test
    void t14_an_account_of_another_customer_is_refused_and_one_that_is_not_there_not_found() {
        var person = connector().somebody();
        String installation = connector().installation().value();
        database()
                .sql(
                        "insert into customer (id, installation, key, name) values (?, ?, 'other', 'Other') on conflict do nothing")
                .params(
                        "c_"
                                + connector()
                                        .bean(io.countersign.app.secrets.Keys.class)
                                        .newName(),
                        installation)
                .update();
        String number = connector().newNumber();
        String foreign = connector()
                .post("/api/v1/accounts", Map.of("name", "Foreign Person", "mobile", number, "customer", "other"))
                .at("/id");

        assertThat(ask("ticketId", person.ticket(), "accountId", foreign, "method", "sms")
                        .status())
                .isEqualTo(422);
        assertThat(ask("ticketId", person.ticket(), "accountId", "a_" + "0".repeat(22), "method", "sms")
                        .status())
                .isEqualTo(404);
        // the other customer's number in this customer's contact matches nobody
        assertThat(options(connector().ticket(connector().contact("Foreign Person", null, number)))
                        .at("/match/kind"))
                .isEqualTo("unmatched");
        assertThat(connector().texts(number)).isEmpty();
    }

    @Test
    void t14_a_change_that_has_not_settled_draws_no_match() {
        var person = connector().somebody();
        String planted = connector().newNumber();
        Attack.require(Attack.change(person, "mobile", planted), 200);

        assertThat(options(connector().ticket(connector().contact("Somebody Else", null, planted)))
                        .at("/match/kind"))
                .isEqualTo("unmatched");
    }
}
