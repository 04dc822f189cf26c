package io.countersign.app.pod;

import io.countersign.verification.Actor;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/**
 * Who looks at the card, in which language, on which clock, and when.
 *
 * @param zone the browser's
 * @param now the server's time
 */
public record Viewer(Actor.Technician technician, Locale locale, ZoneId zone, Instant now) {}
