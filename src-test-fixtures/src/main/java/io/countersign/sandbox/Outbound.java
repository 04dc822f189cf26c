package io.countersign.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the vendors send by themselves: on virtual threads, one after the other where they are about the same thing. */
final class Outbound implements AutoCloseable {
    /** Stands for "no answer" wherever a status is told. */
    static final int NO_ANSWER = 0;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, CompletableFuture<Void>> tails = new HashMap<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(threads)
            .build();

    /** Runs the work after all earlier work about the same thing. */
    synchronized void inOrder(String about, Runnable work) {
        CompletableFuture<Void> before = tails.getOrDefault(about, CompletableFuture.completedFuture(null));
        CompletableFuture<Void> tail = before.handleAsync(
                (done, failure) -> {
                    work.run();
                    return null;
                },
                threads);
        tails.put(about, tail);
        var unused = tail.whenComplete((done, failure) -> forget(about, tail));
    }

    private synchronized void forget(String about, CompletableFuture<Void> tail) {
        tails.remove(about, tail);
    }

    int post(String url, Map<String, String> headers, String body, Duration timeout) {
        try {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(timeout)
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            headers.forEach((name, value) -> request.header(name, value));
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | IllegalArgumentException e) {
            return NO_ANSWER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NO_ANSWER;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.shutdownNow();
    }
}
