package io.countersign.app.doctor;

import io.countersign.app.PublicUrl;
import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** The certificate of the public address: trusted as a stranger would, for this name, and for how long. */
final class CertificateCheck implements Check {
    private static final Duration SOON = Duration.ofDays(14);
    private static final int PATIENCE_MILLIS = 5_000;

    private final PublicUrl url;
    private final SSLSocketFactory sockets;
    private final InstantSource machine;

    CertificateCheck(PublicUrl url, SSLSocketFactory sockets, InstantSource machine) {
        this.url = url;
        this.sockets = sockets;
        this.machine = machine;
    }

    @Override
    public String what() {
        return "certificate";
    }

    @Override
    public List<Finding> look() throws IOException {
        var base = url.base();
        if (!"https".equals(base.getScheme())) {
            return List.of(new Good(what(), "none is needed: the public address is on this machine"));
        }
        int port = base.getPort() == -1 ? 443 : base.getPort();
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(base.getHost(), port), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            return List.of(of((SSLSocket) sockets.createSocket(plain, base.getHost(), port, true)));
        } catch (SSLException e) {
            return List.of(new Missing(
                    what(),
                    "it is not trusted for " + base.getHost()
                            + ": an intermediate one is missing, it ran out, or it carries another name"));
        }
    }

    private Finding of(SSLSocket socket) throws IOException {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        var left = Duration.between(machine.instant(), certificate.getNotAfter().toInstant());
        return left.compareTo(SOON) < 0
                ? new Missing(what(), "it is good for " + left.toDays() + " days only; see why it was not renewed")
                : new Good(what(), "trusted, good for " + left.toDays() + " days");
    }
}
