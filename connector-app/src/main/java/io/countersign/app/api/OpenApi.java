package io.countersign.app.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** The description of this interface, for whoever asks. Written by hand in {@code openapi/countersign.yaml}; a test plays it against the running connector. */
@RestController
final class OpenApi {
    private final byte[] document;

    OpenApi(JsonMapper json) {
        try (var text = new ClassPathResource("openapi/countersign.yaml").getInputStream()) {
            document = json.writeValueAsBytes(new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GetMapping(path = "/api/v1/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] document() {
        return document;
    }
}
