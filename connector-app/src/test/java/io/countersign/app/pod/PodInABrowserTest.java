package io.countersign.app.pod;

import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.aRequest;
import static io.countersign.memory.Fixtures.aVerification;
import static io.countersign.memory.Fixtures.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.browser.Browser;
import io.countersign.browser.LivePage;
import io.countersign.browser.NeedsBrowser;
import io.countersign.challenge.Channel;
import io.countersign.policy.CodeEntry;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.VerificationEvent.Comparison;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.Expired;
import io.countersign.verification.VerificationEvent.Verified;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The pod in the frame of another site, in a real browser, with real presses of keys and buttons. */
@ExtendWith(NeedsBrowser.class)
class PodInABrowserTest {
    private final ChromeDriver browser = Browser.withSitesApart();
    private final LivePage page = new LivePage(browser);
    private PlayedServer server;

    @BeforeEach
    void open() throws IOException {
        server = new PlayedServer(Sights.matched());
        complaints();
    }

    @AfterEach
    void close() {
        browser.get("about:blank");
        browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        server.close();
    }

    private List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    private void openTicket() {
        browser.get(server.ticketUrl());
        browser.switchTo().frame("pod");
    }

    private void press(String button) {
        page.click(() -> browser.findElements(By.cssSelector("#card button")).stream()
                .filter(one -> one.getText().equals(button))
                .findFirst());
    }

    /** Types into whatever has the focus. */
    private void type(CharSequence keys) {
        new Actions(browser).sendKeys(keys).perform();
    }

    /** Types once the keyboard stands in the code field: nobody is quicker than the page that puts it there. */
    private void typeCode(String digits) {
        page.focusIsOn("code");
        type(digits);
    }

    private String status() {
        return page.read("#result");
    }

    private @Nullable Object run(String script) {
        return ((JavascriptExecutor) browser).executeScript(script);
    }

    @Test
    void matched_takes_one_click_and_six_keys() {
        openTicket();
        page.becomes("matched");

        press("Verify identity");
        page.sees("#code");
        typeCode("482913");

        assertThat(status()).startsWith("Verified");
        assertThat(server.askedFor("POST /pod/api/verifications"))
                .hasSize(2)
                .first()
                .asString()
                .contains("method=sms", "action=password-reset", "direction=inbound");
    }

    @Test
    void verify_as_takes_two_clicks_three_letters_and_six_keys() {
        server.sights = Sights.unmatched();
        openTicket();
        page.becomes("unmatched");

        page.click("#verify-as");
        type("sam");
        page.click("#picks .pick");
        page.sees("#code");
        typeCode("482913");

        assertThat(status()).startsWith("Verified");
        assertThat(server.askedFor("GET /pod/api/accounts"))
                .hasSize(1)
                .first()
                .asString()
                .contains("search=sam");
        assertThat(server.askedFor("POST /pod/api/verifications "))
                .first()
                .asString()
                .contains("account=a_");
    }

    @Test
    void enter_in_the_search_sends_nothing() {
        server.sights = Sights.unmatched();
        openTicket();
        page.becomes("unmatched");

        page.click("#verify-as");
        type("sam");
        page.sees("#picks .pick");
        type(Keys.ENTER);

        assertThat(server.askedFor("POST /pod/api/verifications")).isEmpty();
    }

    @Test
    void a_number_they_give_goes_with_its_reason() {
        server.sights = Sights.unmatched();
        openTicket();
        page.becomes("unmatched");

        page.click("#place");
        type("202 555 0177");
        page.click("#reason option[data-other]");
        page.sees("#other-reason");
        type("phone in the car");
        press("Send");
        page.sees("#code");

        assertThat(server.askedFor("POST /pod/api/verifications"))
                .first()
                .asString()
                .contains("to=202%20555%200177", "reason=phone%20in%20the%20car")
                .doesNotContain("borrowed");
    }

    @Test
    void a_wrong_code_is_told_and_the_next_one_can_be_typed_at_once() {
        openTicket();
        page.becomes("matched");
        press("Verify identity");
        page.sees("#code");

        typeCode("111111");
        assertThat(page.read(".told")).contains("That code is wrong");
        assertThat(page.read("#tries")).isEqualTo("2 tries left");
        typeCode("482 913");

        assertThat(status()).startsWith("Verified");
    }

