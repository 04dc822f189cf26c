package io.countersign.account;

import java.util.regex.Pattern;

/** One client company of the MSP. */
public record CustomerId(String value) {
    private static final Pattern SHAPE = Pattern.compile("c_[A-Za-z0-9_-]{22}");

    public CustomerId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a customer id");
        }
    }
}
