package io.countersign.app;

import io.countersign.app.channel.OutsideOrigins;
import io.countersign.app.secrets.MasterKey;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the settings without which nothing may start, and refuses with one sentence for each mistake. */
final class StartCheck {
    private static final Pattern PLAIN_URL =
            Pattern.compile("https?://[A-Za-z0-9.\\-]+(?::[0-9]+)?(?:/[A-Za-z0-9_\\-]+)*");

    private final MasterKey masterKey;
    private final URI publicBaseUrl;

    private StartCheck(MasterKey masterKey, URI publicBaseUrl) {
        this.masterKey = masterKey;
        this.publicBaseUrl = publicBaseUrl;
    }

    /** The settings are wrong; the message has one line for each mistake, naming the property and what it wants. */
    static final class Wrong extends RuntimeException {
        private final List<String> mistakes;

        Wrong(List<String> mistakes) {
            super(String.join("\n", mistakes), null, false, false);
            this.mistakes = List.copyOf(mistakes);
        }

        List<String> mistakes() {
            return mistakes;
        }
    }

    static StartCheck of(CountersignProperties properties, OutsideOrigins outside) {
        var mistakes = new ArrayList<String>();
        MasterKey key = null;
        try {
            key = MasterKey.read(properties.masterKeyFile(), properties.masterKey());
        } catch (MasterKey.Unusable e) {
            mistakes.add(String.valueOf(e.getMessage()));
        }
        URI url = properties.publicBaseUrl();
        if (url == null) {
            mistakes.add(
                    "countersign.public-base-url is missing; it wants the address at which the PSA reaches this connector, such as https://verify.msp.example.");
        } else {
            check(url, properties, outside, mistakes);
        }
        if (key == null || url == null || !mistakes.isEmpty()) {
            throw new Wrong(mistakes);
        }
        return new StartCheck(key, url);
    }

    private static void check(
            URI url, CountersignProperties properties, OutsideOrigins outside, List<String> mistakes) {
        if (!PLAIN_URL.matcher(url.toString()).matches()) {
            mistakes.add(
                    "countersign.public-base-url wants scheme, host and a plain path, without a slash at the end.");
            return;
        }
        boolean https = "https".equals(url.getScheme());
        if (!https && !loopback(url)) {
            mistakes.add("countersign.public-base-url wants https, except on this machine.");
        }
        if (https && !outside.extra().isEmpty()) {
            mistakes.add(
                    "countersign.outside.extra-origins is for the sandbox; it wants to be empty when the public address is https.");
        }
        if (properties.trial() && !loopback(url)) {
            mistakes.add(
                    "countersign.trial wants a public address on this machine: the sandbox must not serve people.");
        }
    }

    static boolean loopback(URI url) {
        try {
            return InetAddress.getByName(url.getHost()).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    MasterKey masterKey() {
        return masterKey;
    }

    URI publicBaseUrl() {
        return publicBaseUrl;
    }
}
