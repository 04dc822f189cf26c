package io.countersign.browser;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page or frame in which the browser is just now. It changes by itself: what was found may be replaced before it is read or pressed. So nothing found is given
 * away; whoever looks or presses says what for, and the whole look is taken again until it succeeds.
 */
public final class LivePage {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(30);

    private final ChromeDriver browser;

    public LivePage(ChromeDriver browser) {
        this.browser = browser;
    }

    /** What the look finds, as soon as it finds something. What is gone while it looks is looked for again. */
    public <T> T until(Supplier<Optional<T>> look) {
        var found = new AtomicReference<Optional<T>>(Optional.empty());
        new WebDriverWait(browser, PATIENCE, BETWEEN_LOOKS)
                .ignoring(StaleElementReferenceException.class, NoSuchElementException.class)
                // covered, or not laid out yet: nothing was pressed
                .ignoring(ElementNotInteractableException.class)
                .withMessage(() -> "the page says: " + text())
                .until(unused -> {
                    found.set(look.get());
                    return found.get().isPresent();
                });
        return found.get().orElseThrow();
    }

    public void waitUntil(BooleanSupplier happened) {
        until(() -> happened.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Everything that can be read on the page. */
    public String text() {
        return String.valueOf(browser.executeScript("return document.body?.innerText"));
    }

    public void says(String words) {
        until(() -> Optional.of(text()).filter(text -> text.contains(words)));
    }

    /** The state of the card, if it stands there. */
    public Optional<String> state() {
        return Optional.ofNullable(
                (String) browser.executeScript("return document.getElementById('card')?.dataset.state ?? null"));
    }

    public void becomes(String... states) {
        until(() -> state().filter(List.of(states)::contains));
    }

    // ---- things by their selector ----

    /** Waits until the first of these can be seen. */
    public void sees(String selector) {
        until(() -> seen(selector).map(WebElement::isDisplayed));
    }

    /** Waits until the first of these can be seen, and tells its text. */
    public String read(String selector) {
        return until(() -> seen(selector).map(WebElement::getText));
    }

    /** Waits until the first of these is there, seen or not, and tells this attribute of it; nothing where it has none. */
    public String attribute(String selector, String name) {
        return until(() -> first(selector).map(there -> requireNonNullElse(there.getDomAttribute(name), "")));
    }

    /** Waits until the first of these is there, seen or not, and tells this property of it; nothing where it has none. */
    public String property(String selector, String name) {
        return until(() -> first(selector).map(there -> requireNonNullElse(there.getDomProperty(name), "")));
    }

    /** Whether the first of these can be seen, once it is there. */
    public boolean isShown(String selector) {
        return until(() -> first(selector).map(WebElement::isDisplayed));
    }

    /** The texts of all of these that can be seen now; none, where none can be. */
    public List<String> texts(String selector) {
        return until(() -> Optional.of(browser.findElements(By.cssSelector(selector)).stream()
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText)
                .toList()));
    }

    /** How many of these stand on the page now, seen or not. */
    public int count(String selector) {
        return ((Number) requireNonNull(
                        browser.executeScript("return document.querySelectorAll(arguments[0]).length", selector)))
                .intValue();
    }

    public void click(String selector) {
        click(() -> first(selector));
    }

    /** Clicks once on what is found, as soon as it takes clicks. */
    public void click(Supplier<Optional<WebElement>> look) {
        until(() -> look.get().filter(WebElement::isEnabled).map(there -> {
            there.click();
            return true;
        }));
    }

    /** Clicks on the first of these whose text has these words. */
    public void pick(String selector, String words) {
        click(() -> browser.findElements(By.cssSelector(selector)).stream()
                .filter(WebElement::isDisplayed)
                .filter(one -> one.getText().contains(words))
                .findFirst());
    }

    /** Waits until the keyboard stands on the element of this id. */
    public void focusIsOn(String id) {
        until(() -> Optional.ofNullable(browser.switchTo().activeElement().getDomAttribute("id"))
                .filter(id::equals));
    }

    private Optional<WebElement> first(String selector) {
        return browser.findElements(By.cssSelector(selector)).stream().findFirst();
    }

    private Optional<WebElement> seen(String selector) {
        return first(selector).filter(WebElement::isDisplayed);
    }
}
