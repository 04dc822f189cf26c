package io.countersign.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the API member's security role lets it do (sheet 5), and taking it away. Without Company Maintenance companies are blank and the status is 200; without any
 * other one the answer is 403, which does not say what is missing. Which one guards callbacks and pods is not verified; assumed: Table Setup.
 */
final class ConnectWiseRights {
    static final String COMPANIES = "Company Maintenance";
    private static final String CONTACTS = "Contacts";
    private static final String TICKETS = "Service Tickets";
    private static final String MEMBERS = "Member Maintenance";
    private static final String SET_UP = "Table Setup";
    private static final Set<String> ALL = Set.of(COMPANIES, CONTACTS, TICKETS, MEMBERS, SET_UP);

    private final ConnectWiseTenant tenant;
    private volatile Set<String> missing = Set.of();

    ConnectWiseRights(ConnectWiseTenant tenant) {
        this.tenant = tenant;
    }

    void on(Routes routes) {
        routes.on("PUT", "sandbox/connectwise/rights", call -> {
            missing = missing(Wish.of(call, "missing").json().path("missing"));
            return Answer.json(Json.object().set("missing", asJson()));
        });
    }

    private static Set<String> missing(JsonNode names) {
        var taken = new TreeSet<String>();
        for (JsonNode name : names) {
            if (!ALL.contains(name.asString(""))) {
                throw Refusal.because("missing names some of " + String.join(", ", new TreeSet<>(ALL)) + ".");
            }
            taken.add(name.asString(""));
        }
        return Set.copyOf(taken);
    }

    private ArrayNode asJson() {
        ArrayNode names = Json.array();
        new TreeSet<>(missing).forEach(names::add);
        return names;
    }

    /** What the vendor answers instead; null where the caller may. Only our API member's role can be changed in here. */
    @Nullable
    Answer refused(Call call, String caller, List<String> path) {
        String needed = needed(path);
        return caller.equals(tenant.apiMember()) && missing.contains(needed)
                ? Answer.json(403, Payload.json("connectwise/forbidden.json"))
                : null;
    }

    private static String needed(List<String> path) {
        String words = String.join("/", path).toLowerCase(Locale.ROOT);
        return words.startsWith("service/tickets")
                ? TICKETS
                : words.startsWith("company/contacts")
                        ? CONTACTS
                        : words.startsWith("system/info/members") || words.startsWith("system/members")
                                ? MEMBERS
                                : words.startsWith("company/communicationtypes")
                                                || words.startsWith("system/callbacks")
                                                || words.startsWith("system/connectwisehosted")
                                        ? SET_UP
                                        : "";
    }

    /** A record as this caller sees it. */
    ObjectNode seen(ObjectNode record, @Nullable String caller) {
        if (!missing.contains(COMPANIES) || !tenant.apiMember().equals(caller) || !record.has("company")) {
            return record;
        }
        ObjectNode blank = record.deepCopy();
        blank.putNull("company");
        return blank;
    }
}
