package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.trial.Connector;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a technician sees and does in the ticket, state by state. */
class VerifyInTheTicketIT extends InTheBrowser {
    @Test
    void a_matched_person_reads_the_shown_code_and_the_technician_approves() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.becomes("matched");
        assertThat(page.text())
                .contains(person.name(), "matched", person.number().substring(8));
        page.photograph("matched");

        page.press("Verify identity").becomes("waiting-shown");
        assertThat(page.shownCode()).isEqualTo(connector.codeBySms(person.number(), 1));
        page.photograph("waiting-shown");
        page.press("Approve").becomes("verified");

        assertThat(page.result()).startsWith("Verified");
        assertThat(page.tone()).contains("good");
        assertThat(connector.note(person.ticket())).contains("Verified (A2", person.name());
        page.says("Note written");
        assertThat(page.shownCode()).isEmpty();
        page.photograph("verified");
    }

    @Test
    void a_technician_who_hears_another_code_denies() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");

        page.press("Deny").becomes("denied-by-technician");

        assertThat(page.result()).startsWith("Denied");
        assertThat(page.tone()).doesNotContain("good");
        assertThat(connector.note(person.ticket())).contains("NOT verified");
        page.photograph("denied-by-technician");
    }

    @Test
    void a_code_typed_blind_may_be_wrong_once_and_then_right() {
        blind(() -> {
            var person = connector.somebody();
            var page = ticketPage(person.ticket());
            page.press("Verify identity").becomes("waiting-blind");
            assertThat(page.buttons()).doesNotContain("Approve");
            assertThat(page.text()).contains("3 tries left");
            String code = connector.codeBySms(person.number(), 1);
            page.photograph("waiting-blind");

            page.type(Connector.wrong(code, 1));
            page.says("2 tries left");
            assertThat(page.text()).contains("That code is wrong");
            assertThat(page.focused()).isEqualTo("Code");
            page.photograph("waiting-blind-wrong");
            page.type(code).becomes("verified");

            assertThat(page.result()).startsWith("Verified");
        });
    }

    @Test
    void three_wrong_codes_end_it() {
        blind(() -> {
            var person = connector.somebody();
            var page = ticketPage(person.ticket());
            page.press("Verify identity").becomes("waiting-blind");
            String code = connector.codeBySms(person.number(), 1);

            page.type(Connector.wrong(code, 1));
            page.says("2 tries left");
            page.type(Connector.wrong(code, 2));
            page.says("1 try left");
            page.type(Connector.wrong(code, 3)).becomes("wrong-codes");

            assertThat(page.result()).startsWith("Denied");
            page.photograph("wrong-codes");
        });
    }

    @Test
    void a_number_given_on_the_phone_reaches_somebody_and_identifies_nobody() {
        long ticket = connector.ticket(connector.contact("Un Known", connector.newMail(), null));
        String given = connector.newNumber();
        var page = ticketPage(ticket);
        page.becomes("unmatched");
        page.photograph("unmatched");

        page.into("Mobile number or e-mail").type(given).press("Send");
        page.becomes("waiting-shown");
        assertThat(page.shownCode()).isEqualTo(connector.codeBySms(given, 1));
        page.press("Approve").becomes("reached");

        assertThat(page.result()).startsWith("Reached");
        assertThat(page.tone()).contains("caution").doesNotContain("good");
        assertThat(page.text()).contains("This does not tell you who they are", "identifies nobody");
        assertThat(connector.note(ticket)).contains("Reached (A0)", "does NOT identify anyone");
        page.photograph("reached");
    }

    @Test
    void a_code_that_nobody_gives_expires_before_the_technicians_eyes() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        assertThat(page.timeLeft()).matches("[45]:[0-5][0-9]");

        connector.pass(Duration.ofMinutes(5));
        page.becomes("expired");

        assertThat(page.result()).startsWith("Expired");
        assertThat(page.text()).contains("Say:");
        page.photograph("expired");
    }

    @Test
    void the_time_left_is_seen_running() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        page.until(() -> Optional.ofNullable(page.browser()
                        .findElement(By.cssSelector("[role=timer]"))
                        .getAccessibleName())
                .filter("Time left"::equals));
        String first = page.timeLeft();

        page.until(() -> Optional.of(page.timeLeft()).filter(left -> !left.equals(first)));
    }

    @Test
    void outbound_shows_the_code_to_read_out_in_blind_mode_too_and_nothing_to_approve() {
        blind(() -> {
            var person = connector.somebody();
            var page = ticketPage(person.ticket());
            page.click("#direction-outbound");
            page.photograph("matched-outbound");
            page.press("Verify identity").becomes("waiting-outbound");

            assertThat(page.shownCode()).isEqualTo(connector.codeBySms(person.number(), 1));
            assertThat(page.buttons()).contains("Deny", "Cancel").doesNotContain("Approve", "Check code");
            page.photograph("waiting-outbound");
        });
    }

    @Test
    void a_code_is_sent_again_as_the_same_card() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        String first = connector.codeBySms(person.number(), 1);

        page.press("Resend");
        page.says("no new one for");
        page.photograph("resend-too-soon");
        connector.pass(Duration.ofSeconds(16));
        page.press("Resend");

        assertThat(connector.codeBySms(person.number(), 2)).isNotEmpty();
        page.until(() ->
                Optional.of(page.shownCode()).filter(code -> code.equals(connector.codeBySms(person.number(), 2))));
        assertThat(first).hasSize(6);
    }

    @Test
    void a_technician_cancels() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");

        page.press("Cancel").becomes("cancelled");

        assertThat(page.result()).startsWith("Cancelled");
        page.photograph("cancelled");
    }

    @Test
    void a_contact_that_fits_two_accounts_is_picked_and_the_code_goes_out() {
        String mail = connector.newMail();
        String number = connector.newNumber();
        connector.account("Amy Twin", mail, connector.newNumber());
        connector.account("Bea Twin", connector.newMail(), number);
        var page = ticketPage(connector.ticket(connector.contact("Twin Sister", mail, number)));
        page.becomes("ambiguous");
        page.photograph("ambiguous");

        page.pick(".choose .pick", "Bea Twin");
        page.becomes("waiting-shown");

        assertThat(page.shownCode()).isEqualTo(connector.codeBySms(number, 1));
        assertThat(page.text()).contains("Bea Twin");
    }

    @Test
    void a_ticket_without_contact_says_so_and_lets_somebody_be_found() {
        var page = ticketPage(connector.ticketOfNobody());
        page.becomes("no-contact");

        assertThat(page.text()).contains("This ticket names no contact");
        page.takesTyping("Verify as");
        page.photograph("no-contact");
    }

    @Test
    void a_closed_ticket_offers_nothing_and_closing_cancels_what_is_open() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");

        connector.sandbox("PATCH", "/" + psa().key() + "/tickets/" + person.ticket(), Map.of("closed", true));
        page.becomes("cancelled");
        assertThat(page.text()).contains("the ticket was closed");
        page.photograph("ticket-closed-while-open");

        page.press("New verification").becomes("nothing-offered");
        assertThat(page.text()).contains("The ticket is closed");
        assertThat(page.buttons()).doesNotContain("Verify identity");
        page.photograph("nothing-offered-closed");
    }

    @Test
    void a_number_that_answered_stop_says_so_and_the_mail_works_instead() {
        var person = connector.somebody();
        connector.sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", "STOP"));
        var page = ticketPage(person.ticket());
        page.says("they answered STOP to us");
        page.photograph("stopped-number");

        page.press("Verify identity").becomes("waiting-shown");

        assertThat(page.shownCode()).isEqualTo(connector.codeByMail(person.mail()));
        assertThat(connector.texts(person.number())).isEmpty();
    }

    @Test
    void somebody_who_answers_no_while_the_code_is_open_denies_before_the_technicians_eyes() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        connector.codeBySms(person.number(), 1);

        connector.sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", "NO"));
        page.becomes("denied-by-user");

        assertThat(page.result()).startsWith("Denied").contains("says that it wasn’t them");
        assertThat(page.tone()).contains("bad");
        assertThat(page.text()).contains("impersonation attempt", "Say:");
        assertThat(page.shownCode()).isEmpty();
        assertThat(connector.note(person.ticket())).contains("NOT verified", "impersonation");
        page.photograph("denied-by-user");
    }

    @Test
    void somebody_who_answers_no_after_the_decision_disputes_it() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        connector.codeBySms(person.number(), 1);
        page.press("Approve").becomes("verified");

        connector.sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", "NO"));
        page.becomes("disputed");

        assertThat(page.result()).startsWith("Disputed").contains("says that it wasn’t them");
        assertThat(page.tone()).contains("bad").doesNotContain("good");
        page.says("Dispute noted");
        page.photograph("disputed");
        page.press("History").says("disputed");
        page.photograph("history-disputed");
        page.press("Back").becomes("disputed");
        page.press("New verification").becomes("nothing-offered");
        assertThat(page.text()).contains("An earlier verification here is disputed");
        page.photograph("nothing-offered-frozen");
    }

    @Test
    void a_landline_is_undeliverable_with_what_to_do_and_to_say() {
        String landline = "+12025550191";
        connector.account("Land Line", null, landline);
        var page = ticketPage(connector.ticket(connector.contact("Land Line", null, landline)));

        page.press("Verify identity").becomes("undeliverable");

        assertThat(page.result()).startsWith("Undeliverable");
        assertThat(page.tone()).contains("caution");
        assertThat(page.text()).contains("administrator", "Say:");
        page.photograph("undeliverable-landline");
    }

    @Test
    void a_second_technician_takes_the_call_over_within_a_quarter_of_an_hour() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        page.press("Approve").becomes("verified");

        var second = ticketPage(person.ticket(), "asmith");
        assertThat(second.tone()).doesNotContain("good");
        second.photograph("verified-for-another");
        second.press("I took over this call").becomes("verified");

        assertThat(second.text()).contains("Taken over by");
        second.photograph("taken-over");
    }

    @Test
    void after_a_quarter_of_an_hour_a_call_cannot_be_taken_over() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        page.press("Approve").becomes("verified");
        connector.pass(Duration.ofMinutes(16));

        var second = ticketPage(person.ticket(), "asmith");

        second.becomes("matched");
        assertThat(second.buttons()).doesNotContain("I took over this call");
        assertThat(second.isGreen()).isFalse();
        second.photograph("matched-with-history");
    }

    @Test
    void history_shows_what_went_before_as_history() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        page.press("Approve").becomes("verified");

        page.press("History").becomes("history");
        assertThat(page.text()).contains("Verified (A2)", "J. Doe");
        assertThat(page.isGreen()).isFalse();
        page.photograph("history");

        page.press("Back").becomes("verified");
    }

    @Test
    void whoever_comes_second_is_told_who_was_first() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        String id = page.verification();

        assertThat(connector.post("/api/v1/verifications/" + id + "/deny", null).status())
                .isEqualTo(200);

        page.becomes("denied-by-technician", "somebody-else-decided");
        assertThat(page.result()).startsWith("Denied");
        assertThat(page.text()).contains("automation");
        page.photograph("denied-by-automation");
    }

    @Test
    void a_session_that_ended_is_begun_again_by_a_press() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        connector
                .bean(JdbcClient.class)
                .sql("update pod_session set used_at = used_at - interval '31 minutes'")
                .update();

        // by script: word of the new ticket may come just now, and the page finds out before anybody can press
        page.browser()
                .executeScript(
                        "[...document.querySelectorAll('#card button')].find((one) => one.innerText.includes('Verify identity'))?.click()");
        page.becomes("session-over");
        assertThat(page.text()).doesNotContain(person.name());
        page.photograph("session-over");
        assertThat(Browser.complaints()).allMatch(line -> line.contains("401"));
        page.press("Sign in again").becomes("matched");
    }
}
