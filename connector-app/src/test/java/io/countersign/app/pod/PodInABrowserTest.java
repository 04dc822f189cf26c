package io.countersign.app.pod;

import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.aRequest;
import static io.countersign.memory.Fixtures.aVerification;
import static io.countersign.memory.Fixtures.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.challenge.Channel;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The pod in the frame of another site, in a real browser, with real presses of keys and buttons. */
class PodInABrowserTest {
    private static final Duration A_BUSY_MACHINE = Duration.ofSeconds(30);

    private ChromeDriver browser;
    private PlayedServer server;

    @BeforeAll
    static void aBrowserIsNeeded() {
        Browser.needed();
    }

    @BeforeEach
    void open() throws IOException {
        browser = Browser.open();
        server = new PlayedServer(Sights.matched());
    }

    @AfterEach
    void close() {
        browser.quit();
        server.close();
    }

    private void openTicket() {
        browser.get(server.ticketUrl());
        browser.switchTo().frame("pod");
    }

    private WebElement waitFor(String selector) {
        return new WebDriverWait(browser, A_BUSY_MACHINE)
                .until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(selector)));
    }

    private WebElement waitForState(String state) {
        return waitFor("#card[data-state='" + state + "']");
    }

    private WebElement button(String name) {
        return waitFor("#card").findElements(By.tagName("button")).stream()
                .filter(button -> button.getText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Types into whatever has the focus. */
    private void type(CharSequence keys) {
        new Actions(browser).sendKeys(keys).perform();
    }

    /** Types once the keyboard stands in the code field: nobody is quicker than the page that puts it there. */
    private void typeCode(String digits) {
        new WebDriverWait(browser, A_BUSY_MACHINE)
                .until(driver -> "code".equals(driver.switchTo().activeElement().getDomAttribute("id")));
        type(digits);
    }

    private String status() {
        return waitFor("[role=status]").getText();
    }

    private @Nullable Object run(String script) {
        return ((JavascriptExecutor) browser).executeScript(script);
    }

    @Test
    void matched_takes_one_click_and_six_keys() {
        openTicket();
        waitForState("matched");

        button("Verify identity").click();
        waitFor("#code");
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
        waitForState("unmatched");

        browser.findElement(By.id("verify-as")).click();
        type("sam");
        waitFor("#picks .pick").click();
        waitFor("#code");
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
        waitForState("unmatched");

        browser.findElement(By.id("verify-as")).click();
        type("sam");
        waitFor("#picks .pick");
        type(Keys.ENTER);

        assertThat(server.askedFor("POST /pod/api/verifications")).isEmpty();
    }

    @Test
    void a_number_they_give_goes_with_its_reason() {
        server.sights = Sights.unmatched();
        openTicket();
        waitForState("unmatched");

        browser.findElement(By.id("place")).click();
        type("202 555 0177");
        browser.findElement(By.cssSelector("#reason option[data-other]")).click();
        waitFor("#other-reason");
        type("phone in the car");
        button("Send").click();
        waitFor("#code");

        assertThat(server.askedFor("POST /pod/api/verifications"))
                .first()
                .asString()
                .contains("to=202%20555%200177", "reason=phone%20in%20the%20car")
                .doesNotContain("borrowed");
    }

    @Test
    void a_wrong_code_is_told_and_the_next_one_can_be_typed_at_once() {
        openTicket();
        waitForState("matched");
        button("Verify identity").click();
        waitFor("#code");

        typeCode("111111");
        assertThat(waitFor(".told").getText()).contains("That code is wrong");
        assertThat(waitFor("#tries").getText()).isEqualTo("2 tries left");
        typeCode("482 913");

        assertThat(status()).startsWith("Verified");
    }

    @Test
    void a_delivery_report_leaves_the_typed_digits_and_the_focus_alone() {
        openTicket();
        waitForState("matched");
        button("Verify identity").click();
        waitForState("sending");
        WebElement field = waitFor("#code");
        typeCode("482");

        server.delivered();
        waitForState("waiting-blind");

        assertThat(waitFor("#deliveries").getText()).contains("delivered 12:00:05");
        assertThat(field.getDomProperty("value")).as("the very same field").isEqualTo("482");
        type("913");
        assertThat(status()).startsWith("Verified");
    }

    @Test
    void a_card_that_arrives_late_does_not_take_the_place_of_what_a_press_brought() {
        openTicket();
        waitForState("matched");
        var late = new CountDownLatch(1);
        server.late = late;
        int before = cardsRead();
        new WebDriverWait(browser, A_BUSY_MACHINE).until(driver -> server.listening() > 0);
        server.changed();
        new WebDriverWait(browser, A_BUSY_MACHINE).until(driver -> cardsRead() == before + 1);

        button("Verify identity").click();
        waitFor("#code");
        server.late = null;
        late.countDown();

        new WebDriverWait(browser, A_BUSY_MACHINE).until(driver -> cardsRead() == before + 2);
        typeCode("482913");
        assertThat(status()).startsWith("Verified");
    }

    private int cardsRead() {
        return server.askedFor("GET /pod/api/card").size();
    }

    @Test
    void digits_outlive_a_resend() {
        openTicket();
        waitForState("matched");
        button("Verify identity").click();
        waitFor("#code");
        typeCode("48");

        WebElement before = waitFor("#card");
        button("Resend").click();
        new WebDriverWait(browser, A_BUSY_MACHINE).until(ExpectedConditions.stalenessOf(before));

        assertThat(waitFor("#code").getDomProperty("value")).isEqualTo("48");
        type("2913");
        assertThat(status()).startsWith("Verified");
    }

    @Test
    void what_happens_elsewhere_arrives_by_itself() {
        openTicket();
        waitForState("matched");
        button("Verify identity").click();
        waitFor("#code");

        server.happens(new Expired(NOON.plusSeconds(300)));

        waitForState("expired");
        assertThat(status()).startsWith("Expired");
    }

    @Test
    void a_dispute_arrives_while_a_new_verification_is_prepared() {
        server.verification = Sights.arrived(
                aRequest(text(Basis.SETTLED)), new Verified(NOON.plusSeconds(5), DANA, Comparison.TYPED));
        openTicket();
        waitForState("verified");
        button("New verification").click();
        waitForState("matched");

        server.happens(new Disputed(NOON.plusSeconds(9), Channel.SMS));

        assertThat(waitFor("#why .bad").getText()).contains("disputed");
    }

    @Test
    void the_pod_takes_no_focus_from_the_ticket_around_it() {
        openTicket();
        waitForState("matched");
        browser.switchTo().defaultContent();
        browser.findElement(By.id("note")).click();
        type("half-typed");

        server.verification = aVerification();
        server.changed();
        browser.switchTo().frame("pod");
        waitFor("#code");
        browser.switchTo().defaultContent();
        type(" note");

        assertThat(browser.findElement(By.id("note")).getDomProperty("value")).isEqualTo("half-typed note");
    }

    @Test
    void every_event_is_answered_and_the_member_is_asked_for_once() {
        openTicket();
        waitForState("matched");
        browser.switchTo().defaultContent();
        run("window.raise('onLoad', 'event-3', { screenObject: { screen: 'ticket', id: 4711, hostedAs: 'pod' } })");
        new WebDriverWait(browser, A_BUSY_MACHINE).until(driver -> heard().size() == 5);

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

        waitForState("outside-ticket");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void T07_a_page_whose_origin_only_begins_like_the_right_one_is_not_heard() {
        server.heardFrom = origin -> origin.substring(0, origin.length() - 1);
        openTicket();

        waitForState("outside-ticket");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void T07_who_is_not_proved_sees_nothing_of_the_ticket() {
        server.proves = false;
        openTicket();

        waitForState("not-proved");
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
            waitForState(state);
        });
    }

    @Test
    void who_asked_too_often_is_let_in_after_the_wait_that_was_named() {
        server.claimRefusedWith = 429;
        server.retryAfter = "1";
        openTicket();
        waitForState("too-many-claims");
        server.claimRefusedWith = 0;

        waitForState("matched");
        assertThat(server.askedFor("POST /pod/api/session")).hasSize(2);
    }

    @Test
    void a_claim_is_tried_again_by_itself_when_the_psa_comes_back() {
        server.claimRefusedWith = 503;
        openTicket();
        waitForState("psa-down");
        assertThat(waitFor("#card [data-retry]").getText()).contains("try again by ourselves in");
        server.claimRefusedWith = 0;

        waitForState("matched");
    }

    @Test
    void a_card_is_read_again_by_itself_when_the_psa_comes_back() {
        server.psaDown = true;
        openTicket();
        waitForState("psa-down");
        assertThat(waitFor("#card [data-retry]").getText()).contains("try again by ourselves in");
        server.psaDown = false;

        waitForState("matched");
    }

    @Test
    void the_button_does_not_wait_for_the_next_try() {
        server.psaDown = true;
        openTicket();
        waitForState("psa-down");
        server.psaDown = false;
        long before = System.nanoTime();

        button("Try again").click();

        waitForState("matched");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void the_caution_follows_the_action_and_the_method() {
        openTicket();
        waitForState("matched");
        assertThat(cautions()).isEmpty();

        browser.findElement(By.cssSelector("#action option[value='mfa-reset']")).click();
        assertThat(cautions()).containsExactly("MFA reset needs a second person besides, which cannot be given here.");

        browser.findElement(By.cssSelector("#action option[value='password-reset']"))
                .click();
        assertThat(cautions()).isEmpty();

        browser.findElement(By.id("method-email")).click();
        assertThat(cautions()).containsExactly("Password reset needs A2. This gives A1, which will not be enough.");

        browser.findElement(By.cssSelector("#action option[value='information']"))
                .click();
        assertThat(cautions()).isEmpty();
    }

    private List<String> cautions() {
        return browser.findElements(By.cssSelector(".begin .caution")).stream()
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText)
                .toList();
    }

    @Test
    void a_session_that_is_over_is_begun_again_by_one_press() {
        openTicket();
        waitForState("matched");
        server.sessionLives = false;
        button("Verify identity").click();
        waitForState("session-over");

        button("Sign in again").click();

        waitForState("matched");
    }

    @Test
    void nothing_is_stored_nothing_is_in_the_url_and_no_rule_of_the_page_is_broken() {
        openTicket();
        waitForState("matched");
        button("Verify identity").click();
        waitFor("#code");
        typeCode("482913");
        status();

        assertThat(run("return [localStorage.length, sessionStorage.length, document.cookie.length]"))
                .isEqualTo(List.of(0L, 0L, 0L));
        assertThat(server.urls).noneMatch(url -> url.contains(PlayedServer.TOKEN) || url.contains("hash-1"));
        assertThat(server.withoutToken).isEmpty();
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                        .map(Object::toString)
                        .filter(line -> line.contains("Content Security Policy") || line.contains("Error")))
                .isEmpty();
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
                new WebDriverWait(browser, A_BUSY_MACHINE)
                        .until(driver -> number("return innerWidth") == size.width
                                && number("return document.styleSheets.length") == 1);
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
