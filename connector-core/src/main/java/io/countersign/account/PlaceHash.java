package io.countersign.account;

import java.util.regex.Pattern;

/** A number or address under a key that is not in the database: equal where the place is equal, useless to a reader of the database. */
public record PlaceHash(String hex) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

    public PlaceHash {
        if (!SHAPE.matcher(hex).matches()) {
            throw new IllegalArgumentException("a place hash is 32 bytes in lower-case hex");
        }
    }
}
