/** Autotask PSA behind the core's ports: tickets and notes, callouts, zones and limits, and what its answers mean. */
@NullMarked
package io.countersign.autotask;

import org.jspecify.annotations.NullMarked;
