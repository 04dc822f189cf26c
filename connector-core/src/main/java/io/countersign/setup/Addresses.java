package io.countersign.setup;

import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a connector stands for one installation.
 *
 * @param webhooks beginning of every address to which this kind of PSA delivers, without a slash at its end; behind it stands the name of a hook
 * @param hooksOfOthers names that belong to other installations: their registrations are theirs, whichever tenant they are of
 * @param page what is shown in a ticket, without a query
 */
public record Addresses(URI webhooks, Set<String> hooksOfOthers, URI page) {
    private static final Pattern HOOK = Pattern.compile("/([A-Za-z0-9_-]{22})(?:\\?.*)?");

    public Addresses {
        hooksOfOthers = Set.copyOf(hooksOfOthers);
    }

    /** Where this hook is delivered to. */
    public String of(String hook) {
        return webhooks + "/" + hook;
    }

    /** Whether what is delivered there comes to this installation, or to none that we know any longer. */
    public boolean areOurs(String address) {
        String beginning = webhooks.toString();
        if (!address.startsWith(beginning)) {
            return false;
        }
        var hook = HOOK.matcher(address.substring(beginning.length()));
        return hook.matches() && !hooksOfOthers.contains(hook.group(1));
    }

    /** Whether this is our page in a ticket. */
    public boolean areOurPage(String address) {
        return address.equals(page.toString()) || address.startsWith(page + "?");
    }
}
