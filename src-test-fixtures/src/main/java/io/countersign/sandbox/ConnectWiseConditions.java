package io.countersign.sandbox;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The vendor's {@code conditions} as far as its guide describes them: comparisons joined by {@code and}, {@code or}, {@code not} and parentheses; text in quotes,
 * dates in square brackets, references with a slash. Text compares without regard to case, as on the vendor's database.
 */
final class ConnectWiseConditions {
    /** Whether one record, seen through its fields, is meant. */
    interface Condition {
        boolean holds(Function<String, JsonNode> field);
    }

    /** What cannot be read, in words for the error body. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<text>\"[^\"]*\"|'[^']*')|(?<date>\\[[^\\]]*\\])"
            + "|(?<number>-?\\d+(?:\\.\\d+)?)|(?<word>[A-Za-z_][A-Za-z0-9_/]*)|(?<sign>!=|<=|>=|=|<|>|\\(|\\)|,))");

    private enum Kind {
        TEXT,
        DATE,
        NUMBER,
        WORD,
        SIGN,
        END
    }

    private record Token(Kind kind, String text) {
        boolean is(String expected) {
            return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(expected);
        }
    }

    private final List<Token> tokens = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private int at;

    private ConnectWiseConditions() {}

    /** @param paths the fields that the text names, in order */
    record Parsed(Condition condition, List<String> paths) {}

    static Parsed parse(String text) throws Unreadable {
        var parser = new ConnectWiseConditions();
        parser.tokenize(text);
        Condition condition = parser.either();
        if (parser.peek().kind != Kind.END) {
            throw new Unreadable("Unexpected '" + parser.peek().text + "' in conditions");
        }
        return new Parsed(condition, List.copyOf(parser.paths));
    }