    @Test
    void a_delivery_report_leaves_the_typed_digits_and_the_focus_alone() {
        openTicket();
        page.becomes("matched");
        press("Verify identity");
        page.becomes("sending");
        typeCode("482");
        run("document.getElementById('code').theVerySame = true");

        server.delivered();
        page.becomes("waiting-blind");

        assertThat(page.read("#deliveries")).contains("delivered 12:00:05");
        assertThat(run("return document.getElementById('code').theVerySame")).isEqualTo(true);
        assertThat(page.property("#code", "value")).isEqualTo("482");
        type("913");
        assertThat(status()).startsWith("Verified");
    }

    @Test
    void a_card_that_arrives_late_does_not_take_the_place_of_what_a_press_brought() {
        openTicket();
        page.becomes("matched");
        var late = new CountDownLatch(1);
        server.late = late;
        int before = cardsRead();
        page.waitUntil(() -> server.listening() > 0);
        server.changed();
        page.waitUntil(() -> cardsRead() == before + 1);

        press("Verify identity");
        page.sees("#code");
        server.late = null;
        late.countDown();

        page.waitUntil(() -> cardsRead() == before + 2);
        typeCode("482913");
        assertThat(status()).startsWith("Verified");
    }

    private int cardsRead() {
        return server.askedFor("GET /pod/api/card").size();
    }

    @Test
    void digits_outlive_a_resend() {
        openTicket();
        page.becomes("matched");
        press("Verify identity");
        page.sees("#code");
        typeCode("48");

        run("document.getElementById('card').isOld = true");
        press("Resend");
        page.waitUntil(() -> run("return document.getElementById('card')?.isOld ?? null") == null);

        page.waitUntil(() -> "48".equals(page.property("#code", "value")));
        typeCode("2913");
        assertThat(status()).startsWith("Verified");
    }

    @Test
    void what_happens_elsewhere_arrives_by_itself() {
        openTicket();
        page.becomes("matched");
        press("Verify identity");
        page.sees("#code");

        server.happens(new Expired(NOON.plusSeconds(300)));

        page.becomes("expired");
        assertThat(status()).startsWith("Expired");
    }

    @Test
    void a_dispute_arrives_while_a_new_verification_is_prepared() {
        server.verification = Sights.arrived(
                aRequest(text(Basis.SETTLED)), new Verified(NOON.plusSeconds(5), DANA, Comparison.TYPED));
        openTicket();
        page.becomes("verified");
        press("New verification");
        page.becomes("matched");

        server.happens(new Disputed(NOON.plusSeconds(9), Channel.SMS));

        assertThat(page.read("#why .bad")).contains("disputed");
    }

    @Test
    void the_pod_takes_no_focus_from_the_ticket_around_it() {
        openTicket();
        page.becomes("matched");
        browser.switchTo().defaultContent();
        page.click("#note");
        type("half-typed");

        server.verification = aVerification();
        server.changed();
        browser.switchTo().frame("pod");
        page.sees("#code");
        browser.switchTo().defaultContent();
        type(" note");

        assertThat(page.property("#note", "value")).isEqualTo("half-typed note");
    }

    @Test
    void the_keyboard_stands_in_the_code_field_once_the_technician_comes_back_to_the_pod() {
        openTicket();
        page.becomes("matched");
        browser.switchTo().defaultContent();
        page.click("#note");
        server.verification = aVerification();
        server.changed();
        browser.switchTo().frame("pod");
        page.sees("#code");
        assertThat(run("return document.activeElement.id")).isEqualTo("");

        browser.switchTo().defaultContent();
        run("document.getElementById('pod').focus()");
        browser.switchTo().frame("pod");

        typeCode("482913");
        assertThat(status()).startsWith("Verified");
    }

    @Test
    void the_second_half_of_a_double_click_does_not_approve_what_nobody_has_heard() {
        server.entry = CodeEntry.SHOWN;
        openTicket();
        page.becomes("matched");
        run("""
                window.clicks = [];
                const click = (button) => {
                  const place = { bubbles: true, cancelable: true, detail: 1, clientX: 50, clientY: 150 };
                  button.dispatchEvent(new PointerEvent('pointerdown', place));
                  window.clicks.push(button.dispatchEvent(new MouseEvent('click', place)));
                };
                new MutationObserver(() => {
                  const approve = document.querySelector('#card [hx-post$="/approve"]');
                  if (approve !== null && window.clicks.length === 1) { click(approve); }
                }).observe(document.querySelector('main'), { childList: true, subtree: true });
                click(document.querySelector('#card button.primary'));
                """);
        page.sees(".digits");
        page.waitUntil(() -> number("return window.clicks.length") == 2);

        assertThat(run("return window.clicks[1]"))
                .as("whether the second click went on")
                .isEqualTo(false);
        assertThat(server.askedFor("POST /pod/api/verifications/")).isEmpty();
        press("Approve");
        page.waitUntil(() -> server.askedFor("POST /pod/api/verifications/").size() == 1);
    }

