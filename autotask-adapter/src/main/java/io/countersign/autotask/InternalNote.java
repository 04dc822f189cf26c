package io.countersign.autotask;

import io.countersign.autotask.Picklists.Choice;
import io.countersign.ticket.PsaFault.Refused;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * How a note is written that no customer sees. A wrong number shows it in the customer's portal, and nothing takes a note back, so the number is taken by its
 * meaning, and where the meaning is not certain nothing is written.
 */
record InternalNote(int noteType, int publish) {
    /** Shown to customers, whatever its label says. */
    private static final int EVERYBODY = 1;

    /** The vendor's own internal value. Its label is translated. */
    private static final int INTERNAL = 2;

    private static final Pattern SAYS_INTERNAL_IN_SOME_LANGUAGE =
            Pattern.compile("\\bintern(?!et|ati)", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** What the vendor's own sample uses. */
    private static final int USUAL_TYPE = 1;

    static InternalNote of(Picklists picklists) {
        return new InternalNote(noteType(picklists), publish(picklists));
    }

    private static int publish(Picklists picklists) {
        var choices = picklists.active("publish");
        boolean vendors = choices.stream()
                .anyMatch(choice -> choice.number() == INTERNAL
                        && SAYS_INTERNAL_IN_SOME_LANGUAGE
                                .matcher(choice.label())
                                .find()
                        && !isSeenOutside(choice));
        if (vendors) {
            return INTERNAL;
        }
        var internal = choices.stream()
                .filter(choice -> choice.number() != EVERYBODY && choice.says("internal") && !isSeenOutside(choice))
                .toList();
        if (internal.size() != 1) {
            throw new Refused(
                    "No value of the field publish of ticket notes is certain to be the internal one in Autotask, so no note is written",
                    null);
        }
        return internal.getFirst().number();
    }

    /** "Internal & Co-Managed" is read by the customer's own staff. */
    private static boolean isSeenOutside(Choice choice) {
        return choice.says("managed")
                || choice.says("customer")
                || choice.says("client")
                || choice.says("external")
                || choice.says("portal");
    }

    private static int noteType(Picklists picklists) {
        return picklists.active("noteType").stream()
                .min(Comparator.comparing((Choice choice) -> choice.number() != USUAL_TYPE)
                        .thenComparing(Choice::system)
                        .thenComparingInt(Choice::number))
                .map(Choice::number)
                .orElseThrow(() -> new Refused("Autotask offers our API user no type of ticket note", null));
    }
}
