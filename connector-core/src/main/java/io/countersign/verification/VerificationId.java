package io.countersign.verification;

import java.util.regex.Pattern;

/** One verification. Random, so it may be shown in a note and in a URL; whose it is is checked wherever it arrives. */
public record VerificationId(String value) {
    private static final Pattern SHAPE = Pattern.compile("v_[A-Za-z0-9_-]{22}");

    public VerificationId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a verification id");
        }
    }
}
