package io.countersign.psa;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's client, one for all who trust the public certificate authorities and one per private one. Follows no redirect, because credentials would go along,
 * and repeats no POST.
 */
public final class HttpClients implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final String PUBLIC_AUTHORITIES = "";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, HttpClient> byAuthority = new ConcurrentHashMap<>();

    /**
     * For calls with credentials.
     *
     * @param privateCa certificates (PEM) that alone are trusted; null for the public authorities
     * @throws IllegalArgumentException when the installation's private certificates cannot be read
     */
    public HttpClient of(@Nullable String privateCa) {
        return byAuthority.computeIfAbsent(
                privateCa == null ? PUBLIC_AUTHORITIES : privateCa,
                key -> newClient(privateCa).build());
    }

    /**
     * For one request to an address that somebody else wrote: through no proxy, which would resolve the checked name as it likes. The caller shuts it down.
     * (Here as everywhere, the JDK sends a GET a second time when the connection ends before the first byte of an answer; nothing turns that off.)
     */
    public HttpClient forOneFetch(@Nullable String privateCa) {
        return newClient(privateCa).proxy(HttpClient.Builder.NO_PROXY).build();
    }

    private HttpClient.Builder newClient(@Nullable String authority) {
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads);
        return authority == null ? client : client.sslContext(trusting(authority));
    }

    private static SSLContext trusting(String pem) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
                store.setCertificateEntry("authority-" + count++, certificate);
            }
            if (count == 0) {
                throw new IllegalArgumentException("the private certificates are empty");
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the private certificates cannot be read", e);
        }
    }

    @Override
    public void close() {
        byAuthority.values().forEach(HttpClient::shutdownNow);
        threads.close();
    }
}
