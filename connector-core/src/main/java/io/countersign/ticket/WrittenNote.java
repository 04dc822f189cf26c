package io.countersign.ticket;

/**
 * A note as it stands on a ticket.
 *
 * @param ours whether the PSA names our own API member as its author
 */
public record WrittenNote(NoteId id, String text, boolean ours) {}
