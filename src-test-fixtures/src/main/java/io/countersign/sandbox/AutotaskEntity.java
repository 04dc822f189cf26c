package io.countersign.sandbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * One of the vendor's collections: its records, and what is known about their fields.
 *
 * @param name as in addresses, e.g. {@code TicketNotes}
 */
record AutotaskEntity(String name, Table table, JsonNode fields) {
    private static final JsonNode FIELDS = Json.read(Payload.text("autotask/fields.json"));

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Come without designator: both ways are seen in the field, and a reader must take both as UTC (sheet 2). */
    private static final Set<String> WITHOUT_ZONE = Set.of("completedDate", "createDateTime", "lastModifiedDate");

    /** Their answers always have the list of user-defined fields, whatever was asked for. */
    private static final Set<String> WITH_OWN_FIELDS = Set.of("Tickets", "Contacts", "Companies");

    static AutotaskEntity named(String name, int firstId) {
        return new AutotaskEntity(name, new Table(firstId), FIELDS.path(name));
    }

    /** The fields of a webhook on these records: its {@code fieldID} is a pick list of them, with numbers of this database. */
    AutotaskEntity webhookFields(String name) {
        ObjectNode own = (ObjectNode) FIELDS.path(name).deepCopy();
        ArrayNode numbers = ((ObjectNode) own.path("fieldID")).putArray("picklist");
        for (var field : fields.properties()) {
            if (field.getValue().has("webhookField")) {
                numbers.addObject()
                        .put("value", field.getValue().path("webhookField").asString(""))
                        .put("label", capital(field.getKey()));
            }
        }
        return new AutotaskEntity(name, new Table(1), own);
    }

    /** The field that webhooks know by this number. */
    @Nullable
    String numbered(int webhookField) {
        for (var field : fields.properties()) {
            if (field.getValue().path("webhookField").asInt(0) == webhookField) {
                return field.getKey();
            }
        }
        return null;
    }

    /** In callouts, and assumed in the pick list of their fields too, names begin with a capital (sheet 3). */
    static String capital(String field) {
        return field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
    }

    /** The field as the vendor writes it; null where there is none. */
    @Nullable
    String field(String inAnyCase) {
        for (String field : fields.propertyNames()) {
            if (field.equalsIgnoreCase(inAnyCase)) {
                return field;
            }
        }
        return null;
    }

    JsonNode definition(String field) {
        return fields.path(field);
    }

    String type(String field) {
        return definition(field).path("dataType").asString("");
    }

    boolean isReadOnly(String field) {
        return definition(field).path("isReadOnly").asBoolean(false);
    }

    boolean isRequired(String field) {
        return definition(field).path("isRequired").asBoolean(false);
    }

    /** What somebody sent, with the vendor's spelling of the names: they are read in any case. */
    ObjectNode spelt(JsonNode body) {
        ObjectNode spelt = Json.object();
        for (var property : body.properties()) {
            if (property.getKey().equalsIgnoreCase("userDefinedFields")) {
                continue; // none are defined in here
            }
            String field = field(property.getKey());
            if (field == null) {
                throw unknown(property.getKey());
            }
            spelt.set(field, property.getValue());
        }
        return spelt;
    }

    Refusal unknown(String field) {
        return AutotaskRefusals.because("Unable to find " + field + " in the " + name + " Entity.");
    }

