package io.countersign.app.channel.words;

import java.time.Instant;
import java.util.Locale;

/**
 * Tells the MSP's alert addresses that the PSA no longer told us of what changes.
 *
 * @param key which of the alarms, such as {@code on-again}
 * @param detail what it is about, in a sentence of ours for an administrator; English
 */
public record WebhookAlarm(String mspName, String key, String detail, Instant at, Locale locale) {}
