package io.countersign.sandbox;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** @param reset the connection is torn down instead of answered */
record Answer(int status, Map<String, String> headers, String body, boolean reset) {
    static final Answer RESET = new Answer(0, Map.of(), "", true);

    static Answer of(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), body, false);
    }

    static Answer json(JsonNode body) {
        return json(200, Json.write(body));
    }

    static Answer json(int status, String body) {
        return of(status, "application/json", body);
    }

    static Answer html(int status, String body) {
        return of(status, "text/html; charset=utf-8", body);
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), "", false);
    }

    /** The control API says what is wrong in one sentence. */
    static Answer sentence(int status, String sentence) {
        return of(status, "text/plain; charset=utf-8", sentence + "\n");
    }

    Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, reset);
    }

    ResponseDefinition asDefinition() {
        if (reset) {
            return new ResponseDefinitionBuilder()
                    .withFault(Fault.CONNECTION_RESET_BY_PEER)
                    .build();
        }
        var definition = new ResponseDefinitionBuilder().withStatus(status);
        headers.forEach((name, value) -> definition.withHeader(name, value));
        return definition.withBody(body).build();
    }
}
