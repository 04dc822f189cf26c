package io.countersign.attack;

import org.junit.jupiter.api.extension.ExtendWith;

/** Numbers are changed, planted, swapped and made anew at the help desk that has Autotask. */
@ExtendWith(Attack.AtAutotask.class)
class T08ContactPointAtAutotaskTest extends T08ContactPointTest {}
