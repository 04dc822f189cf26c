package io.countersign.verification;

import io.countersign.challenge.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How somebody can be asked to prove themselves. */
public enum Method {
    SMS("sms"),
    EMAIL("email"),
    /** One code to both places; the weaker counts. */
    SMS_AND_EMAIL("sms+email"),
    PUSH("push"),
    TOTP("totp");

    private final String key;

    Method(String key) {
        this.key = key;
    }

    /** How the method is written in the API. */
    public String key() {
        return key;
    }

    /** Where a code goes with this method; none for a method that needs an enrolled device. */
    public List<Channel> channels() {
        return switch (this) {
            case SMS -> List.of(Channel.SMS);
            case EMAIL -> List.of(Channel.EMAIL);
            case SMS_AND_EMAIL -> List.of(Channel.SMS, Channel.EMAIL);
            case PUSH, TOTP -> List.of();
        };
    }

    public static Optional<Method> ofKey(String key) {
        return Arrays.stream(values()).filter(method -> method.key.equals(key)).findFirst();
    }

    /** The method that uses just these channels. */
    public static Method of(List<Destination> destinations) {
        var channels = destinations.stream().map(Destination::channel).toList();
        return Arrays.stream(values())
                .filter(method -> !channels.isEmpty() && method.channels().equals(channels))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no method for " + channels));
    }
}
