package io.countersign.account;

import java.util.regex.Pattern;

/** One end-user account. Random, so it may be shown; which installation it belongs to is checked wherever it arrives. */
public record AccountId(String value) {
    private static final Pattern SHAPE = Pattern.compile("a_[A-Za-z0-9_-]{22}");

    public AccountId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not an account id");
        }
    }
}
