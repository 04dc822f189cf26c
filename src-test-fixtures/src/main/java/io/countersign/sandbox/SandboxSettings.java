package io.countersign.sandbox;

import java.net.URI;

/**
 * Where the sandbox listens, and whom it serves.
 *
 * @param port of everything that speaks HTTP, 0 for any free one
 * @param smtpPort of the mail server, 0 for any free one
 * @param connector public base address of the connector, e.g. {@code http://localhost:8080}; the demo page frames nobody else
 */
public record SandboxSettings(int port, int smtpPort, URI connector) {}
