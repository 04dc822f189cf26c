package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mail for everybody. GreenMail keeps it; in front of it stands a small door of ours that reads along line by line, because GreenMail itself can neither refuse nor
 * fall silent on wish.
 */
final class MailServer implements AutoCloseable {
    private static final String NAME = "POST messages";

    private final GreenMail greenMail;
    private final ServerSocket door;
    private final Faults faults;
    private final Counts counts;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    MailServer(int port, Faults faults, Counts counts) {
        this.faults = faults;
        this.counts = counts;
        var setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        greenMail = new GreenMail(setup);
        greenMail.withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());
        greenMail.start();
        try {
            door = new ServerSocket();
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            greenMail.stop();
            throw new UncheckedIOException("no mail server on port " + port, e);
        }
        var unused = threads.submit(this::receive);
    }

    int port() {
        return door.getLocalPort();
    }

    private void receive() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                open.add(client);
                var unused = threads.submit(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var server = new Socket(
                        InetAddress.getLoopbackAddress(), greenMail.getSmtp().getPort())) {
            open.add(server);
            new Conversation(client, server).run();
        } catch (IOException e) {
            // one side hung up
        } finally {
            open.remove(client);
            open.removeIf(Socket::isClosed);
        }
    }

    /** One client's session: a line from the client, an answer from the server, until somebody hangs up. */
    private final class Conversation {
        private final Socket client;
        private final InputStream fromClient;
        private final OutputStream toClient;
        private final InputStream fromServer;
        private final OutputStream toServer;

        /** Met by the message that is being handed over; decided at its first recipient. */
        private Faults.@Nullable Fault fault;

        private boolean decided;

        Conversation(Socket client, Socket server) throws IOException {
            this.client = client;
            fromClient = new BufferedInputStream(client.getInputStream());
            toClient = client.getOutputStream();
            fromServer = new BufferedInputStream(server.getInputStream());
            toServer = server.getOutputStream();
        }

        void run() throws IOException {
            relayAnswer();
            byte[] line;
            while ((line = line(fromClient)) != null) {
                String command = new String(line, US_ASCII).strip().toUpperCase(Locale.ROOT);
                if (command.startsWith("MAIL FROM")) {
                    decided = false;
                    fault = null;
                }
                if (command.startsWith("RCPT TO") && !mayGoOn()) {
                    if (fault == null || fault.mode() != Faults.Mode.STATUS) {
                        return;
                    }
                    continue;
                }
                toServer.write(line);
                toServer.flush();
                String answer = relayAnswer();
                if (command.equals("DATA") && answer.startsWith("354") && !handOver()) {
                    return;
                }
                if (command.equals("QUIT")) {
                    return;
                }
            }
        }

        /** False where the recipient is refused, or where nothing more is said. */
        private boolean mayGoOn() throws IOException {
            if (!decided) {
                decided = true;
                fault = faults.take("mail", NAME);
                if (fault != null && isBeforeTheWork(fault.mode())) {
                    counts.add("mail", NAME);
                }
            }
            Faults.Fault met = fault;
            if (met == null || !isBeforeTheWork(met.mode())) {
                return true;
            }
            met.hold();
            if (met.mode() == Faults.Mode.STATUS) {
                String refusal = met.status() >= 500 && met.status() != 503
                        ? met.status() + " 5.1.1 Refused by the sandbox\r\n"
                        : (met.status() == 503 ? 451 : met.status()) + " 4.3.0 Refused by the sandbox\r\n";
                toClient.write(refusal.getBytes(US_ASCII));
                toClient.flush();
            } else {
                reset();
            }
            return false;
        }

        private static boolean isBeforeTheWork(Faults.Mode mode) {
            return switch (mode) {
                case STATUS, TIMEOUT, RESET -> true;
                case OK, ACCEPT_THEN_DROP, SLOW -> false;
            };
        }

        /** The message itself, and the one answer after its end. False when the connection is gone. */
        private boolean handOver() throws IOException {
            byte[] line;
            do {
                line = line(fromClient);
                if (line == null) {
                    return false;
                }
                toServer.write(line);
            } while (!new String(line, ISO_8859_1).strip().equals(".") || line[0] != '.');
            toServer.flush();
            counts.add("mail", NAME);
            String answer = answer();
            Faults.Fault met = fault;
            if (met != null) {
                met.hold();
                if (met.mode() == Faults.Mode.ACCEPT_THEN_DROP) {
                    reset();
                    return false;
                }
            }
            toClient.write(answer.getBytes(US_ASCII));
            toClient.flush();
            return true;
        }

        private void reset() throws IOException {
            client.setSoLinger(true, 0); // closes with a reset instead of a goodbye
            client.close();
        }

        private String relayAnswer() throws IOException {
            String answer = answer();
            toClient.write(answer.getBytes(US_ASCII));
            toClient.flush();
            return answer;
        }

        /** All lines of one answer: a dash after the number announces another. */
        private String answer() throws IOException {
            var text = new StringBuilder();
            byte[] line;
            do {
                line = line(fromServer);
                if (line == null) {
                    throw new IOException("the mail server hung up");
                }
                text.append(new String(line, US_ASCII));
            } while (line.length > 3 && line[3] == '-');
            return text.toString();
        }

        private byte @Nullable [] line(InputStream in) throws IOException {
            var line = new ByteArrayOutputStream();
            int next;
            while ((next = in.read()) >= 0) {
                line.write(next);
                if (next == '\n') {
                    break;
                }
            }
            return line.size() == 0 ? null : line.toByteArray();
        }
    }

    ArrayNode messagesTo(String address) {
        ArrayNode json = Json.array();
        try {
            GreenMailUser user = greenMail.getUserManager().getUserByEmail(address.toLowerCase(Locale.ROOT));
            if (user == null) {
                return json;
            }
            var inbox = greenMail.getManagers().getImapHostManager().getInbox(user);
            // a copy at one moment: mail may arrive while it is read, and the list itself is synchronized
            var stored = inbox.getMessages().toArray(StoredMessage[]::new);
            for (StoredMessage message : stored) {
                json.add(asJson(
                        message.getMimeMessage(),
                        message.getReceivedDate().toInstant().toString()));
            }
            return json;
        } catch (FolderException | MessagingException | IOException e) {
            throw new IllegalStateException("a stored message cannot be read", e);
        }
    }

    private static ObjectNode asJson(MimeMessage message, String at) throws MessagingException, IOException {
        var texts = new ArrayList<String>();
        var pages = new ArrayList<String>();
        collect(message, texts, pages);
        return Json.object()
                .put("at", at)
                .put("subject", message.getSubject())
                .put("text", texts.isEmpty() ? null : String.join("\n", texts))
                .put("html", pages.isEmpty() ? null : String.join("\n", pages));
    }

    private static void collect(Part part, List<String> texts, List<String> pages)
            throws MessagingException, IOException {
        if (part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart inner = multipart.getBodyPart(i);
                collect(inner, texts, pages);
            }
        } else if (part.isMimeType("text/html")) {
            pages.add(part.getContent().toString());
        } else if (part.isMimeType("text/*")) {
            texts.add(part.getContent().toString());
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            // nothing that anybody could do
        }
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                // as above
            }
        }
        threads.shutdownNow();
        greenMail.stop();
    }
}
