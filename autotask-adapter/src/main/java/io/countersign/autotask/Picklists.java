package io.countersign.autotask;

import io.countersign.openapi.autotask.model.Field;
import io.countersign.openapi.autotask.model.FieldInformationResultModel;
import io.countersign.openapi.autotask.model.PickListValue;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which number stands for what. It differs between databases, and labels can be renamed. */
record Picklists(Map<String, List<Choice>> byField) {
    Picklists {
        byField = Map.copyOf(byField);
    }

    /**
     * One value of a picklist.
     *
     * @param system made by the vendor and not by the customer
     */
    record Choice(int number, String label, boolean active, boolean system) {
        boolean says(String word) {
            return label.toLowerCase(Locale.ROOT).contains(word);
        }
    }

    static Picklists of(FieldInformationResultModel answer) {
        var byField = new HashMap<String, List<Choice>>();
        var fields = answer.getFields();
        for (Field field : fields == null ? List.<Field>of() : fields) {
            var name = field.getName();
            var values = field.getPicklistValues();
            if (name != null && values != null) {
                byField.put(
                        name.toLowerCase(Locale.ROOT),
                        values.stream()
                                .map(Picklists::choice)
                                .filter(Objects::nonNull)
                                .toList());
            }
        }
        return new Picklists(byField);
    }

    private static @Nullable Choice choice(PickListValue value) {
        String number = value.getValue();
        String label = value.getLabel();
        return number == null || !number.matches("[0-9]{1,9}")
                ? null
                : new Choice(
                        Integer.parseInt(number),
                        label == null ? "" : label.strip(),
                        !Boolean.FALSE.equals(value.getIsActive()),
                        Boolean.TRUE.equals(value.getIsSystem()));
    }

    List<Choice> active(String field) {
        return byField.getOrDefault(field.toLowerCase(Locale.ROOT), List.of()).stream()
                .filter(Choice::active)
                .toList();
    }

    /** Tickets keep values that are no longer offered. */
    Optional<String> label(String field, int number) {
        return byField.getOrDefault(field.toLowerCase(Locale.ROOT), List.of()).stream()
                .filter(choice -> choice.number() == number)
                .map(Choice::label)
                .filter(label -> !label.isEmpty())
                .findFirst();
    }
}
