package io.countersign.app.doctor;

import io.countersign.app.PublicUrl;
import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Goes the way that PSAs, Twilio and people go, as far as that is possible from the inside. */
final class PublicAddressCheck implements Check {
    private static final int ENOUGH = 64 * 1024;

    private final PublicUrl url;
    private final HttpClient http;

    PublicAddressCheck(PublicUrl url, HttpClient http) {
        this.url = url;
        this.http = http;
    }

    @Override
    public String what() {
        return "public address";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        var request = HttpRequest.newBuilder(url.at("/api/v1/openapi.json"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            String text;
            try (InputStream body = answer.body()) {
                text = new String(body.readNBytes(ENOUGH), StandardCharsets.UTF_8);
            }
            return List.of(
                    answer.statusCode() == 200 && text.contains("Countersign")
                            ? new Good(what(), url.base() + " leads to a connector, from this machine")
                            : new Missing(
                                    what(),
                                    url.base() + " answers " + answer.statusCode()
                                            + ", and not like a connector: look at the proxy and at countersign.public-base-url"));
        } catch (IOException e) {
            return List.of(new Missing(
                    what(),
                    url.base() + " cannot be reached from here (" + e.getClass().getSimpleName()
                            + "): is the connector running, does the name lead here, does the proxy pass on?"));
        }
    }
}
