package io.countersign.app.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.countersign.verification.Actor;
import io.countersign.verification.VerificationEvent;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** The stored form of an event: its type's name beside its fields as JSON. Stored events are for ever, so a field may be added but never renamed. */
final class EventForm {
    private static final Map<String, Class<? extends VerificationEvent>> TYPES = Stream.of(
                    VerificationEvent.class.getPermittedSubclasses())
            .map(type -> type.asSubclass(VerificationEvent.class))
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private final JsonMapper json = JsonMapper.builder()
            .addMixIn(Actor.class, ActorForm.class)
            .changeDefaultPropertyInclusion(include -> include.withValueInclusion(JsonInclude.Include.NON_NULL))
            // an event that a newer version wrote, read by an older replica during an update
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Every decision reads a whole story: what reads an event is looked up once. */
    private final Map<String, ObjectReader> readers = TYPES.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, type -> json.readerFor(type.getValue())));

    String type(VerificationEvent event) {
        return event.getClass().getSimpleName();
    }

    byte[] write(VerificationEvent event) {
        return json.writeValueAsBytes(event);
    }

    VerificationEvent read(String type, byte[] stored) {
        var reader = readers.get(type);
        if (reader == null) {
            throw new IllegalStateException("an event of the unknown type " + type);
        }
        return reader.readValue(stored);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Actor.Technician.class, name = "technician"),
        @JsonSubTypes.Type(value = Actor.Automation.class, name = "automation"),
        @JsonSubTypes.Type(value = Actor.EndUser.class, name = "end-user"),
        @JsonSubTypes.Type(value = Actor.Connector.class, name = "connector")
    })
    private interface ActorForm {}
}
