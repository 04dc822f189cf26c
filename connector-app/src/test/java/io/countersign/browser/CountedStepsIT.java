package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** How much a technician has to do, counted from a loaded pod to the outcome, and that the keyboard is enough. */
class CountedStepsIT extends InTheBrowser {
    @Test
    void a_matched_person_takes_one_click_and_six_keys() {
        blind(() -> {
            var person = connector.somebody();
            var page = ticketPage(person.ticket());

            page.press("Verify identity").becomes("waiting-blind");
            page.type(connector.codeBySms(person.number(), 1)).becomes("verified");

            assertThat(page.hands()).isEqualTo("1 clicks, 6 keys");
        });
    }

    @Test
    void verify_as_takes_two_clicks_and_nine_keys() {
        blind(() -> {
            String number = connector.newNumber();
            connector.account("Quentin Rare", null, number);
            var page = ticketPage(connector.ticket(connector.contact("Somebody Else", connector.newMail(), null)));
            page.becomes("unmatched");

            page.into("Verify as").type("que");
            page.until(() -> page.browser().findElements(By.cssSelector("#picks .pick")).stream()
                    .map(WebElement::getText)
                    .filter(pick -> pick.contains("Quentin Rare"))
                    .findFirst());
            page.photograph("verify-as-found");
            page.pick("#picks .pick", "Quentin Rare").becomes("waiting-blind");
            page.type(connector.codeBySms(number, 1)).becomes("verified", "verified-too-weak");

            assertThat(page.hands()).isEqualTo("2 clicks, 9 keys");
            assertThat(page.text()).contains("Quentin Rare", "You chose the account");
            page.photograph("verified-as");
        });
    }

    @Test
    void spaces_and_dashes_in_a_code_do_not_matter() {
        blind(() -> {
            for (String between : List.of(" ", "-")) {
                var person = connector.somebody();
                var page = ticketPage(person.ticket());
                page.press("Verify identity").becomes("waiting-blind");
                String code = connector.codeBySms(person.number(), 1);

                page.type(code.substring(0, 3) + between + code.substring(3)).becomes("verified");
            }
        });
    }

    @Test
    void a_pasted_code_is_checked_by_itself() {
        blind(() -> {
            var person = connector.somebody();
            var page = ticketPage(person.ticket());
            page.press("Verify identity").becomes("waiting-blind");
            String code = connector.codeBySms(person.number(), 1);

            // what the browser's own paste does, without a clipboard that other programs share
            page.browser()
                    .executeScript(
                            "document.execCommand('insertText', false, arguments[0])",
                            " " + code.substring(0, 3) + "\u2009-\u00a0" + code.substring(3) + " ");
            page.becomes("verified");
        });
    }

    @Test
    void the_button_checks_too() {
        blind(() -> {
            var person = connector.somebody();
            var page = ticketPage(person.ticket());
            page.press("Verify identity").becomes("waiting-blind");
            String code = connector.codeBySms(person.number(), 1);

            page.type(code.substring(0, 5)).press("Check code");
            page.says("A code has six digits");
            assertThat(page.typed("Code")).isEmpty();
            page.into("Code");
            page.type(code).becomes("verified");
        });
    }

    @Test
    void the_keyboard_alone_is_enough() {
        blind(() -> {
            var person = connector.somebody();
            var page = ticketPage(person.ticket());
            page.browser().executeScript("window.focus()");
            tabTo(page, "Verify identity");
            key(page, Keys.ENTER);
            page.becomes("waiting-blind");
            // the focus follows the card a moment later
            page.until(() -> Optional.of(page.focused()).filter("Code"::equals));

            page.type(connector.codeBySms(person.number(), 1)).becomes("verified");

            page.focusIsOn("result");
            tabTo(page, "History");
            key(page, Keys.ENTER);
            page.becomes("history");
            tabTo(page, "Back");
            key(page, Keys.ENTER);
            page.becomes("verified");
            assertThat(page.hands()).startsWith("0 clicks");
        });
    }

    @Test
    void approve_by_keyboard_alone() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        tabTo(page, "Verify identity");
        key(page, Keys.ENTER);
        page.becomes("waiting-shown");
        tabTo(page, "Approve");
        key(page, Keys.ENTER);
        page.becomes("verified");
    }

    @Test
    void a_decision_taken_elsewhere_shows_within_half_a_second_without_reload_and_the_same_after_one() {
        var times = java.util.stream.IntStream.range(0, 3)
                .mapToLong(round -> timeUntilShown())
                .sorted()
                .toArray();

        assertThat(times[1]).as("milliseconds, middle of %s", times).isLessThan(500);
    }

    private long timeUntilShown() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        String code = connector.codeBySms(person.number(), 1);
        String id = page.verification();
        page.browser().executeScript("""
                window.neverReloaded = true;
                new MutationObserver(() => {
                    if (document.getElementById('card')?.dataset.state === 'verified') { window.shownAt ??= Date.now(); }
                }).observe(document.querySelector('main'), {childList: true, subtree: true, attributes: true});
                """);

        assertThat(connector.enter(id, code).at("/outcome")).isEqualTo("VERIFIED");
        long decided = System.currentTimeMillis();
        long shown = page.until(() -> Optional.ofNullable((Number)
                        page.browser().executeScript("return window.neverReloaded ? window.shownAt ?? null : null")))
                .longValue();

        String before = page.result();
        assertThat(ticketPage(person.ticket()).result()).isEqualTo(before);
        return Math.max(0, shown - decided);
    }

    @Test
    void every_waiting_state_is_the_same_after_a_reload() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        String code = page.shownCode();

        var again = ticketPage(person.ticket());

        again.becomes("waiting-shown");
        assertThat(again.shownCode()).isEqualTo(code);
        assertThat(connector.texts(person.number())).hasSize(1);
    }

    @Test
    void a_form_that_somebody_fills_in_survives_a_change_of_the_ticket() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Somebody else, or another number");
        page.into("Mobile number or e-mail").type("+1202");

        connector.sandbox(
                "PATCH", "/" + psa().key() + "/tickets/" + person.ticket(), Map.of("summary", "Another summary"));

        assertThat(page.typed("Mobile number or e-mail")).isEqualTo("+1202");
    }

    private static void tabTo(TicketPage page, String name) {
        for (int presses = 0; presses < 25; presses++) {
            if (page.focused().equals(name)) {
                return;
            }
            key(page, Keys.TAB);
        }
        throw new AssertionError("Tab never comes to " + name);
    }

    private static void key(TicketPage page, Keys key) {
        new Actions(page.browser()).sendKeys(key).perform();
    }
}
