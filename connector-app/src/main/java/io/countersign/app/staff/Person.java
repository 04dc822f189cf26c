package io.countersign.app.staff;

import java.util.Optional;

/**
 * Somebody whom the MSP's identity provider vouches for.
 *
 * @param issuer with {@code subject} the only thing by which they are known again
 * @param name as the provider says; proves nothing
 * @param email the same; empty where the provider itself says that it was not verified
 */
public record Person(String issuer, String subject, String name, Optional<String> email) {}