    @Test
    void enter_that_is_held_down_does_not_approve_what_nobody_has_heard() {
        server.entry = CodeEntry.SHOWN;
        openTicket();
        page.becomes("matched");
        run("document.querySelector('#card button.primary').focus()");

        type(Keys.ENTER);
        page.sees(".digits");
        page.waitUntil(() ->
                String.valueOf(run("return document.activeElement.className")).equals("task"));
        type(Keys.ENTER);
        type(Keys.SPACE);
        type(Keys.TAB);

        assertThat(run("return document.activeElement.innerText")).isEqualTo("Approve");
        assertThat(server.askedFor("POST /pod/api/verifications/")).isEmpty();
    }

    @Test
    void every_event_is_answered_and_the_member_is_asked_for_once() {
        openTicket();
        page.becomes("matched");
        browser.switchTo().defaultContent();
        run("window.raise('onLoad', 'event-3', { screenObject: { screen: 'ticket', id: 4711, hostedAs: 'pod' } })");
        page.waitUntil(() -> heard().size() == 5);

        assertThat(heard())
                .containsExactlyInAnyOrder(
                        Map.of("message", "ready"),
                        Map.of("hosted_request", "getMemberAuthentication", "frameID", "frame-1"),
                        answered("onLoad", "event-1"),
                        answered("somethingNew", "event-2"),
                        answered("onLoad", "event-3"));
        assertThat(server.askedFor("POST /pod/api/session"))
                .singleElement()
                .asString()
                .contains(
                        "\"companyId\":\"acme\"",
                        "\"memberId\":\"dana\"",
                        "\"memberHash\":\"hash-1\"",
                        "\"ticket\":\"4711\"")
                .doesNotContain("elsewhere");
    }

    private static Map<String, Object> answered(String event, String id) {
        return Map.of("event", event, "_id", id, "result", "success", "frameID", "frame-1");
    }