    /** The value as it is kept: of the right type, not too long, and on the list where there is one. */
    JsonNode checked(String field, JsonNode value) {
        boolean fits = switch (type(field)) {
            case "integer", "long" -> value.isIntegralNumber();
            case "double" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> value.isString();
        };
        if (!fits) {
            throw AutotaskRefusals.because(
                    "Error converting value of " + field + " to type '" + type(field) + "'. Path '" + field + "'.");
        }
        if (type(field).equals("datetime")) {
            Instant time = instant(value.stringValue());
            if (time == null) {
                throw AutotaskRefusals.because("Could not convert string to DateTime. Path '" + field + "'.");
            }
            return StringNode.valueOf(time(time));
        }
        int length = definition(field).path("length").asInt(0);
        if (length > 0 && value.stringValue().length() > length) {
            throw AutotaskRefusals.because(
                    "Text [" + field + "] exceeds the maximum length of " + length + " characters.");
        }
        JsonNode picklist = definition(field).path("picklist");
        if (picklist.isArray() && label(field, value.asString("")) == null) {
            throw AutotaskRefusals.because(
                    "Picklist value [" + value.asString("") + "] does not exist for " + field + ".");
        }
        return value;
    }

    /** What a value of a pick list is called; null where there is no such value. */
    @Nullable
    String label(String field, String value) {
        for (JsonNode entry : definition(field).path("picklist")) {
            if (entry.path("value").asString("").equals(value)) {
                return entry.path("label").asString("");
            }
        }
        return null;
    }

    /** The value that is called so; null where nothing is. */
    @Nullable
    Integer valueOf(String field, String label) {
        for (JsonNode entry : definition(field).path("picklist")) {
            if (entry.path("label").asString("").equalsIgnoreCase(label)) {
                return Integer.valueOf(entry.path("value").asString(""));
            }
        }
        return null;
    }

    /** As it is answered: every field that was asked for is there, null where it is empty. */
    ObjectNode shown(ObjectNode row, Collection<String> wanted) {
        ObjectNode shown = Json.object();
        for (String field : wanted) {
            JsonNode value = row.path(field);
            if (value.isMissingNode()) {
                shown.putNull(field);
            } else if (WITHOUT_ZONE.contains(field) && value.isString()) {
                shown.put(field, value.stringValue().replace("Z", ""));
            } else {
                shown.set(field, value);
            }
        }
        if (WITH_OWN_FIELDS.contains(name)) {
            shown.putArray("userDefinedFields");
        }
        return shown;
    }

    ObjectNode shown(ObjectNode row) {
        return shown(row, fields.propertyNames());
    }

    ObjectNode information() {
        ObjectNode json = Json.object();
        json.putObject("info")
                .put("name", name)
                .put("canQuery", true)
                .put("hasUserDefinedFields", WITH_OWN_FIELDS.contains(name));
        return json;
    }

    ObjectNode fieldInformation() {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("fields");
        for (var field : fields.properties()) {
            JsonNode is = field.getValue();
            String reference = is.path("referenceEntityType").asString("");
            ArrayNode values = values(is);
            ObjectNode entry = list.addObject()
                    .put("name", field.getKey())
                    .put("dataType", is.path("dataType").asString(""))
                    .put("length", is.path("length").asInt(0))
                    .put("isRequired", isRequired(field.getKey()))
                    .put("isReadOnly", isReadOnly(field.getKey()))
                    .put("isQueryable", is.path("isQueryable").asBoolean(true))
                    .put("isReference", !reference.isEmpty())
                    .put("referenceEntityType", reference)
                    .put("isPickList", !values.isEmpty());
            if (values.isEmpty()) {
                entry.putNull("picklistValues");
            } else {
                entry.set("picklistValues", values);
            }
            entry.put("picklistParentValueField", "").put("isSupportedWebhookField", is.has("webhookField"));
        }
        return json;
    }

    private static ArrayNode values(JsonNode definition) {
        ArrayNode values = Json.array();
        for (JsonNode value : definition.path("picklist")) {
            values.addObject()
                    .put("value", value.path("value").asString(""))
                    .put("label", value.path("label").asString(""))
                    .put("isDefaultValue", false)
                    .put("sortOrder", values.size())
                    .put("parentValue", "")
                    .put("isActive", true)
                    .put("isSystem", value.path("isSystem").asBoolean(false));
        }
        return values;
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** With a designator, without one, or only the day; null where it is no time at all. */
    static @Nullable Instant instant(String text) {
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
