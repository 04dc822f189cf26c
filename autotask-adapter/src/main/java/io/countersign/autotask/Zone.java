package io.countersign.autotask;

/**
 * Where a database lives.
 *
 * @param base address without a slash at its end
 * @param lookUp tells one look-up from the next, also where both gave the same address
 */
record Zone(String base, long lookUp) {}
