package io.countersign.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The browsers of this JVM: one for everybody, and one for whoever needs the sites apart. */
public final class Browser {
    // a frame of another site in a process of its own has no accessible names for the driver
    private static final List<String> SITES_TOGETHER =
            List.of("--disable-site-isolation-trials", "--disable-features=IsolateOrigins,site-per-process");

    private static @Nullable ChromeDriver running;
    private static @Nullable ChromeDriver sitesApart;

    private Browser() {}

    static synchronized ChromeDriver running() {
        if (running == null) {
            running = start(SITES_TOGETHER);
        }
        return running;
    }

    /** A frame of another site runs in a process of its own, as it does on a technician's desk. */
    public static synchronized ChromeDriver withSitesApart() {
        if (sitesApart == null) {
            sitesApart = start(List.of("--site-per-process"));
        }
        return sitesApart;
    }

    private static ChromeDriver start(List<String> sites) {
        try {
            Path profile = Files.createTempDirectory("countersign-browser-");
            var wishes = new ChromeOptions();
            wishes.setBinary(NeedsBrowser.CHROMIUM.toFile());
            wishes.addArguments(
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--lang=en-US",
                    "--user-data-dir=" + profile);
            wishes.addArguments(sites);
            var logs = new LoggingPreferences();
            logs.enable(LogType.BROWSER, Level.ALL);
            logs.enable(LogType.PERFORMANCE, Level.ALL);
            wishes.setCapability("goog:loggingPrefs", logs);
            var service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(NeedsBrowser.DRIVER.toFile())
                    .build();
            var driver = new ChromeDriver(service, wishes);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(driver, profile)));
            driver.manage().window().setSize(new Dimension(1360, 1000));
            // its window takes the focus from the first page once more while it comes up
            driver.get("data:text/html,<textarea autofocus>");
            driver.executeCdpCommand("Page.bringToFront", Map.of());
            new LivePage(driver)
                    .waitUntil(() -> Boolean.TRUE.equals(driver.executeScript("return document.hasFocus()")));
            return driver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(ChromeDriver driver, Path profile) {
        driver.quit();
        try (var files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException goneAlready) {
            // the browser takes some of its files away itself
        }
    }

    /** What the pages complained about since this was asked last: errors, refused loads, violated policies. */
    static List<String> complaints() {
        return running().manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The network events since this was asked last, as JSON. */
    static List<String> network() {
        return running().manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("\"Network."))
                .toList();
    }

    /** {@code light} or {@code dark}. */
    static void scheme(String scheme) {
        running()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Whether somebody asked their system for less motion. */
    static void reducedMotion(boolean wanted) {
        running()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of(
                                "features",
                                List.of(Map.of("name", "prefers-reduced-motion", "value", wanted ? "reduce" : ""))));
    }
}
