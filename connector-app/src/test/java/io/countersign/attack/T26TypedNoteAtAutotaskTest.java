package io.countersign.attack;

import org.junit.jupiter.api.extension.ExtendWith;

/** Notes are typed at the help desk that has Autotask. */
@ExtendWith(Attack.AtAutotask.class)
class T26TypedNoteAtAutotaskTest extends T26TypedNoteTest {}
