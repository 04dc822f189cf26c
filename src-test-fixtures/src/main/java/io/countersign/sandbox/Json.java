package io.countersign.sandbox;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Records live as JSON trees in here: the vendors' models are wide, and most of it is only handed back. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final JsonMapper DOT_NET = JsonMapper.builder(JsonFactory.builder()
                    .characterEscapes(new DotNetEscapes())
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .build();

    private Json() {}

    private static final class DotNetEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            for (char mark : "&<>'\"`+\u007F".toCharArray()) {
                codes[mark] = ESCAPE_STANDARD;
            }
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static JsonNode read(String text) throws JacksonException {
        return MAPPER.readTree(text);
    }

    static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** As .NET writes it by default: the marks that HTML knows and everything beyond ASCII are escaped, in capitals (sheet Autotask 3). */
    static String writeAsDotNet(JsonNode node) {
        return DOT_NET.writeValueAsString(node);
    }

    /** The text as it stands between the quotes of a JSON string. */
    static String escaped(String text) {
        String quoted = MAPPER.writeValueAsString(text);
        return quoted.substring(1, quoted.length() - 1);
    }
}
