package io.countersign.account;

import io.countersign.ticket.InstallationId;

/**
 * A client company of the MSP.
 *
 * @param key the administrator's own short name for it, unique within the installation
 */
public record Customer(CustomerId id, InstallationId installation, String key, String name) {}
