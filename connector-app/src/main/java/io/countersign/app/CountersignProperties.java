package io.countersign.app;

import io.countersign.app.secrets.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every connector has to be told.
 *
 * @param masterKeyFile a file with the master key, as {@code secrets new} prints it; stands outside the database and its backups
 * @param masterKey the same key where secrets come in the environment; one of the two
 * @param publicBaseUrl where the PSA, Twilio and people reach us, without a slash at the end; never derived from a request
 * @param trial whether the outside world is only played; set by the trial itself, refused for a public address
 * @param outboundOnly whether nothing reaches us from outside: then the PSAs' changes and Twilio's reports and replies are asked for, and technicians' browsers come from within
 * @param reconcileEvery how often each PSA is asked what changed, beside what its webhooks tell; each time costs it one call, more where much changed
 * @param watchEvery how often it is looked whether each PSA still delivers its webhooks; each time costs it two calls
 */
@ConfigurationProperties("countersign")
public record CountersignProperties(
        @Nullable Path masterKeyFile,
        @Nullable Secret masterKey,
        @Nullable URI publicBaseUrl,
        @DefaultValue("false") boolean trial,
        @DefaultValue("false") boolean outboundOnly,
        @DefaultValue("5m") Duration reconcileEvery,
        @DefaultValue("15m") Duration watchEvery) {}
