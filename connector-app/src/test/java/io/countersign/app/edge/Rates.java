package io.countersign.app.edge;

import io.countersign.app.installation.ApiKeys;
import io.countersign.trial.Connector;

/** Uses up what a key may ask, without asking. */
public final class Rates {
    private Rates() {}

    public static void useUp(Connector connector, String token) {
        var caller = connector.bean(ApiKeys.class).caller(token).orElseThrow();
        var rates = connector.bean(ApiRates.class);
        try {
            while (true) {
                rates.count(caller);
            }
        } catch (Problem tooMany) {
            // that was all
        }
    }
}
