package io.countersign.browser;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.trial.Connector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A ticket in the sandbox with the real pod in its frame. Looks and presses happen inside the pod; things are found by the names that people and aids hear. */
final class TicketPage {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(30);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private static final List<String> BEFORE_SIGNED_IN = List.of("shell", "sign-in", "signing-in", "proving");

    private final ChromeDriver browser = Browser.running();
    private int clicks;
    private int keys;

    private TicketPage() {}

    /** The pod of this ticket, once the card stands in it and the technician is known. */
    static TicketPage of(Psa.Kind psa, long ticket) {
        return known(opened(psa, ticket, ""));
    }

    /** The same for another technician than J. Doe. */
    static TicketPage of(Psa.Kind psa, long ticket, String member) {
        return known(opened(psa, ticket, "&member=" + member));
    }

    private static TicketPage known(TicketPage page) {
        if (page.until(() -> page.state().filter(state -> !state.equals("shell") && !state.equals("proving")))
                .equals("sign-in")) {
            page.press("Sign in");
            page.until(() -> page.state().filter(state -> !BEFORE_SIGNED_IN.contains(state)));
        }
        page.clicks = 0;
        page.keys = 0;
        return page;
    }

    /** The page around the pod with other choices in its address; the pod may never come to a card. */
    static TicketPage opened(Psa.Kind psa, long ticket, String choices) {
        var page = new TicketPage();
        var sandbox = Connector.running().world().sandbox().address();
        page.browser.get("about:blank");
        page.browser.get(sandbox + "/?psa=" + psa.key() + "&ticket=" + ticket + choices);
        page.intoPod();
        return page;
    }

    ChromeDriver browser() {
        return browser;
    }

    void intoPod() {
        browser.switchTo().defaultContent();
        until(() -> Optional.of(browser.findElement(By.id("pod"))).filter(WebElement::isDisplayed));
        browser.switchTo().frame(browser.findElement(By.id("pod")));
        until(() -> state());
    }

    // ---- looking ----

    <T> T until(Supplier<Optional<T>> look) {
        var found = new AtomicReference<Optional<T>>(Optional.empty());
        new WebDriverWait(browser, PATIENCE, BETWEEN_LOOKS)
                .ignoring(StaleElementReferenceException.class, NoSuchElementException.class)
                .withMessage(() -> "the card says: " + text())
                .until(unused -> {
                    found.set(look.get());
                    return found.get().isPresent();
                });
        return found.get().orElseThrow();
    }

    Optional<String> state() {
        return Optional.ofNullable(
                (String) browser.executeScript("return document.getElementById('card')?.dataset.state ?? null"));
    }

    void becomes(String... states) {
        until(() -> state().filter(List.of(states)::contains));
    }

    String text() {
        return String.valueOf(browser.executeScript("return document.getElementById('card')?.innerText"));
    }

    /** What stands in the element of the result. */
    String result() {
        return until(() -> Optional.of(
                browser.findElement(By.cssSelector("#card [role=status]")).getText()));
    }

    /** The class that colours the result. */
    String tone() {
        return String.valueOf(
                browser.findElement(By.cssSelector("#card .result")).getDomAttribute("class"));
    }

    /** The code on the card, or nothing. */
    String shownCode() {
        return String.join(
                "",
                browser.findElements(By.cssSelector("#card .digits span")).stream()
                        .map(WebElement::getText)
                        .toList());
    }

    /** The id of the verification that waits. */
    String verification() {
        String press = requireNonNull(browser.findElement(By.cssSelector("#card [hx-post$='/cancel']"))
                .getDomAttribute("hx-post"));
        String upToId = press.substring(0, press.lastIndexOf('/'));
        return upToId.substring(upToId.lastIndexOf('/') + 1);
    }

    /** Waits until these words stand on the card. */
    void says(String words) {
        until(() -> Optional.of(text()).filter(text -> text.contains(words)));
    }

    List<String> buttons() {
        return all("button, summary").stream()
                .map(WebElement::getAccessibleName)
                .toList();
    }

    WebElement button(String name) {
        return named("button, summary", name);
    }

    WebElement field(String name) {
        return named("input, select", name);
    }

    private WebElement named(String kinds, String name) {
        return until(() -> all(kinds).stream()
                .filter(one -> name.equals(one.getAccessibleName()))
                .findFirst());
    }

    @SuppressWarnings("unchecked")
    private List<WebElement> all(String kinds) {
        return (List<WebElement>) requireNonNull(browser.executeScript(
                "return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility())", kinds));
    }

    /** The accessible name of what has the focus inside the pod. */
    String focused() {
        var active = browser.switchTo().activeElement();
        return active.getTagName().equals("body") ? "" : String.valueOf(active.getAccessibleName());
    }

    // ---- hands, which are counted ----

    TicketPage press(String button) {
        return click(button(button));
    }

    TicketPage click(WebElement there) {
        until(() -> Optional.of(there).filter(WebElement::isEnabled));
        there.click();
        clicks++;
        return this;
    }

    /** One key after the other, to whatever has the focus. */
    TicketPage type(CharSequence text) {
        text.chars().forEach(key -> {
            new Actions(browser).sendKeys(Character.toString(key)).perform();
            keys++;
        });
        return this;
    }

    String hands() {
        return clicks + " clicks, " + keys + " keys";
    }

    // ---- pictures ----

    /** Pictures of the pod, narrow and wide, light and dark. */
    void photograph(String name) {
        for (int width : List.of(350, 700)) {
            width(width);
            assertThat(browser.executeScript(
                            "return document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"))
                    .as("what of %s lies beside a pod %d wide", name, width)
                    .isEqualTo(0L);
            assertThat((Long) browser.executeScript(
                            "return document.scrollingElement.scrollHeight - document.scrollingElement.clientHeight"))
                    .as("what of %s lies below a pod %d wide", name, width)
                    .isEqualTo(0L);
            for (String scheme : List.of("light", "dark")) {
                Browser.scheme(scheme);
                browser.switchTo().defaultContent();
                byte[] picture = browser.findElement(By.id("pod")).getScreenshotAs(OutputType.BYTES);
                browser.switchTo().frame(browser.findElement(By.id("pod")));
                keep(picture, name + "-" + width + "-" + scheme + ".png");
            }
        }
        Browser.scheme("light");
        width(null);
    }

    /** How wide the PSA makes its pod; nothing: as before. */
    void width(@Nullable Integer pixels) {
        browser.switchTo().defaultContent();
        browser.executeScript(
                "document.getElementById('pod-frame').style.width = arguments[0]",
                pixels == null ? "" : (pixels + 2) + "px");
        browser.switchTo().frame(browser.findElement(By.id("pod")));
    }

    private static void keep(byte[] picture, String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name), picture);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
