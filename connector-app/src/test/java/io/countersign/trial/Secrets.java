package io.countersign.trial;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Watches every line that is logged while tests run, and fails the test class after which one holds a code, a number, an address, a key or a secret that some test used.
 * Registered for all tests by {@code META-INF/services}; a test that uses a value of its own names it by {@link #ofAll}.
 */
public final class Secrets implements BeforeAllCallback, AfterAllCallback {
    /** The outside world logs in the same JVM and may say what it likes. */
    private static final List<String> OUTSIDE =
            List.of("io.countersign.sandbox", "com.icegreen", "io.zonky", "org.wiremock", "wiremock");

    private static final Pattern CODE = Pattern.compile("[0-9]{6}");
    private static final Set<String> USED = ConcurrentHashMap.newKeySet();
    private static final Collection<String> LINES = new ConcurrentLinkedQueue<>();
    private static final Watch WATCH = new Watch();

    /** Values that no log line and no metric may hold from now on, or have held. */
    public static void ofAll(String... values) {
        USED.addAll(List.of(values));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        watch();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> found = found();
        LINES.clear();
        if (!found.isEmpty()) {
            throw new AssertionError("secrets in the log:\n" + String.join("\n", found));
        }
    }

    /** Starting an application sets logging up anew, so this is done before each class. */
    public static void watch() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            Logger root = logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            if (!root.isAttached(WATCH) || !WATCH.isStarted()) {
                WATCH.setContext(logging);
                WATCH.start();
                root.addAppender(WATCH);
            }
        }
    }

    /** The lines since the last check that hold a secret. */
    public static List<String> found() {
        return LINES.stream().filter(Secrets::holdsSecret).toList();
    }

    public static boolean holdsSecret(String line) {
        return USED.stream().anyMatch(value -> holds(line, value));
    }

    private static boolean holds(String line, String value) {
        int at = line.indexOf(value);
        if (at >= 0 && CODE.matcher(value).matches()) {
            // six digits within an id or a fraction of a second are no code
            return Pattern.compile("(?<![0-9A-Za-z._-])" + value + "(?![0-9A-Za-z_-])")
                    .matcher(line)
                    .find();
        }
        return at >= 0 || (value.startsWith("+1") && line.contains(value.substring(2)));
    }

    private static final class Watch extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (OUTSIDE.stream().noneMatch(event.getLoggerName()::startsWith)) {
                var texts = new ArrayList<String>(List.of(event.getLoggerName(), event.getFormattedMessage()));
                for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                    texts.add(cause.getClassName() + ": " + cause.getMessage());
                }
                event.getMDCPropertyMap().forEach((name, value) -> texts.add(name + "=" + value));
                LINES.add(String.join(" | ", texts));
            }
        }
    }
}
