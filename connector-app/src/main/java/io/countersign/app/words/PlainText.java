package io.countersign.app.words;

/** Text that somebody outside wrote, made fit to stand in a line of ours. */
public final class PlainText {
    private PlainText() {}

    /**
     * Without control, line and direction characters, which could turn a sentence of ours around, and cut at {@code longest} characters. Escaping for HTML is left
     * to the page.
     */
    public static String of(String text, int longest) {
        var plain = new StringBuilder();
        boolean cut = text.codePointCount(0, text.length()) > longest;
        text.codePoints().limit(cut ? longest - 1L : longest).forEach(character -> {
            int type = Character.getType(character);
            boolean harmful = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE
                    || type == Character.PRIVATE_USE;
            plain.appendCodePoint(harmful ? ' ' : character);
        });
        return plain.toString().strip() + (cut ? "…" : "");
    }
}
