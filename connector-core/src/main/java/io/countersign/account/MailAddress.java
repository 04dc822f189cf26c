package io.countersign.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One plain mail address, in lower case, its domain in ASCII. Prints masked. */
public record MailAddress(String value) implements Place {
    /** Deliberately narrower than the standard: no quotes, no comments, no address literals, no control characters. */
    private static final Pattern SHAPE = Pattern.compile(
            "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");

    private static final int LONGEST = 254;

    /** The mailboxes of RFC 2142, and those that companies usually have beside them. */
    private static final Set<String> ROLES = Set.of(
            "abuse",
            "accounting",
            "accounts",
            "admin",
            "administrator",
            "billing",
            "contact",
            "frontdesk",
            "hello",
            "help",
            "helpdesk",
            "hostmaster",
            "hr",
            "info",
            "invoices",
            "it",
            "jobs",
            "mail",
            "marketing",
            "noc",
            "no-reply",
            "noreply",
            "office",
            "orders",
            "postmaster",
            "reception",
            "root",
            "sales",
            "scan",
            "scanner",
            "security",
            "service",
            "shared",
            "support",
            "team",
            "webmaster");

    public MailAddress {
        if (value.length() > LONGEST || !SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a plain mail address");
        }
    }

    /** The address that somebody typed; empty when it is not one plain address. */
    public static Optional<MailAddress> parse(String text) {
        String trimmed = text.strip();
        int at = trimmed.lastIndexOf('@');
        if (trimmed.length() > LONGEST || at < 1 || !US_ASCII.newEncoder().canEncode(trimmed.substring(0, at))) {
            // beyond ASCII there are letters that become an ordinary one in lower case
            return Optional.empty();
        }
        try {
            String domain = IDN.toASCII(trimmed.substring(at + 1));
            return Optional.of(new MailAddress((trimmed.substring(0, at) + "@" + domain).toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether it is named after a task, so that whoever has the task reads it: such a mailbox is nobody's own. */
    public boolean isOfARole() {
        return ROLES.contains(value.substring(0, value.indexOf('@')));
    }

    @Override
    public String inFull() {
        return value;
    }

    @Override
    public String masked() {
        int at = value.indexOf('@');
        return value.charAt(0) + "•••@" + value.charAt(at + 1) + "…";
    }

    @Override
    public String toString() {
        return "MailAddress[" + masked() + "]";
    }
}
