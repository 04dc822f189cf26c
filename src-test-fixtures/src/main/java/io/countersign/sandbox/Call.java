package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.tomakehurst.wiremock.http.Request;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request as it came in.
 *
 * @param path decoded segments, empty ones left out: the vendor itself writes addresses with doubled slashes
 * @param query last value of each name, decoded
 * @param variables what the route's braces matched
 * @param caller who has proved to be calling, where the vendor asks for that
 */
record Call(
        String method,
        List<String> path,
        Map<String, String> query,
        Map<String, String> headers,
        String body,
        Map<String, String> variables,
        @Nullable String caller) {

    static Call of(Request request) {
        String url = request.getUrl();
        int mark = url.indexOf('?');
        var headers = new LinkedHashMap<String, String>();
        request.getHeaders()
                .all()
                .forEach(header -> headers.put(header.key().toLowerCase(Locale.ROOT), header.firstValue()));
        return new Call(
                request.getMethod().getName(),
                segments(mark < 0 ? url : url.substring(0, mark)),
                form(mark < 0 ? "" : url.substring(mark + 1)),
                headers,
                request.getBody() == null ? "" : new String(request.getBody(), UTF_8),
                Map.of(),
                null);
    }

    Call with(Map<String, String> matched) {
        return new Call(method, path, query, headers, body, matched, caller);
    }

    Call by(String member) {
        return new Call(method, path, query, headers, body, variables, member);
    }

    Call asking(Map<String, String> otherQuery) {
        return new Call(method, path, otherQuery, headers, body, variables, caller);
    }

    boolean startsWith(String... segments) {
        return path.size() >= segments.length
                && path.subList(0, segments.length).equals(List.of(segments));
    }

    @Nullable
    String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    boolean isJson() {
        String type = header("content-type");
        return type != null && type.split(";", -1)[0].strip().equalsIgnoreCase("application/json");
    }

    String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    Map<String, String> form() {
        return form(body);
    }

    private static List<String> segments(String path) {
        var segments = new ArrayList<String>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(unescaped(segment));
            }
        }
        return List.copyOf(segments);
    }

    /** In a path a plus sign is a plus sign: phone numbers stand there. */
    private static String unescaped(String segment) {
        var bytes = new ByteArrayOutputStream();
        byte[] raw = segment.getBytes(UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (raw[i] == '%' && high >= 0 && low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        return bytes.toString(UTF_8);
    }

    private static Map<String, String> form(String text) {
        var values = new LinkedHashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                values.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a stray percent sign
        }
    }
}
