package io.countersign.policy;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What one installation allows and demands.
 *
 * @param needs what each action asks for; an action that is missing here asks for what {@link #STARTER} asks
 * @param ticketTypes the PSA's ticket types, whatever their case, and the action that each stands for
 * @param countries where texts may go, as two letters
 * @param shownRefusedFor actions for which the technician must type the code even where it is shown otherwise
 * @param catchAllContacts the PSA's numbers of contacts that stand for nobody in particular and never match
 */
public record Policy(
        CodeEntry codeEntry,
        Map<Action, Need> needs,
        Map<String, Action> ticketTypes,
        Set<String> countries,
        Set<Action> shownRefusedFor,
        Set<Long> catchAllContacts,
        Limits limits) {
    /** What an installation begins with: only what can be reached before anybody has enrolled a device. */
    public static final Policy STARTER =
            new Policy(CodeEntry.BLIND, starterNeeds(), Map.of(), Set.of("US"), Set.of(), Set.of(), Limits.SHIPPED);

    public Policy {
        var complete = starterNeeds();
        complete.putAll(needs);
        needs = Map.copyOf(complete);
        ticketTypes = asCompared(ticketTypes);
        countries = Set.copyOf(countries);
        shownRefusedFor = Set.copyOf(shownRefusedFor);
        catchAllContacts = Set.copyOf(catchAllContacts);
        if (countries.isEmpty()) {
            throw new IllegalArgumentException("a policy names at least one country that may be texted");
        }
    }

    private static Map<Action, Need> starterNeeds() {
        var needs = new EnumMap<Action, Need>(Action.class);
        needs.put(Action.NOT_STATED, Need.of(Assurance.A1));
        needs.put(Action.INFORMATION, Need.of(Assurance.A1));
        needs.put(Action.CHANGE, Need.of(Assurance.A2));
        needs.put(Action.PASSWORD_RESET, Need.of(Assurance.A2));
        needs.put(Action.MFA_RESET, Need.of(Assurance.A2).andSecondPerson());
        needs.put(Action.ADMIN_RIGHTS, Need.of(Assurance.A2).andSecondPerson());
        needs.put(Action.PAYEE_CHANGE, Need.of(Assurance.A2).andSecondPerson());
        return needs;
    }

    private static Map<String, Action> asCompared(Map<String, Action> ticketTypes) {
        var compared = new HashMap<String, Action>();
        ticketTypes.forEach((type, action) -> {
            Action before = compared.putIfAbsent(asCompared(type), action);
            if (before != null && before != action) {
                throw new IllegalArgumentException("a ticket type stands for one action");
            }
        });
        return Map.copyOf(compared);
    }

    private static String asCompared(String ticketType) {
        return ticketType.strip().toLowerCase(Locale.ROOT);
    }

    public Need need(Action action) {
        return needs.getOrDefault(action, Need.of(Assurance.A2));
    }

    /** How the code is entered for this action. */
    public CodeEntry codeEntry(Action action) {
        return shownRefusedFor.contains(action) ? CodeEntry.BLIND : codeEntry;
    }

    /** The action that a ticket of this type asks for. */
    public Action actionOf(String ticketType) {
        return ticketTypes.getOrDefault(asCompared(ticketType), Action.NOT_STATED);
    }

    public Policy withCodeEntry(CodeEntry entry) {
        return new Policy(entry, needs, ticketTypes, countries, shownRefusedFor, catchAllContacts, limits);
    }

    public Policy withLimits(Limits other) {
        return new Policy(codeEntry, needs, ticketTypes, countries, shownRefusedFor, catchAllContacts, other);
    }
}
