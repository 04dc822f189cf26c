package io.countersign.app.secrets;

/** Something that only its two sides may know. Prints as dots. */
public record Secret(String value) {
    public Secret {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a secret is not blank");
        }
    }

    @Override
    public String toString() {
        return "••••••";
    }
}
