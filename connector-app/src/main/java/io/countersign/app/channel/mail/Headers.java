package io.countersign.app.channel.mail;

/** What may stand in a mail header. */
final class Headers {
    private Headers() {}

    /**
     * The text, if it is one plain line: no control characters, and none of the invisible ones that turn the direction of what follows or hide in a name.
     *
     * @throws IllegalArgumentException otherwise; the message does not repeat the text
     */
    static String plain(String what, String text) {
        boolean foul = text.codePoints().anyMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        });
        if (foul || text.isBlank()) {
            throw new IllegalArgumentException(what + " must be one line without control or invisible characters");
        }
        return text;
    }
}
