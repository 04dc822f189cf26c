package io.countersign.app.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.Limits;
import io.countersign.policy.Need;
import io.countersign.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A policy as it is stored and as the API speaks of it. In a change every field may be left out: what is absent keeps its value. */
public final class PolicyForm {
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(include -> include.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    /**
     * The fields.
     *
     * @param codeEntry {@code shown} or {@code blind}
     * @param needs by the action's key
     * @param ticketTypes the PSA's ticket type to the action's key
     */
    public record Fields(
            @Nullable String codeEntry,
            @Nullable Map<String, NeedFields> needs,
            @Nullable Map<String, String> ticketTypes,
            @Nullable List<String> countries,
            @Nullable List<String> shownRefusedFor,
            @Nullable List<Long> catchAllContacts,
            @Nullable LimitFields limits) {}

    public record NeedFields(
            @Nullable String level, @Nullable Boolean secondPerson) {}

    /** The limits; durations as ISO 8601, such as {@code PT5M}. */
    public record LimitFields(
            @Nullable Integer triesPerCode,
            @Nullable Integer failuresPerDay,
            @Nullable Integer codesPerDay,
            @Nullable String codeLife,
            @Nullable Integer wrongCodesPerDay,
            @Nullable Integer textsPerNumber,
            @Nullable Integer textsPerTechnician,
            @Nullable Integer textsPerPrefix,
            @Nullable Integer textsPerInstallation,
            @Nullable Integer leastRightPercent) {}

    /** A change that cannot be made; the message is one sentence for whoever asked. */
    public static final class Unusable extends RuntimeException {
        Unusable(String sentence) {
            super(sentence);
        }
    }

    String write(Policy policy) {
        return json.writeValueAsString(fields(policy));
    }

    Policy read(String stored) {
        return merge(Policy.STARTER, json.readValue(stored, Fields.class));
    }

    /** The policy as the API shows it, complete. */
    public Fields fields(Policy policy) {
        var limits = policy.limits();
        return new Fields(
                policy.codeEntry().name().toLowerCase(Locale.ROOT),
                sorted(
                        policy.needs(),
                        Action::key,
                        need -> new NeedFields(need.level().name(), need.secondPerson())),
                sorted(policy.ticketTypes(), Function.identity(), Action::key),
                policy.countries().stream().sorted().toList(),
                policy.shownRefusedFor().stream().map(Action::key).sorted().toList(),
                policy.catchAllContacts().stream().sorted().toList(),
                new LimitFields(
                        limits.triesPerCode(),
                        limits.failuresPerDay(),
                        limits.codesPerDay(),
                        limits.codeLife().toString(),
                        limits.wrongCodesPerDay(),
                        limits.textsPerNumber(),
                        limits.textsPerTechnician(),
                        limits.textsPerPrefix(),
                        limits.textsPerInstallation(),
                        limits.leastRightPercent()));
    }

    /** The policy with these changes; throws {@link Unusable} with a sentence when they make none. */
    public Policy merge(Policy policy, Fields change) {
        try {
            return new Policy(
                    change.codeEntry() == null ? policy.codeEntry() : entry(change.codeEntry()),
                    change.needs() == null ? policy.needs() : needs(policy, change.needs()),
                    change.ticketTypes() == null
                            ? policy.ticketTypes()
                            : change.ticketTypes().entrySet().stream()
                                    .collect(Collectors.toMap(
                                            type -> type.getKey().strip().toLowerCase(Locale.ROOT),
                                            type -> action(type.getValue()),
                                            (one, other) -> other)),
                    change.countries() == null ? policy.countries() : countries(change.countries()),
                    change.shownRefusedFor() == null
                            ? policy.shownRefusedFor()
                            : change.shownRefusedFor().stream()
                                    .map(PolicyForm::action)
                                    .collect(Collectors.toUnmodifiableSet()),
                    change.catchAllContacts() == null
                            ? policy.catchAllContacts()
                            : Set.copyOf(change.catchAllContacts()),
                    change.limits() == null ? policy.limits() : limits(policy.limits(), change.limits()));
        } catch (IllegalArgumentException | JacksonException e) {
            throw new Unusable(String.valueOf(e.getMessage()));
        }
    }

    private static CodeEntry entry(String text) {
        return switch (text) {
            case "shown" -> CodeEntry.SHOWN;
            case "blind" -> CodeEntry.BLIND;
            default -> throw new Unusable("codeEntry is \"shown\" or \"blind\"");
        };
    }

    private static Action action(String key) {
        return Action.ofKey(key)
                .orElseThrow(() -> new Unusable("an action is one of "
                        + Set.of(Action.values()).stream()
                                .map(Action::key)
                                .sorted()
                                .collect(Collectors.joining(", "))));
    }

    private static Map<Action, Need> needs(Policy policy, Map<String, NeedFields> changes) {
        var needs = new TreeMap<>(policy.needs());
        changes.forEach((action, need) -> needs.put(action(action), need(need)));
        return needs;
    }

    private static Need need(NeedFields fields) {
        try {
            return new Need(
                    Assurance.valueOf(String.valueOf(fields.level())), Boolean.TRUE.equals(fields.secondPerson()));
        } catch (IllegalArgumentException e) {
            throw new Unusable("a level is one of A0, A1, A2, A3, A4");
        }
    }

    private static Set<String> countries(List<String> codes) {
        for (String code : codes) {
            if (!COUNTRIES.contains(code)) {
                throw new Unusable("a country is written as two capital letters, such as US");
            }
        }
        return Set.copyOf(codes);
    }

    private static Limits limits(Limits now, LimitFields change) {
        Duration life = now.codeLife();
        if (change.codeLife() != null) {
            try {
                life = Duration.parse(change.codeLife());
            } catch (java.time.format.DateTimeParseException e) {
                throw new Unusable("codeLife is a duration such as PT5M");
            }
        }
        return new Limits(
                or(change.triesPerCode(), now.triesPerCode()),
                or(change.failuresPerDay(), now.failuresPerDay()),
                or(change.codesPerDay(), now.codesPerDay()),
                life,
                or(change.wrongCodesPerDay(), now.wrongCodesPerDay()),
                or(change.textsPerNumber(), now.textsPerNumber()),
                or(change.textsPerTechnician(), now.textsPerTechnician()),
                or(change.textsPerPrefix(), now.textsPerPrefix()),
                or(change.textsPerInstallation(), now.textsPerInstallation()),
                or(change.leastRightPercent(), now.leastRightPercent()));
    }

    private static int or(@Nullable Integer changed, int now) {
        return Optional.ofNullable(changed).orElse(now);
    }

    private static <K, V, W> Map<String, W> sorted(Map<K, V> map, Function<K, String> key, Function<V, W> value) {
        var sorted = new TreeMap<String, W>();
        map.forEach((k, v) -> sorted.put(key.apply(k), value.apply(v)));
        return sorted;
    }
}