    private void tokenize(String text) throws Unreadable {
        var matcher = TOKEN.matcher(text);
        int position = 0;
        while (position < text.length() && !text.substring(position).isBlank()) {
            if (!matcher.find(position) || matcher.start() != position) {
                throw new Unreadable("Unexpected character in conditions at " + position);
            }
            position = matcher.end();
            String string = matcher.group("text");
            String date = matcher.group("date");
            if (string != null) {
                tokens.add(new Token(Kind.TEXT, string.substring(1, string.length() - 1)));
            } else if (date != null) {
                tokens.add(new Token(Kind.DATE, date.substring(1, date.length() - 1)));
            } else if (matcher.group("number") != null) {
                tokens.add(new Token(Kind.NUMBER, matcher.group("number")));
            } else if (matcher.group("word") != null) {
                tokens.add(new Token(Kind.WORD, matcher.group("word")));
            } else {
                tokens.add(new Token(Kind.SIGN, matcher.group("sign")));
            }
        }
        tokens.add(new Token(Kind.END, "end"));
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind != Kind.END) {
            at++;
        }
        return token;
    }

    private boolean skip(String expected) {
        if (peek().is(expected)) {
            at++;
            return true;
        }
        return false;
    }

    private Condition either() throws Unreadable {
        Condition left = both();
        while (skip("or")) {
            Condition before = left;
            Condition right = both();
            left = field -> before.holds(field) || right.holds(field);
        }
        return left;
    }

    private Condition both() throws Unreadable {
        Condition left = one();
        while (skip("and")) {
            Condition before = left;
            Condition right = one();
            left = field -> before.holds(field) && right.holds(field);
        }
        return left;
    }

    private Condition one() throws Unreadable {
        if (skip("not")) {
            Condition negated = one();
            return field -> !negated.holds(field);
        }
        if (skip("(")) {
            Condition inner = either();
            if (!skip(")")) {
                throw new Unreadable("Missing ) in conditions");
            }
            return inner;
        }
        Token path = next();
        if (path.kind != Kind.WORD) {
            throw new Unreadable("A field name was expected in conditions, not '" + path.text + "'");
        }
        paths.add(path.text);
        boolean negated = skip("not");
        Condition comparison = comparison(path.text, next());
        return negated ? field -> !comparison.holds(field) : comparison;
    }

    private Condition comparison(String path, Token operator) throws Unreadable {
        if (operator.is("contains")) {
            String part = text().toLowerCase(Locale.ROOT);
            return field -> asText(field.apply(path)).contains(part);
        }
        if (operator.is("like")) {
            Pattern pattern = like(text());
            return field -> pattern.matcher(asText(field.apply(path))).matches();
        }
        if (operator.is("in")) {
            if (!skip("(")) {
                throw new Unreadable("Missing ( after in");
            }
            var values = new ArrayList<Token>();
            do {
                values.add(value());
            } while (skip(","));
            if (!skip(")")) {
                throw new Unreadable("Missing ) after in");
            }
            return field -> values.stream().anyMatch(value -> equal(field.apply(path), value));
        }
        if (operator.kind != Kind.SIGN
                || !List.of("=", "!=", "<", "<=", ">", ">=").contains(operator.text)) {
            throw new Unreadable("Unknown operator '" + operator.text + "' in conditions");
        }
        Token value = value();
        return switch (operator.text) {
            case "=" -> field -> equal(field.apply(path), value);
            case "!=" -> field -> !equal(field.apply(path), value);
            case "<" -> field -> ordered(field.apply(path), value, sign -> sign < 0);
            case "<=" -> field -> ordered(field.apply(path), value, sign -> sign <= 0);
            case ">" -> field -> ordered(field.apply(path), value, sign -> sign > 0);
            default -> field -> ordered(field.apply(path), value, sign -> sign >= 0);
        };
    }

    private String text() throws Unreadable {
        Token token = next();
        if (token.kind != Kind.TEXT) {
            throw new Unreadable("A text in quotes was expected in conditions, not '" + token.text + "'");
        }
        return token.text;
    }

    private Token value() throws Unreadable {
        Token token = next();
        switch (token.kind) {
            case TEXT, NUMBER -> {}
            case DATE -> instant(token.text);
            case WORD -> {
                if (!token.is("true") && !token.is("false") && !token.is("null")) {
                    throw new Unreadable("Text in conditions needs quotes: " + token.text);
                }
            }
            case SIGN, END -> throw new Unreadable("A value was expected in conditions, not '" + token.text + "'");
        }
        return token;
    }

    private static boolean equal(JsonNode field, Token value) {
        boolean absent = field.isMissingNode() || field.isNull();
        if (value.is("null")) {
            return absent;
        }
        if (absent) {
            return value.is("false"); // flags that were never set read as false
        }
        return switch (value.kind) {
            case WORD -> field.isBoolean() && field.booleanValue() == value.is("true");
            case NUMBER ->
                field.isNumber()
                        ? Double.compare(field.doubleValue(), Double.parseDouble(value.text)) == 0
                        : asText(field).equals(value.text);
            case DATE -> ordered(field, value, sign -> sign == 0);
            case TEXT -> asText(field).equals(value.text.toLowerCase(Locale.ROOT));
            case SIGN, END -> false;
        };
    }

    private interface Sign {
        boolean fits(int sign);
    }

    private static boolean ordered(JsonNode field, Token value, Sign wanted) {
        if (field.isMissingNode() || field.isNull()) {
            return false;
        }
        return switch (value.kind) {
            case NUMBER ->
                field.isNumber() && wanted.fits(Double.compare(field.doubleValue(), Double.parseDouble(value.text)));
            case DATE -> {
                Instant stands = instantOrNull(field.asString(""));
                Instant asked = instantOrNull(value.text);
                yield stands != null && asked != null && wanted.fits(stands.compareTo(asked));
            }
            case TEXT -> wanted.fits(asText(field).compareTo(value.text.toLowerCase(Locale.ROOT)));
            case WORD, SIGN, END -> false;
        };
    }

    private static String asText(JsonNode field) {
        return field.isMissingNode() || field.isNull() ? "" : field.asString("").toLowerCase(Locale.ROOT);
    }

    /** Both {@code *} and {@code %} stand for anything; square brackets open a class of characters, as on the vendor's database. */
    static Pattern like(String text) {
        var pattern = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int close = c == '[' ? text.indexOf(']', i + 2) : -1;
            if (c == '*' || c == '%') {
                pattern.append(".*");
            } else if (close > 0) {
                pattern.append('[')
                        .append(Pattern.quote(text.substring(i + 1, close)))
                        .append(']');
                i = close;
            } else {
                pattern.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    private static Instant instant(String text) throws Unreadable {
        Instant instant = instantOrNull(text);
        if (instant == null) {
            throw new Unreadable("Not a date: " + text);
        }
        return instant;
    }

    private static @Nullable Instant instantOrNull(String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
