package io.countersign.app.channel.words;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shipped texts in one language. A value is put in once and never read for placeholders again, so that a name like "{code}" stays a name. */
final class Phrases {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)\\}");
    private static final Set<String> LANGUAGES = Set.of("en", "fr", "de", "es");

    private final ResourceBundle bundle;
    private final String language;

    private Phrases(String language) {
        this.language = language;
        // never the machine's own language as a fallback; English is the root
        this.bundle = ResourceBundle.getBundle(
                "messages.outside",
                Locale.forLanguageTag(language),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The language of the locale, English where it is not shipped. */
    static Phrases in(Locale locale) {
        return new Phrases(LANGUAGES.contains(locale.getLanguage()) ? locale.getLanguage() : "en");
    }

    String language() {
        return language;
    }

    String get(String key) {
        return bundle.getString(key);
    }

    boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** What was asked for, in words; a key that is not shipped counts as not stated, so that no foreign text gets in. */
    String action(String kind, String actionKey) {
        String key = kind + "." + actionKey;
        return has(key) ? get(key) : get(kind + ".not-stated");
    }

    String say(String key, Map<String, String> values) {
        return say(key, values, UnaryOperator.identity(), (name, value) -> value);
    }

    /**
     * @param shipped what becomes of our own words
     * @param given what becomes of each value, by its name
     */
    String say(
            String key,
            Map<String, String> values,
            UnaryOperator<String> shipped,
            BiFunction<String, String, String> given) {
        String template = get(key);
        var said = new StringBuilder();
        int end = 0;
        Matcher place = PLACE.matcher(template);
        while (place.find()) {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalStateException(key + " asks for " + place.group(1));
            }
            said.append(shipped.apply(template.substring(end, place.start())))
                    .append(given.apply(place.group(1), value));
            end = place.end();
        }
        return said.append(shipped.apply(template.substring(end))).toString();
    }
}
