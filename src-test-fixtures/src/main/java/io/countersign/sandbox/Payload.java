package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A fixed answer of a vendor: one resource file each, with names in braces where the vendor writes a value. */
final class Payload {
    private static final Map<String, String> FILES = new ConcurrentHashMap<>();

    private Payload() {}

    /** @param values name, value, name, value … */
    static String json(String file, String... values) {
        String text = text(file);
        for (int i = 0; i < values.length; i += 2) {
            text = text.replace("{" + values[i] + "}", Json.escaped(values[i + 1]));
        }
        return text;
    }

    static String text(String file) {
        return FILES.computeIfAbsent(file, Payload::load);
    }

    private static String load(String file) {
        try (var in = Payload.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no such payload: " + file);
            }
            return new String(in.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
