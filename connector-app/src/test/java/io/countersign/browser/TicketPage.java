package io.countersign.browser;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.trial.Connector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/** A ticket in the sandbox with the real pod in its frame. Looks and presses happen inside the pod; things are found by the names that people and aids hear. */
final class TicketPage {
    private static final String BUTTONS = "button, summary";
    private static final String FIELDS = "input, select";
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private static final List<String> BEFORE_SIGNED_IN = List.of("shell", "sign-in", "signing-in", "proving");

    private final ChromeDriver browser = Browser.running();
    private final LivePage page = new LivePage(browser);
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
        return page.until(look);
    }

    Optional<String> state() {
        return page.state();
    }

    void becomes(String... states) {
        page.becomes(states);
    }

    String text() {
        return String.valueOf(browser.executeScript("return document.getElementById('card')?.innerText"));
    }

    /** What the result says. */
    String result() {
        return page.read("#card #result");
    }

    /** The class that colours the result. */
    String tone() {
        return page.attribute("#card .result", "class");
    }

    /** The code on the card, or nothing. */
    String shownCode() {
        return String.join("", page.texts("#card .digits span"));
    }

    /** The time left, as it is shown. */
    String timeLeft() {
        return page.read("[role=timer]");
    }

    /** What a red line on the card says. */
    String badLine() {
        return page.read("#card .line.bad");
    }

    boolean isShown(String selector) {
        return page.isShown(selector);
    }

    /** Whether anything on the card says that all is well. */
    boolean isGreen() {
        return page.count(".good") > 0;
    }

    /** The id of the verification that waits. */
    String verification() {
        String press = page.attribute("#card [hx-post$='/cancel']", "hx-post");
        String upToId = press.substring(0, press.lastIndexOf('/'));
        return upToId.substring(upToId.lastIndexOf('/') + 1);
    }

    /** Waits until these words stand on the card. */
    void says(String words) {
        until(() -> Optional.of(text()).filter(text -> text.contains(words)));
    }

    List<String> buttons() {
        return until(() -> Optional.of(
                all(BUTTONS).stream().map(WebElement::getAccessibleName).toList()));
    }

    /** Whether this button takes presses now. */
    boolean takesPresses(String button) {
        return until(() -> named(BUTTONS, button).map(WebElement::isEnabled));
    }

    /** Waits until this button takes presses. */
    void ready(String button) {
        until(() -> named(BUTTONS, button).filter(WebElement::isEnabled));
    }

    /** Waits until this field takes what somebody types. */
    void takesTyping(String field) {
        until(() -> named(FIELDS, field).filter(WebElement::isEnabled));
    }

    /** What stands in this field. */
    String typed(String field) {
        return until(() -> named(FIELDS, field).map(one -> String.valueOf(one.getDomProperty("value"))));
    }

    private Optional<WebElement> named(String kinds, String name) {
        return all(kinds).stream()
                .filter(one -> name.equals(one.getAccessibleName()))
                .findFirst();
    }

    @SuppressWarnings("unchecked")
    private List<WebElement> all(String kinds) {
        return (List<WebElement>) requireNonNull(browser.executeScript(
                "return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility())", kinds));
    }

    /** The accessible name of what has the focus inside the pod. */
    String focused() {
        return until(() -> {
            var active = browser.switchTo().activeElement();
            return Optional.of(active.getTagName().equals("body") ? "" : String.valueOf(active.getAccessibleName()));
        });
    }

    /** Waits until the keyboard stands on this element. */
    void focusIsOn(String id) {
        page.focusIsOn(id);
    }

    // ---- hands, which are counted ----

    TicketPage press(String button) {
        return clicked(() -> page.click(() -> named(BUTTONS, button)));
    }

    /** Clicks into a field, by its name. */
    TicketPage into(String field) {
        return clicked(() -> page.click(() -> named(FIELDS, field)));
    }

    /** Clicks on what has no name of its own: an option, a radio button. */
    TicketPage click(String selector) {
        return clicked(() -> page.click(selector));
    }

    /** Clicks on the first of these whose text has these words. */
    TicketPage pick(String selector, String words) {
        return clicked(() -> page.pick(selector, words));
    }

    private TicketPage clicked(Runnable click) {
        click.run();
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
