package io.countersign.connectwise;

import io.countersign.psa.HttpClients;
import io.countersign.psa.Origin;
import io.countersign.psa.OutsideOrigins;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Fetches one key, without credentials, within two seconds in all: the sender of the callback hangs up after five. */
final class KeyFetch implements AutoCloseable {
    static final int LONGEST = 64 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConnectWiseInstallations installations;
    private final OutsideOrigins outside;
    private final HttpClients httpClients;
    private final Resolver resolver;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    KeyFetch(
            ConnectWiseInstallations installations,
            OutsideOrigins outside,
            HttpClients httpClients,
            Resolver resolver) {
        this.installations = installations;
        this.outside = outside;
        this.httpClients = httpClients;
        this.resolver = resolver;
    }

    /** What a host's name stands for. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** The key by which bodies are signed. */
    SecretKeySpec fetch(KeyAddress key) throws NoKey {
        Future<SecretKeySpec> fetched = threads.submit(() -> fetchUnlimited(key));
        try {
            return fetched.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new NoKey("no answer within " + LIMIT.toSeconds() + " s", false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoKey("interrupted", false);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NoKey no ? no : new NoKey(nameOf(e.getCause()), false);
        } finally {
            fetched.cancel(true);
        }
    }

    private static String nameOf(@Nullable Throwable cause) {
        return cause == null ? "failed" : cause.getClass().getSimpleName();
    }

    private SecretKeySpec fetchUnlimited(KeyAddress key) throws NoKey, IOException, InterruptedException {
        var settings = installations.settings(key.installation());
        requireReachable(key, settings);
        var request = HttpRequest.newBuilder(key.address()).timeout(LIMIT).build();
        var client = httpClients.forOneFetch(settings.privateCa());
        try (InputStream body = bodyOf(client.send(request, BodyHandlers.ofInputStream()))) {
            byte[] text = body.readNBytes(LONGEST + 1);
            if (text.length > LONGEST) {
                throw new NoKey("answered more than " + LONGEST + " bytes", false);
            }
            return keyOf(text);
        } finally {
            client.shutdownNow();
        }
    }

    private static InputStream bodyOf(HttpResponse<InputStream> answer) throws NoKey {
        int status = answer.statusCode();
        if (status < 200 || status > 299) {
            throw new NoKey("answered " + status, status == 400 || status == 404);
        }
        return answer.body();
    }

    private void requireReachable(KeyAddress key, ConnectWiseSettings settings) throws NoKey, UnknownHostException {
        var origin = key.origin();
        if (outside.accept(origin)) {
            return;
        }
        var own = settings.onPremisesOrigin();
        boolean mayBePrivate = own != null && Origin.of(own).equals(origin);
        // a literal address in brackets is resolved like any other name
        for (InetAddress address : resolver.resolve(origin.host())) {
            switch (Reach.of(address)) {
                case PUBLIC -> {}
                case PRIVATE -> {
                    if (!mayBePrivate) {
                        throw new NoKey("the host resolves to a private address", false);
                    }
                }
                case NOWHERE_GOOD -> throw new NoKey("the host resolves to an address that is nobody's server", false);
            }
        }
    }

    /** Read from text whatever the content type says, as long-lived clients do. */
    static SecretKeySpec keyOf(byte[] text) throws NoKey {
        try {
            var signingKey = JSON.readTree(text).path("signing_key");
            if (!signingKey.isString() || signingKey.stringValue().isEmpty()) {
                throw new NoKey("answered without a key", false);
            }
            return new SecretKeySpec(
                    MessageDigest.getInstance("SHA-256")
                            .digest(signingKey.stringValue().getBytes(StandardCharsets.UTF_8)),
                    SignedCallbacks.HMAC);
        } catch (JacksonException unreadable) {
            throw new NoKey("answered something that is no JSON", false);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Why there is no key; the message is fit for a log. */
    static final class NoKey extends Exception {
        private final boolean unknown;

        NoKey(String why, boolean unknown) {
            super(why);
            this.unknown = unknown;
        }

        /** Whether the PSA answered that it has no such key. */
        boolean isUnknown() {
            return unknown;
        }
    }
}
