package io.countersign.sandbox;

import static io.countersign.sandbox.AutotaskData.id;

import io.countersign.sandbox.AutotaskData.Subject;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of the control API that shows what is registered at Autotask, and switches webhooks off as the vendor does after too many failures. */
final class AutotaskRegistrations {
    private final AutotaskData data;
    private final AutotaskCallouts callouts;

    AutotaskRegistrations(AutotaskData data, AutotaskCallouts callouts) {
        this.data = data;
        this.callouts = callouts;
    }

    void on(Routes routes) {
        routes.on("GET", "sandbox/autotask/registrations", call -> Answer.json(registrations()));
        routes.on("POST", "sandbox/autotask/switch-off", this::switchOff);
    }

    private ArrayNode registrations() {
        synchronized (data) {
            ArrayNode json = Json.array();
            for (Subject subject : List.of(data.ticketChanges, data.contactChanges)) {
                for (ObjectNode webhook : subject.webhooks().table().all()) {
                    ObjectNode shown = json.addObject().put("type", subject.type());
                    for (String field : List.of("id", "name", "webhookUrl", "deactivationUrl", "isActive", "isReady")) {
                        shown.set(field, webhook.path(field));
                    }
                    ArrayNode fields = shown.putArray("fields");
                    subject.fields().table().all().stream()
                            .filter(field -> Subject.isOf(field, id(webhook)))
                            .forEach(field -> fields.add(subject.records()
                                    .numbered(field.path("fieldID").asInt(0))));
                    ArrayNode excluded = shown.putArray("excluded");
                    subject.excluded().table().all().stream()
                            .filter(row -> Subject.isOf(row, id(webhook)))
                            .forEach(row -> excluded.add(row.path("resourceID").asInt(0)));
                }
            }
            return json;
        }
    }

    private Answer switchOff(Call call) {
        String part = Wish.of(call, "url").text("url");
        synchronized (data) {
            int off = 0;
            for (Subject subject : List.of(data.ticketChanges, data.contactChanges)) {
                for (ObjectNode webhook : subject.webhooks().table().all()) {
                    if (webhook.path("webhookUrl").asString("").contains(part)) {
                        webhook.put("isActive", false);
                        callouts.deactivated(subject, webhook);
                        off++;
                    }
                }
            }
            return Answer.json(Json.object().put("off", off));
        }
    }
}
