package io.countersign.app.edge;

import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * How strictly JSON is read at the edge: a text is written as a text, holds nothing that hides or reverses what stands beside it, and a list holds no null. The rest is
 * in {@code spring.jackson}.
 */
@Configuration(proxyBeanMethods = false)
class PlainJson {
    @Bean
    JsonMapperBuilderCustomizer strictly() {
        return builder -> builder.addModule(new SimpleModule("plain-texts")
                        .addDeserializer(String.class, new PlainText())
                        .addKeyDeserializer(String.class, new PlainKey()))
                .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL));
    }

    /** Neither control characters (but for a line's end and a tab), nor half a character, nor what turns the direction of writing. */
    static boolean plain(String text) {
        return text.codePoints().allMatch(character -> switch (Character.getType(character)) {
            case Character.CONTROL -> character == '\n' || character == '\r' || character == '\t';
            case Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> !(character >= 0x202A && character <= 0x202E) && !(character >= 0x2066 && character <= 0x2069);
        });
    }

    private static final class PlainText extends StdScalarDeserializer<String> {
        PlainText() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (String) context.handleUnexpectedToken(context.constructType(String.class), parser);
            }
            String text = parser.getString();
            return plain(text) ? text : context.reportInputMismatch(this, "not a plain text");
        }
    }

    private static final class PlainKey extends KeyDeserializer {
        @Override
        public @Nullable Object deserializeKey(String key, DeserializationContext context) {
            return plain(key) ? key : context.reportInputMismatch(String.class, "not a plain text");
        }
    }
}
