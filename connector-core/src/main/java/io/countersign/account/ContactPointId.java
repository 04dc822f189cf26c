package io.countersign.account;

import java.util.regex.Pattern;

/** One number or address of one account. */
public record ContactPointId(String value) {
    private static final Pattern SHAPE = Pattern.compile("p_[A-Za-z0-9_-]{22}");

    public ContactPointId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a contact point id");
        }
    }
}
