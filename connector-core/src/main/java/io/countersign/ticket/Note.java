package io.countersign.ticket;

/**
 * What is written back to a ticket: internal, mails nobody, reads well on one line.
 *
 * @param text plain text; holds {@code marker} word for word
 * @param marker by which exactly this note is found again among the ticket's notes; unguessable without our key
 */
public record Note(String text, String marker) {
    public Note {
        if (!text.contains(marker)) {
            throw new IllegalArgumentException("a note carries its own marker");
        }
    }
}
