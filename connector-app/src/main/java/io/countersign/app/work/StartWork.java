package io.countersign.app.work;

import io.countersign.app.channel.twilio.TwilioTexts;
import io.countersign.app.installation.Installations;
import io.countersign.app.psa.EachPsa;
import io.countersign.app.webhook.Reconcile;
import io.countersign.ticket.PsaFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the first verification would otherwise wait for, and what was missed while nobody listened. */
public final class StartWork {
    private static final Logger LOG = LoggerFactory.getLogger(StartWork.class);

    private final Installations installations;
    private final EachPsa psas;
    private final TwilioTexts texts;
    private final Housekeeping housekeeping;
    private final Reconcile reconcile;

    StartWork(
            Installations installations,
            EachPsa psas,
            TwilioTexts texts,
            Housekeeping housekeeping,
            Reconcile reconcile) {
        this.installations = installations;
        this.psas = psas;
        this.texts = texts;
        this.housekeeping = housekeeping;
        this.reconcile = reconcile;
    }

    /** May be repeated. A vendor that does not answer is asked again by whoever needs it. */
    public void run() {
        housekeeping.prefetchKeys();
        for (var installation : installations.all()) {
            try {
                psas.prepare(installation);
            } catch (PsaFault notNow) {
                LOG.warn("{}: the PSA cannot be prepared for now: {}", installation.value(), notNow.getMessage());
            } catch (RuntimeException e) {
                LOG.error("{}: this installation cannot be served: {}", installation.value(), e.toString());
            }
        }
        reconcile.run();
        if (!installations.all().isEmpty()) {
            texts.warmUp();
        }
    }
}
