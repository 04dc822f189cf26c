package io.countersign.verification;

import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.challenge.Channel;
import org.jspecify.annotations.Nullable;

/** Who did something in a verification. */
public sealed interface Actor {
    /** A member of the MSP's staff who was proved to the server. */
    record Technician(String identifier, String name) implements Actor {}

    /**
     * A program with an API key.
     *
     * @param key the key's name, as the administrator gave it
     * @param technician whom the program says it acts for; checked to be an active member, but not proved to be the one who pressed
     */
    record Automation(String key, @Nullable Technician technician) implements Actor {}

    /** Whoever answers at the place that the code went to. */
    record EndUser(Channel channel) implements Actor {}

    /** The connector itself: a deadline, a closed ticket. */
    record Connector() implements Actor {}

    /** Under which name texts are counted for the one who asked. */
    default String countedAs() {
        return switch (this) {
            case Technician technician -> "technician:" + technician.identifier();
            case Automation automation ->
                automation.technician() == null
                        ? "key:" + automation.key()
                        : "technician:" + automation.technician().identifier();
            case EndUser endUser -> "end-user:" + endUser.channel();
            case Connector() -> "connector";
        };
    }

    /** Which way a code takes to a place. */
    static Channel channelTo(Place place) {
        return switch (place) {
            case MobileNumber number -> Channel.SMS;
            case MailAddress address -> Channel.EMAIL;
        };
    }
}
