package io.countersign.app.pod;

import static io.countersign.app.pod.Gallery.ENGLISH;
import static io.countersign.app.pod.Sights.arrived;
import static io.countersign.app.pod.Sights.dana;
import static io.countersign.app.pod.Sights.matched;
import static io.countersign.memory.Fixtures.CODE;
import static io.countersign.memory.Fixtures.CUSTOMER;
import static io.countersign.memory.Fixtures.INSTALLATION;
import static io.countersign.memory.Fixtures.MOBILE;
import static io.countersign.memory.Fixtures.aPoint;
import static io.countersign.memory.Fixtures.aRequest;
import static io.countersign.memory.Fixtures.accountId;
import static io.countersign.memory.Fixtures.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.Account;
import io.countersign.app.desk.VerificationSight;
import io.countersign.policy.CodeEntry;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.Direction;
import io.countersign.verification.Verification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PodPagesTest {
    private static final String HOSTILE = "<script>alert(1)</script>\"'\u202Eevil";

    private final PodPages pages = new PodPages();

    private String html(Card card) {
        return pages.card(card, ENGLISH);
    }

    private String shell() {
        return pages.shell(
                new PodPages.Shell(
                        INSTALLATION,
                        io.countersign.app.installation.Psa.Kind.CONNECTWISE,
                        4711,
                        List.of("https://na.myconnectwise.net", "https://eu.myconnectwise.net"),
                        false,
                        file -> file + "?v=1"),
                ENGLISH);
    }

    @Test
    void the_names_that_outside_checks_rely_on_are_there() {
        assertThat(html(matched().card())).contains("Verify identity</button>");
        assertThat(html(Sights.unmatched().card()))
                .contains("<label for=\"verify-as\">Verify as</label>")
                .contains("id=\"verify-as\"")
                .contains("aria-label=\"Mobile number or e-mail\"")
                .contains(">Send</button>");
        var request = aRequest(Direction.INBOUND, CodeEntry.SHOWN, text(Basis.SETTLED));
        assertThat(html(matched().now(arrived(request)).card()))
                .contains("Approve</button>", "Deny</button>", "Cancel</button>", "Resend</button>");
        assertThat(html(matched().now(arrived(aRequest(text(Basis.SETTLED)))).card()))
                .contains("aria-label=\"Code\"", "Check code</button>", "Deny</button>", "Cancel</button>");
    }

    @Test
    void a_result_begins_with_its_word_and_its_sign_stands_before_it_hidden() {
        var begins = Map.of(
                "verified", "Verified",
                "verified-too-weak", "Verified",
                "reached", "Reached",
                "denied-by-user", "Denied",
                "wrong-codes", "Denied",
                "expired", "Expired",
                "undeliverable", "Undeliverable",
                "provider-down", "Undeliverable",
                "cancelled", "Cancelled",
                "disputed", "Disputed");
        var status = Pattern.compile(
                "<span class=\"sign\" aria-hidden=\"true\">.*?</span>\\s*<p role=\"status\"[^>]*>(.*?)</p>",
                Pattern.DOTALL);
        begins.forEach((state, word) -> {
            var found = status.matcher(html(requireNonNull(Gallery.cards().get(state))));
            assertThat(found.find()).as(state).isTrue();
            assertThat(found.group(1).replaceAll("<[^>]+>", "")).as(state).startsWith(word + " — ");
            assertThat(found.find()).as("one result only").isFalse();
        });
    }

    @Test
    void only_an_outcome_is_announced_as_a_result() {
        Gallery.cards().forEach((name, card) -> {
            if (!(card instanceof Card.Decided)) {
                assertThat(html(card)).as(name).doesNotContain("role=\"status\"");
            }
        });
    }

    @Test
    void green_is_for_enough_and_for_nothing_else() {
        Gallery.cards().forEach((name, card) -> {
            boolean green = html(card).contains("result good");
            assertThat(green).as(name).isEqualTo(card instanceof Card.Verified);
        });
    }

    @Test
    void T04_a_code_that_is_typed_blind_stands_nowhere() {
        var verification = arrived(aRequest(text(Basis.SETTLED)));
        var leaked =
                new VerificationSight(verification, Optional.of(CODE), 3, Map.of(), Optional.empty(), dana().now());

        assertThat(html(matched().now(leaked).card()))
                .as("even if the code were handed in by mistake")
                .doesNotContain("482", "913");
    }

    @Test
    void T04_a_code_that_is_shown_stands_there_while_open_and_not_after() {
        var request = aRequest(Direction.INBOUND, CodeEntry.SHOWN, text(Basis.SETTLED));
        assertThat(html(matched().now(arrived(request)).card())).contains("<span>482</span><span>913</span>");

        Gallery.cards().forEach((name, card) -> {
            if (card instanceof Card.Decided) {
                assertThat(html(card)).as(name).doesNotContain("482", "913");
            }
        });
    }

    @Test
    void no_card_holds_a_full_number_or_address() {
        Gallery.cards()
                .forEach((name, card) ->
                        assertThat(html(card)).as(name).doesNotContain("+1202", "5550123", "acme.example", "555-0123"));
    }

    @Test
    void a_masked_number_is_not_broken_between_its_dots_and_its_digits() {
        Gallery.cards().forEach((name, card) -> assertThat(html(card)).as(name).doesNotContain("• 0123", "• 0145"));
        assertThat(html(matched().card())).contains("••••\u00a00123");
        assertThat(pages.picks(Gallery.found(), false, ENGLISH)).contains("••••\u00a00123");
    }

    @Test
    void T19_hostile_names_stay_text() {
        var account = new Account(accountId(1), INSTALLATION, CUSTOMER.id(), HOSTILE, List.of(aPoint(1, MOBILE)));
        String card = html(matched(account).card());

        assertThat(card).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script", "\u202E");

        String picks = pages.picks(List.of(new Card.Pick("a\" onclick=\"x", HOSTILE, HOSTILE, true)), true, ENGLISH);
        assertThat(picks).doesNotContain("<script").doesNotContain("\" onclick");
    }

    @Test
    void nothing_on_a_page_needs_a_weaker_content_security_policy() {
        Gallery.cards().forEach((name, card) -> assertStrict(name, html(card)));
        assertStrict("shell", shell());
        assertThat(shell())
                .contains("\"allowEval\":false", "\"includeIndicatorStyles\":false", "\"historyEnabled\":false");
    }

    private static void assertStrict(String name, String html) {
        assertThat(html)
                .as(name)
                .doesNotContainPattern("\\s(style|on\\w+|hx-on[\\w:-]*)=")
                .doesNotContain("<style");
        assertThat(Pattern.compile("<script(?![^>]*\\ssrc=\"/)").matcher(html).find())
                .as("a script of its own in " + name)
                .isFalse();
        assertThat(html).as(name).doesNotContain("js:", "javascript:");
    }

    @Test
    void T07_the_shell_holds_ids_and_nothing_else() {
        assertThat(shell())
                .contains("data-installation=\"" + INSTALLATION.value() + "\"")
                .contains("data-ticket=\"4711\"")
                .contains("data-origins=\"https://na.myconnectwise.net https://eu.myconnectwise.net\"")
                .doesNotContain("Sample", "Acme", "Dana");
    }

    @Test
    void the_shell_brings_every_card_that_may_be_needed_before_a_proof() {
        for (Card card : CardOf.beforeProof(ENGLISH, false)) {
            assertThat(shell()).contains("<template id=\"state-" + card.state() + "\">");
        }
        assertThat(shell()).contains("/pod/pod.js?v=1", "/webjars/htmx.org/", "/dist/htmx.min.js?v=1");
        assertThat(PodPages.class.getResource("/META-INF/resources" + PodPages.HTMX))
                .isNotNull();
    }

    @Test
    void a_delivery_report_keeps_the_card_that_is_typed_into() {
        var request = aRequest(text(Basis.SETTLED));
        Card sending = matched().now(Sights.story(request)).card();
        Card waiting = matched().now(arrived(request)).card();

        assertThat(sending.state()).isEqualTo("sending");
        assertThat(waiting.state()).isEqualTo("waiting-blind");
        assertThat(waiting.key()).isEqualTo(sending.key());
    }

    @Test
    void what_is_offered_anew_takes_the_place_of_the_card() {
        assertThat(matched(account(MOBILE)).card().key())
                .isEqualTo(matched(account(MOBILE)).card().key())
                .isNotEqualTo(matched().card().key());
    }

    private static Account account(io.countersign.account.Place place) {
        return new Account(accountId(1), INSTALLATION, CUSTOMER.id(), "Sam Sample", List.of(aPoint(1, place)));
    }

    @Test
    void every_button_posts_to_this_very_verification() {
        Verification verification = arrived(aRequest(text(Basis.SETTLED)));
        String card = html(matched().now(verification).card());

        for (String way : List.of("code", "deny", "cancel", "resend")) {
            assertThat(card)
                    .contains("hx-post=\"/pod/api/verifications/"
                            + verification.id().value() + "/" + way + "\"");
        }
        assertThat(card).doesNotContain("/approve");
    }
}
