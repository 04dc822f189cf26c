package io.countersign.app.channel.mail;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The SMTP relay that all mail goes through.
 *
 * @param host absent: no relay, and every mail is refused as {@code SENDER_NOT_READY}
 * @param username absent: the relay knows us by our address
 * @param starttls {@code off} only for a relay on this very machine: a code must not cross a network in the clear
 * @param connect longest wait for the connection
 * @param read longest wait for one answer
 * @param write longest wait for the relay to take what we write
 */
@Validated
@ConfigurationProperties("countersign.mail")
public record MailProperties(
        @Nullable String host,
        @DefaultValue("587") @Min(1) @Max(65535) int port,
        @Nullable String username,
        @Nullable String password,
        @DefaultValue("required") Starttls starttls,
        @DefaultValue("3s") Duration connect,
        @DefaultValue("10s") Duration read,
        @DefaultValue("10s") Duration write) {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(?:\\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})){3}|\\[?::1\\]?");

    /** Whether the connection must be encrypted. When it must, the relay's certificate must also be trusted and carry its name. */
    public enum Starttls {
        REQUIRED,
        OFF
    }

    public MailProperties {
        if (host != null && host.isBlank()) {
            host = null;
        }
        if ((username == null) != (password == null)) {
            throw new IllegalArgumentException("countersign.mail: username and password come together or not at all");
        }
        if (host == null && username != null) {
            throw new IllegalArgumentException("countersign.mail: credentials without a host");
        }
        if (host != null && starttls == Starttls.OFF && !loopback(host)) {
            throw new IllegalArgumentException(
                    "countersign.mail: starttls may be off only for a relay on this machine (localhost, 127.0.0.0/8, ::1)");
        }
        for (var wait : new Duration[] {connect, read, write}) {
            if (!wait.isPositive() || wait.compareTo(Duration.ofMinutes(1)) > 0) {
                throw new IllegalArgumentException("countersign.mail: waits are above nothing and at most a minute");
            }
        }
    }

    /** By what is written, never by a name lookup, whose answer somebody else may give. */
    private static boolean loopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    @Override
    public String toString() {
        return "MailProperties[" + host + ":" + port + ", " + starttls + "]";
    }
}
