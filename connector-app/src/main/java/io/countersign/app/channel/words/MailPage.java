package io.countersign.app.channel.words;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/**
 * A mail being put together, paragraph by paragraph, plain and as HTML. The HTML needs nothing from outside, and holds no digit before the first paragraph: in a message
 * the code comes before any other number.
 */
final class MailPage {
    private final Phrases phrases;
    private final Map<String, String> values;
    private final List<String> plain = new ArrayList<>();
    private final List<String> html = new ArrayList<>();

    MailPage(Phrases phrases, Map<String, String> values) {
        this.phrases = phrases;
        this.values = values;
    }

    /** @throws IllegalArgumentException for anything but a web address */
    static void requirePage(@Nullable URI page) {
        if (page != null
                && (page.getHost() == null
                        || page.getRawUserInfo() != null
                        || !("https".equals(page.getScheme()) || "http".equals(page.getScheme())))) {
            throw new IllegalArgumentException("a page is an http or https address");
        }
    }

    MailPage paragraph(String key) {
        plain.add(phrases.say(key, values));
        html.add("<p>" + marked(key, values) + "</p>");
        return this;
    }

    /** One line each; what is absent is left out. */
    MailPage facts(List<Fact> facts) {
        var lines = facts.stream().filter(fact -> !fact.value().isBlank()).toList();
        if (!lines.isEmpty()) {
            plain.add(String.join(
                    "\n",
                    lines.stream()
                            .map(fact -> phrases.say(fact.key(), fact.asValue()))
                            .toList()));
            html.add("<p>"
                    + String.join(
                            "<br>",
                            lines.stream()
                                    .map(fact -> marked(fact.key(), fact.asValue()))
                                    .toList())
                    + "</p>");
        }
        return this;
    }

    MailWords under(String subjectKey) {
        String subject = phrases.say(subjectKey, values);
        boolean digits = subject.chars().anyMatch(Character::isDigit);
        return new MailWords(
                subject,
                String.join("\n\n", plain) + "\n",
                "<!doctype html>\n<html lang=\"" + phrases.language() + "\">\n<head><title>"
                        + escaped(digits ? "Countersign" : subject)
                        + "</title></head>\n<body style=\"font-family:sans-serif\">\n"
                        + String.join("\n", html)
                        + "\n</body>\n</html>\n");
    }

    private String marked(String key, Map<String, String> given) {
        return phrases.say(key, given, MailPage::escaped, (name, value) -> switch (name) {
            case "code" -> "<strong style=\"font-size:xx-large\">" + escaped(value) + "</strong>";
            case "page" -> "<a href=\"" + escaped(value) + "\">" + escaped(value) + "</a>";
            default -> escaped(value);
        });
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    /** One line of what the mail is about. */
    record Fact(String key, String value) {
        private Map<String, String> asValue() {
            return Map.of("value", value);
        }
    }
}
