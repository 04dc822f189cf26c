package io.countersign.app.channel.words;

/** One mail's words, the same twice: plain and as HTML. Holds a code, so it prints without its texts. */
public record MailWords(String subject, String text, String html) {
    @Override
    public String toString() {
        return "MailWords[" + subject + "]";
    }
}
