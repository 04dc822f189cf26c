package io.countersign.sandbox;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of the control API that shows what is registered at ConnectWise, and switches callbacks off as the vendor does after three bad days: without a word. */
final class ConnectWiseRegistrations {
    private final ConnectWiseData data;

    ConnectWiseRegistrations(ConnectWiseData data) {
        this.data = data;
    }

    void on(Routes routes) {
        routes.on("GET", "sandbox/connectwise/registrations", call -> Answer.json(registrations()));
        routes.on("POST", "sandbox/connectwise/switch-off", this::switchOff);
    }

    private ObjectNode registrations() {
        synchronized (data) {
            ObjectNode json = Json.object();
            ArrayNode callbacks = json.putArray("callbacks");
            data.callbacks.all().forEach(callback -> callbacks.add(callback.deepCopy()));
            ArrayNode pods = json.putArray("pods");
            data.hostedSetups.all().forEach(pod -> pods.add(pod.deepCopy()));
            return json;
        }
    }

    private Answer switchOff(Call call) {
        String part = Wish.of(call, "url").text("url");
        synchronized (data) {
            int off = 0;
            for (ObjectNode callback : data.callbacks.all()) {
                if (callback.path("url").asString("").contains(part)) {
                    callback.put("inactiveFlag", true);
                    off++;
                }
            }
            return Answer.json(Json.object().put("off", off));
        }
    }
}
