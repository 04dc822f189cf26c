package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A sandbox that is ready, and a client that speaks to it as the connector and as somebody at the controls would. */
final class Outside implements AutoCloseable {
    final Sandbox sandbox;
    final Receiver connector = new Receiver();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    Outside() {
        sandbox = Sandbox.start(
                new SandboxSettings(0, 0, connector.address()),
                List.of(Duration.ofMillis(20), Duration.ofMillis(40)),
                Collections.nCopies(4, Duration.ofMillis(20)));
        sandbox.twilioInbound(connector.address().resolve("/twilio/inbound"));
        sandbox.ready();
    }

    HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(sandbox.address() + path))
                .timeout(Duration.ofSeconds(10))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach((name, value) -> request.header(name, value));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> control(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, "/sandbox" + path, body, Map.of());
    }

    JsonNode controlled(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = control(method, path, body);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return Json.read(answer.body());
    }

    int made(String path, String body) throws IOException, InterruptedException {
        return controlled("POST", path, body).path("id").asInt(0);
    }

    HttpResponse<String> connectWise(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, "/v4_6_release/apis/3.0" + path, body, connectWiseHeaders());
    }

    JsonNode connectWise(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = connectWise("GET", path, "");
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return Json.read(answer.body());
    }

    Map<String, String> connectWiseHeaders() {
        ConnectWiseTenant tenant = sandbox.connectwise();
        return Map.of(
                "Authorization",
                basic(tenant.companyId() + "+" + tenant.publicKey(), tenant.privateKey()),
                "clientId",
                tenant.clientId(),
                "Accept",
                "application/vnd.connectwise.com+json; version=2025.1",
                "Content-Type",
                "application/json");
    }

    HttpResponse<String> autotask(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, "/ATServicesRest/v1.0" + path, body, autotaskHeaders());
    }

    JsonNode autotaskSaid(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = autotask(method, path, body);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return Json.read(answer.body());
    }

    Map<String, String> autotaskHeaders() {
        AutotaskTenant tenant = sandbox.autotask();
        return Map.of(
                "ApiIntegrationCode",
                tenant.integrationCode(),
                "UserName",
                tenant.userName(),
                "Secret",
                tenant.secret(),
                "Content-Type",
                "application/json");
    }

    HttpResponse<String> twilio(String method, String path, String body) throws IOException, InterruptedException {
        TwilioAccount account = sandbox.twilio();
        return send(
                method,
                "/2010-04-01/Accounts/" + account.accountSid() + path,
                body,
                Map.of(
                        "Authorization",
                        basic(account.apiKeySid(), account.apiKeySecret()),
                        "Content-Type",
                        "application/x-www-form-urlencoded"));
    }

    HttpResponse<String> text(String to, String body) throws IOException, InterruptedException {
        return twilio(
                "POST",
                "/Messages.json",
                "To=" + encoded(to) + "&MessagingServiceSid="
                        + sandbox.twilio().messagingServiceSid() + "&Body=" + encoded(body) + "&StatusCallback="
                        + encoded(connector.address().resolve("/twilio/status").toString()));
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        sandbox.close();
        connector.close();
        client.close();
    }
}
