package io.countersign.app.channel.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * An SMTP relay that answers as told: per command an answer, {@code HANG} (says nothing until the client leaves) or {@code DROP} (closes). The command {@code .} is the
 * end of the text, {@code HELLO} the greeting.
 */
final class ScriptedRelay implements AutoCloseable {
    static final String HANG = "HANG";
    static final String DROP = "DROP";

    private static final KeyStore CERTIFICATE = certificate();

    private final ServerSocket socket;
    private final Map<String, String> answers = new HashMap<>(Map.of(
            "HELLO", "220 relay.example ready",
            "EHLO", "250 relay.example",
            "MAIL", "250 2.1.0 ok",
            "RCPT", "250 2.1.5 ok",
            "DATA", "354 go on",
            ".", "250 2.0.0 taken",
            "AUTH", "235 2.7.0 ok",
            "STARTTLS", "220 2.0.0 go on",
            "QUIT", "221 2.0.0 bye"));
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<Socket> open = Collections.synchronizedList(new CopyOnWriteArrayList<>());

    ScriptedRelay(String... script) throws IOException {
        for (int i = 0; i < script.length; i += 2) {
            answers.put(script[i], script[i + 1]);
        }
        socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The verbs that arrived, upper case, in order. */
    List<String> commands() {
        return commands;
    }

    /** The texts that arrived completely. */
    List<String> texts() {
        return texts;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> talk(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client) {
            converse(client.getInputStream(), client.getOutputStream(), client, true);
        } catch (IOException | GeneralSecurityException gone) {
            // the client left, which is what some tests are about
        }
    }

    private void converse(InputStream in, OutputStream out, Socket client, boolean greet)
            throws IOException, GeneralSecurityException {
        var lines = new BufferedReader(new InputStreamReader(in, US_ASCII));
        if (greet && !answer(out, "HELLO", lines)) {
            return;
        }
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            commands.add(verb);
            if (!answer(out, verb, lines) || verb.equals("QUIT")) {
                return;
            }
            if (verb.equals("STARTTLS")) {
                var secured =
                        (SSLSocket) tls().getSocketFactory().createSocket(client, "localhost", client.getPort(), true);
                secured.setUseClientMode(false);
                secured.startHandshake();
                answers.put("EHLO", "250 relay.example");
                converse(secured.getInputStream(), secured.getOutputStream(), secured, false);
                return;
            }
            if (verb.equals("DATA") && answers.getOrDefault("DATA", "").startsWith("354")) {
                texts.add(text(lines));
                if (!answer(out, ".", lines)) {
                    return;
                }
            }
        }
    }

    private static String text(BufferedReader lines) throws IOException {
        var text = new StringBuilder();
        for (String line = lines.readLine(); line != null && !line.equals("."); line = lines.readLine()) {
            text.append(line).append("\r\n");
        }
        return text.toString();
    }

    private boolean answer(OutputStream out, String command, BufferedReader lines) throws IOException {
        String answer = answers.getOrDefault(command, "500 5.5.1 what?");
        if (answer.equals(DROP)) {
            return false;
        }
        if (answer.equals(HANG)) {
            String unused = lines.readLine();
            return false;
        }
        out.write((answer + "\r\n").getBytes(US_ASCII));
        out.flush();
        return true;
    }

    private static SSLContext tls() throws GeneralSecurityException, IOException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(CERTIFICATE, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** A client's trust in exactly that certificate. */
    static SSLContext trusting() throws GeneralSecurityException, IOException {
        var own = CERTIFICATE;
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (String alias : Collections.list(own.aliases())) {
            trusted.setCertificateEntry(alias, own.getCertificate(alias));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** For the name localhost, signed by itself, good for two days: one that is kept in a file expires some day. */
    private static KeyStore certificate() {
        try {
            var folder = Files.createTempDirectory("relay");
            var file = folder.resolve("relay.p12");
            var keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "relay",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=dns:localhost",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            "changeit")
                    .inheritIO()
                    .start();
            assertThat(keytool.waitFor()).isZero();
            var store = KeyStore.getInstance("PKCS12");
            try (var stored = Files.newInputStream(file)) {
                store.load(stored, "changeit".toCharArray());
            }
            Files.delete(file);
            Files.delete(folder);
            return store;
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (var client : open) {
            client.close();
        }
    }
}
