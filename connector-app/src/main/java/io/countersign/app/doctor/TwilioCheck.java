package io.countersign.app.doctor;

import io.countersign.app.channel.twilio.TwilioTexts;
import io.countersign.app.installation.Installation;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.challenge.Handover;
import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import java.util.List;

/** Twilio lets us read the account's messages. Not the account itself: a standard key may not. */
final class TwilioCheck implements Check {
    private final Installation installation;
    private final TwilioTexts texts;

    TwilioCheck(Installation installation, TwilioTexts texts) {
        this.installation = installation;
        this.texts = texts;
    }

    @Override
    public String what() {
        return installation.name() + ", Twilio";
    }

    @Override
    public List<Finding> look() {
        return List.of(texts.trouble(installation.id())
                .<Finding>map(
                        trouble -> new Missing(
                                what(),
                                trouble.equals(new Handover.Rejected(DeliveryProblem.PROVIDER_REFUSES_US))
                                        ? "it does not accept twilio-key and twilio-secret for twilio-account"
                                        : "it cannot be reached or gives no usable answer; look at twilio-account and the firewall"))
                .orElseGet(() ->
                        new Good(what(), "lets us in; whether the sender is registered shows with the first text")));
    }
}
