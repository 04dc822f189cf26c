package io.countersign.ticket;

/** The PSA's own number of a note. */
public record NoteId(long number) {}
