package io.countersign.app.channel.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundlesTest {
    @ParameterizedTest
    @ValueSource(strings = {"_fr", "_de", "_es"})
    void every_language_says_everything_with_the_same_values(String language) throws IOException {
        var english = texts("");
        var other = texts(language);

        assertThat(other.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            // a line may leave a value out where the language has no room for it, but never the code or the page
            assertThat(places(english, key)).as(key).containsAll(places(other, key));
            assertThat(places(other, key).contains("{code}"))
                    .as(key)
                    .isEqualTo(places(english, key).contains("{code}"));
            assertThat(places(other, key).contains("{page}"))
                    .as(key)
                    .isEqualTo(places(english, key).contains("{page}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_fr", "_de", "_es"})
    void no_text_holds_a_number_markup_or_an_address_of_its_own(String language) throws IOException {
        var texts = texts(language);
        for (String key : texts.stringPropertyNames()) {
            assertThat(texts.getProperty(key)).as(key).doesNotContainPattern("[0-9<>]|://|www\\.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_fr", "_de", "_es"})
    void what_goes_into_a_text_message_stays_within_its_alphabet(String language) throws IOException {
        var texts = texts(language);
        for (String key : texts.stringPropertyNames()) {
            if (!key.startsWith("mail.") && (!key.startsWith("action.") || key.startsWith("action.short."))) {
                assertThat(CountedSegment.septets(texts.getProperty(key)))
                        .as(key)
                        .isLessThan(160);
            }
        }
    }

    @Test
    void a_language_that_is_not_shipped_is_english_whatever_the_machine_speaks() {
        var before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            for (var locale : List.of(Locale.ENGLISH, Locale.JAPANESE, Locale.ROOT, Locale.UK)) {
                assertThat(Phrases.in(locale).get("technician.unnamed")).isEqualTo("A technician");
            }
            assertThat(Phrases.in(Locale.CANADA_FRENCH).get("technician.unnamed"))
                    .isEqualTo("Un technicien");
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Set<String> places(Properties texts, String key) {
        var places = new TreeSet<String>();
        Pattern.compile("\\{[^}]*\\}")
                .matcher(texts.getProperty(key))
                .results()
                .map(MatchResult::group)
                .forEach(places::add);
        return places;
    }

    /** Strictly as UTF-8: a file saved otherwise would be read as something else without a word. */
    private static Properties texts(String language) throws IOException {
        var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        var file = BundlesTest.class.getResourceAsStream("/messages/outside" + language + ".properties");
        try (Reader reader = new InputStreamReader(Objects.requireNonNull(file), decoder)) {
            var texts = new Properties();
            texts.load(reader);
            return texts;
        }
    }
}