    private long number(String script) {
        return ((Number) requireNonNull(run(script))).longValue();
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> heard() {
        return (List<Map<String, Object>>) requireNonNull(run("return window.heard"));
    }

    @Test
    void T07_without_an_answer_the_pod_says_where_it_belongs() {
        browser.get(server.ticketUrl() + "?mute");
        browser.switchTo().frame("pod");

        page.becomes("outside-ticket");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void T07_a_page_whose_origin_only_begins_like_the_right_one_is_not_heard() {
        server.heardFrom = origin -> origin.substring(0, origin.length() - 1);
        openTicket();

        page.becomes("outside-ticket");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void T07_who_is_not_proved_sees_nothing_of_the_ticket() {
        server.proves = false;
        openTicket();

        page.becomes("not-proved");
        assertThat(browser.getPageSource()).doesNotContain("Sam Sample", "Acme");
        assertThat(server.askedFor("GET")).isEmpty();
    }

    @Test
    void each_refusal_of_a_claim_is_said_for_what_it_is() {
        var said = Map.of(
                401, "not-proved",
                403, "not-proved",
                404, "not-installed",
                400, "unusable-claim",
                413, "unusable-claim",
                429, "too-many-claims",
                503, "psa-down");
        said.forEach((status, state) -> {
            server.claimRefusedWith = status;
            openTicket();
            page.becomes(state);
        });
    }

    @Test
    void who_asked_too_often_is_let_in_after_the_wait_that_was_named() {
        server.claimRefusedWith = 429;
        server.retryAfter = "1";
        openTicket();
        page.becomes("too-many-claims");
        server.claimRefusedWith = 0;

        page.becomes("matched");
        assertThat(server.askedFor("POST /pod/api/session")).hasSize(2);
    }

    @Test
    void a_claim_is_tried_again_by_itself_when_the_psa_comes_back() {
        server.claimRefusedWith = 503;
        openTicket();
        page.becomes("psa-down");
        assertThat(page.read("#card [data-retry]")).contains("try again by ourselves in");
        server.claimRefusedWith = 0;

        page.becomes("matched");
    }

    @Test
    void a_card_is_read_again_by_itself_when_the_psa_comes_back() {
        server.psaDown = true;
        openTicket();
        page.becomes("psa-down");
        assertThat(page.read("#card [data-retry]")).contains("try again by ourselves in");
        server.psaDown = false;

        page.becomes("matched");
    }

    @Test
    void the_button_does_not_wait_for_the_next_try() {
        server.psaDown = true;
        openTicket();
        page.becomes("psa-down");
        server.psaDown = false;
        long before = System.nanoTime();

        press("Try again");

        page.becomes("matched");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void the_caution_follows_the_action_and_the_method() {
        openTicket();
        page.becomes("matched");
        assertThat(cautions()).isEmpty();

        page.click("#action option[value='mfa-reset']");
        assertThat(cautions()).containsExactly("MFA reset needs a second person besides, which cannot be given here.");

        page.click("#action option[value='password-reset']");
        assertThat(cautions()).isEmpty();

        page.click("#method-email");
        assertThat(cautions()).containsExactly("Password reset needs A2. This gives A1, which will not be enough.");

        page.click("#action option[value='information']");
        assertThat(cautions()).isEmpty();
    }

    private List<String> cautions() {
        return page.texts(".begin .caution");
    }

    @Test
    void a_session_that_is_over_is_begun_again_by_one_press() {
        openTicket();
        page.becomes("matched");
        server.sessionLives = false;
        press("Verify identity");
        page.becomes("session-over");

        press("Sign in again");

        page.becomes("matched");
    }

    @Test
    void nothing_is_stored_nothing_is_in_the_url_and_no_rule_of_the_page_is_broken() {
        openTicket();
        page.becomes("matched");
        press("Verify identity");
        page.sees("#code");
        typeCode("482913");
        status();

        assertThat(run("return [localStorage.length, sessionStorage.length, document.cookie.length]"))
                .isEqualTo(List.of(0L, 0L, 0L));
        assertThat(server.urls).noneMatch(url -> url.contains(PlayedServer.TOKEN) || url.contains("hash-1"));
        assertThat(server.withoutToken).isEmpty();
        assertThat(complaints()).noneMatch(line -> line.contains("Content Security Policy") || line.contains("Error"));
    }

    @Test
    void every_state_fits_into_a_pod_without_scrolling() throws IOException {
        Gallery.write();
        var tooHigh = new TreeMap<String, Long>();
        for (var size : List.of(new Dimension(350, 256), new Dimension(420, 256), new Dimension(700, 256))) {
            for (String name : Gallery.cards().keySet()) {
                browser.get("about:blank");
                browser.executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", size.width, "height", size.height, "deviceScaleFactor", 1, "mobile", false));
                browser.get(Gallery.PAGES
                        .resolve(name + ".html")
                        .toAbsolutePath()
                        .toUri()
                        .toString());
                page.waitUntil(() ->
                        number("return innerWidth") == size.width && number("return document.styleSheets.length") == 1);
                long height =
                        number("return Math.ceil(document.querySelector('#card').getBoundingClientRect().height)");
                long width = number("return document.documentElement.scrollWidth");
                if (height > size.height || width > size.width) {
                    tooHigh.put(name + " at " + size, height);
                }
            }
        }

        assertThat(tooHigh).isEmpty();
    }

    @Test
    void text_and_buttons_can_be_read_in_light_and_in_dark() throws IOException {
        Gallery.write();
        var weak = new TreeMap<String, String>();
        for (String scheme : List.of("light", "dark")) {
            browser.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            for (String name : Gallery.cards().keySet()) {
                browser.get(Gallery.PAGES
                        .resolve(name + ".html")
                        .toAbsolutePath()
                        .toUri()
                        .toString());
                String found = weakText();
                if (!found.isEmpty()) {
                    weak.put(name + " in " + scheme, found);
                }
            }
        }

        assertThat(weak).isEmpty();
    }

    /** Texts whose contrast with their ground is below 4.5:1. */
    private String weakText() {
        Object found = run("""
                const rgb = (text) => text.match(/[0-9.]+/g).map(Number);
                const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
                    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                const ground = (element) => {
                  for (let e = element; e; e = e.parentElement) {
                    const c = rgb(getComputedStyle(e).backgroundColor);
                    if (c.length === 3 || c[3] > 0) { return c; }
                  }
                  return [255, 255, 255];
                };
                return [...document.querySelectorAll('#card *')]
                    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== ''))
                    .filter((e) => !e.closest(':disabled, .method.off input'))
                    .filter((e) => {
                      const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
                      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
                    })
                    .map((e) => e.textContent.trim());
                """);
        return found instanceof List<?> texts
                ? texts.stream().map(String::valueOf).collect(Collectors.joining("; "))
                : "";
    }
}
