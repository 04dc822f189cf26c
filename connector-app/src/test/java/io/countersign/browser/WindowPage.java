package io.countersign.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/** The pod as a window of its own, beside the one that the tests work in. */
final class WindowPage {
    private final ChromeDriver browser = Browser.running();
    private final LivePage page = new LivePage(browser);
    private final String before = browser.getWindowHandle();
    private final String handle;

    private WindowPage(String address) {
        browser.switchTo().newWindow(WindowType.WINDOW);
        handle = browser.getWindowHandle();
        browser.get(address);
        browser.switchTo().window(before);
    }

    static WindowPage opened(String address) {
        return new WindowPage(address);
    }

    ChromeDriver browser() {
        browser.switchTo().window(handle);
        return browser;
    }

    private <T> T inside(Supplier<T> look) {
        browser.switchTo().window(handle);
        try {
            return look.get();
        } finally {
            browser.switchTo().window(before);
        }
    }

    void becomes(String... states) {
        inside(() -> {
            page.becomes(states);
            return states;
        });
    }

    String text() {
        return inside(page::text);
    }

    void says(String words) {
        inside(() -> {
            page.says(words);
            return words;
        });
    }

    /** Presses the button whose words begin so. */
    void press(String beginning) {
        click(() -> browser.findElements(By.tagName("button")).stream()
                .filter(button -> button.getText().startsWith(beginning))
                .findFirst());
    }

    /** Goes by the link of these words. */
    void follow(String words) {
        click(() -> browser.findElements(By.linkText(words)).stream().findFirst());
    }

    /** Types into a field of the part that is about this person. */
    void type(String person, String field, String text) {
        inside(() -> page.until(() -> about(person).map(form -> {
            var there = form.findElement(By.name(field));
            there.clear();
            there.sendKeys(text);
            return text;
        })));
    }

    /** Presses a button of the part that is about this person. */
    void pressFor(String person, String button) {
        click(() -> about(person)
                .flatMap(form -> form.findElements(By.tagName("button")).stream()
                        .filter(one -> one.getText().equals(button))
                        .findFirst()));
    }

    private void click(Supplier<Optional<WebElement>> look) {
        inside(() -> {
            page.click(look);
            return look;
        });
    }

    private Optional<WebElement> about(String person) {
        return browser.findElements(By.cssSelector("form.member")).stream()
                .filter(form -> form.findElement(By.tagName("legend")).getText().startsWith(person))
                .findFirst();
    }

    String address() {
        return inside(browser::getCurrentUrl);
    }

    /** Narrow as Autotask opens it, and wide; light and dark. */
    void photograph(String name) {
        inside(() -> {
            var size = browser.manage().window().getSize();
            for (int width : List.of(520, 1200)) {
                browser.manage().window().setSize(new Dimension(width, 700));
                for (String scheme : List.of("light", "dark")) {
                    Browser.scheme(scheme);
                    keep(browser.getScreenshotAs(OutputType.BYTES), name + "-" + width + "-" + scheme + ".png");
                }
            }
            Browser.scheme("light");
            browser.manage().window().setSize(size);
            return size;
        });
    }

    private static void keep(byte[] picture, String name) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "screenshots"));
            Files.write(folder.resolve(name), picture);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close() {
        if (browser.getWindowHandles().contains(handle)) {
            browser.switchTo().window(handle);
            browser.close();
        }
        browser.switchTo().window(before);
    }
}
