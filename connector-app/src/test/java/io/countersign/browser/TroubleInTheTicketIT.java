package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a technician sees when the ticket, the PSA or the message service is not as it should be, and what they can still do. */
class TroubleInTheTicketIT extends InTheBrowser {
    private static final long SEEDED = 1;
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @AfterEach
    void everybody_works_again() {
        for (String vendor : List.of(psa().key(), "twilio")) {
            fault(vendor, Map.of("mode", "ok"));
        }
    }

    private void fault(String vendor, Map<String, Object> fault) {
        assertThat(connector.sandbox("PUT", "/faults/" + vendor, fault).status())
                .isEqualTo(200);
    }

    /** The time that something took, from a press to what is waited for. */
    private static Duration took(Runnable what) {
        long before = System.nanoTime();
        what.run();
        return Duration.ofNanos(System.nanoTime() - before);
    }

    // ---- the ticket ----

    @Test
    void t14_a_contact_that_stands_for_nobody_is_never_matched() {
        var person = connector.somebody();
        policy(Map.of("catchAllContacts", List.of(person.contact())));
        try {
            var page = ticketPage(person.ticket());

            page.becomes("catch-all");
            assertThat(page.text()).contains("This contact stands for nobody in particular");
            assertThat(page.buttons()).doesNotContain("Verify identity");
            page.takesTyping("Verify as");
            page.photograph("catch-all");
        } finally {
            policy(Map.of("catchAllContacts", List.of()));
        }
    }

    private void policy(Map<String, Object> change) {
        assertThat(connector.call("PUT", "/api/v1/policy", change).status()).isEqualTo(200);
    }

    @Test
    void t26_a_note_that_was_typed_to_look_like_ours_is_a_red_line() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        page.press("Approve").becomes("verified");
        page.says("Note written");
        String genuine = connector.note(person.ticket());
        long other = connector.ticket(person.contact());
        connector.technicianWrites(other, genuine);

        var imitated = ticketPage(other);
        imitated.says("One note on this ticket looks like ours but is not");

        assertThat(imitated.badLine()).contains("Do not rely on it");
        imitated.photograph("look-alike");
        assertThat(ticketPage(person.ticket()).text()).doesNotContain("looks like ours");
    }

    // ---- the PSA ----

    @Test
    void t20_a_psa_that_is_down_is_said_at_once_nothing_is_begun_and_the_card_comes_back_by_itself() {
        // one of which no callback came lately: what a callback told is good for some minutes without the PSA
        var page = ticketPage(SEEDED);
        page.becomes("matched");
        fault(psa().key(), Map.of("mode", "status", "status", 503, "match", "GET tickets"));

        assertThat(took(() -> page.press("Verify identity").becomes("psa-down")))
                .isLessThan(AT_ONCE);
        page.says("We try again by ourselves in");
        assertThat(page.text()).contains("Say:");
        assertThat(page.buttons()).contains("Try again");
        page.photograph("psa-down");
        fault(psa().key(), Map.of("mode", "ok"));

        page.becomes("matched");
        assertThat(page.buttons()).doesNotContain("History");
    }

    @Test
    void a_note_that_the_psa_refuses_for_good_is_told_and_the_result_stands() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        fault(psa().key(), Map.of("mode", "status", "status", 400, "match", "POST notes"));

        page.press("Approve").becomes("verified");

        page.says("The PSA refused the note. The result stands; a person has to look.");
        assertThat(page.result()).startsWith("Verified");
        page.photograph("note-parked");
    }

    // ---- the message service ----

    @Test
    void t20_a_message_service_that_takes_nothing_is_said_at_once_and_the_mail_works_instead() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        fault("twilio", Map.of("mode", "status", "status", 429, "match", "POST messages", "retryAfter", 60));

        assertThat(took(() -> page.press("Verify identity").says("the message service can’t take it now")))
                .isLessThan(AT_ONCE);
        assertThat(page.text()).contains("E-mail", "still works: cancel, then choose it.");
        page.photograph("message-service-down");
        page.press("Cancel").becomes("cancelled");
        page.click("#method-email");
        page.ready("Verify identity");
        page.press("Verify identity").becomes("waiting-shown");

        assertThat(page.shownCode()).isEqualTo(connector.codeByMail(person.mail()));
        assertThat(connector.texts(person.number())).isEmpty();
    }

    @Test
    void t20_a_message_service_that_fails_is_said_at_once_with_what_still_works() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        fault("twilio", Map.of("mode", "status", "status", 503, "match", "POST messages"));

        assertThat(took(() -> page.press("Verify identity").says("still works: cancel, then choose it.")))
                .isLessThan(AT_ONCE);
        assertThat(page.text()).contains("maybe sent");
        page.photograph("message-service-fails");
    }

    @Test
    void a_landline_says_that_the_mail_still_works_and_when() {
        String landline = "+12025550190";
        String mail = connector.newMail();
        connector.account("Land Line Too", mail, landline);
        var page = ticketPage(connector.ticket(connector.contact("Land Line Too", mail, landline)));

        page.press("Verify identity").becomes("undeliverable");

        assertThat(page.text()).contains("Still works:", "ready in").doesNotContain("Nothing else");
        assertThat(page.takesPresses("Verify identity")).isFalse();
        page.photograph("undeliverable-mail-in-a-moment");
        connector.pass(Duration.ofSeconds(16));
        page.ready("Verify identity");
        page.press("Verify identity").becomes("waiting-shown");
        assertThat(page.shownCode()).isEqualTo(connector.codeByMail(mail));
    }

    // ---- what was proved ----

    @Test
    void what_proves_too_little_for_the_action_is_never_green_and_something_stronger_is_offered() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.click("#action option[value='password-reset']");
        page.click("#method-email");
        page.says("Password reset needs A2. This gives A1, which will not be enough.");
        page.photograph("matched-too-weak");
        page.press("Verify identity").becomes("waiting-shown");
        page.press("Approve").becomes("verified-too-weak");

        assertThat(page.result()).startsWith("Verified").contains("not enough for password reset");
        assertThat(page.tone()).contains("caution").doesNotContain("good");
        assertThat(page.text()).contains("It needs A2: use something stronger.", "Text");
        assertThat(connector.note(person.ticket())).containsIgnoringCase("not enough");
        page.photograph("verified-too-weak");
    }

    @Test
    void somebody_whom_we_call_confirms_by_their_reply() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.click("#direction-outbound");
        page.press("Verify identity").becomes("waiting-outbound");
        connector.codeBySms(person.number(), 1);

        connector.sandbox("POST", "/phones/" + person.number() + "/reply", Map.of("text", "YES"));
        page.becomes("verified", "verified-too-weak");

        assertThat(page.result()).startsWith("Verified");
        assertThat(page.text()).contains("confirmed by the person");
        page.photograph("verified-outbound");
    }

    @Test
    void under_reduced_motion_nothing_moves_but_the_figures_of_the_countdown() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        String ring = "[role=timer] .ring";
        assertThat(page.isShown(ring)).isTrue();

        Browser.reducedMotion(true);
        try {
            assertThat(page.isShown(ring)).isFalse();
            assertThat(
                            page.browser()
                                    .executeScript(
                                            "return [...document.querySelectorAll('*')].filter((one) => one.getAnimations().length > 0 || getComputedStyle(one).transitionDuration !== '0s').length"))
                    .isEqualTo(0L);
            String first = page.timeLeft();
            page.until(() -> Optional.of(page.timeLeft()).filter(left -> !left.equals(first)));
        } finally {
            Browser.reducedMotion(false);
        }
    }
}
