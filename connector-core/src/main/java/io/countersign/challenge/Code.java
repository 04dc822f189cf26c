package io.countersign.challenge;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Six digits shared with one person. Prints masked, so that a careless log line stays harmless. */
public record Code(String digits) {
    private static final Pattern SHAPE = Pattern.compile("[0-9]{6}");
    /** What people put between the digits when they type or paste them. */
    private static final Pattern BETWEEN = Pattern.compile("[\\s\\p{Zs}\\p{Pd}.]");

    public Code {
        if (!SHAPE.matcher(digits).matches()) {
            throw new IllegalArgumentException("a code has six digits");
        }
    }

    /** A new code, every one of the million as likely as another. */
    public static Code random(SecureRandom random) {
        return new Code(String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000)));
    }

    /** What was typed, as a code. Empty when it is not six digits, whatever stands between them; at most 64 characters are looked at. */
    public static Optional<Code> typed(String text) {
        if (text.length() > 64) {
            return Optional.empty();
        }
        String digits = BETWEEN.matcher(text).replaceAll("");
        return SHAPE.matcher(digits).matches() ? Optional.of(new Code(digits)) : Optional.empty();
    }

    @Override
    public String toString() {
        return "Code[••••••]";
    }
}
