package io.countersign.attack;

import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody is taken for another at the help desk that has Autotask. */
@ExtendWith(Attack.AtAutotask.class)
class T14MatchAtAutotaskTest extends T14MatchTest {}
