package io.countersign.attack;

import org.junit.jupiter.api.extension.ExtendWith;

/** A key for the help desk that has Autotask. */
@ExtendWith(Attack.AtAutotask.class)
class T24LeakedKeyAtAutotaskTest extends T24LeakedKeyTest {}
