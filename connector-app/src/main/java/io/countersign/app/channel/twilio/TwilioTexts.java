package io.countersign.app.channel.twilio;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.twilio.base.Page;
import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageCreator;
import com.twilio.rest.api.v2010.account.MessageFetcher;
import com.twilio.rest.api.v2010.account.MessageReader;
import com.twilio.type.PhoneNumber;
import io.countersign.account.MobileNumber;
import io.countersign.app.channel.OutsideOrigins;
import io.countersign.challenge.Handover;
import io.countersign.challenge.TextMessages;
import io.countersign.ticket.InstallationId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.Header;

/**
 * Text messages by Twilio. One call is one request. Neither a number nor a text reaches a log or an exception from here: the SDK's own exceptions quote the number, so
 * they are read and dropped.
 */
public final class TwilioTexts implements TextMessages {
    private static final String TWILIOS_DOMAIN = "twilio.com";
    private static final Pattern URL_SAFE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    /** Twilio takes 1 to 36,000 seconds (twilio.com/docs/api/errors/90007). */
    private static final Pattern SID = Pattern.compile("[A-Z]{2}[0-9a-f]{32}");

    private static final long LONGEST_VALIDITY = 36_000;

    private static final long PAGE = 100;
    private static final long LARGEST_PAGE = 1_000;
    private static final int MOST_PAGES = 5;
    /** How far two clocks may differ. Below the least pause between two sends of the same text (15 s), so that an earlier one is not taken for this one. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final TwilioAccounts accounts;
    private final OutsideOrigins origins;
    private final Duration limit;
    private final java.net.http.HttpClient http = TwilioTransport.http();
    private final ObjectMapper mapper = new ObjectMapper().registerModule(new JavaTimeModule());

    public TwilioTexts(TwilioAccounts accounts, OutsideOrigins origins) {
        this(accounts, origins, Duration.ofSeconds(10));
    }

    /** @param limit longest wait for one answer */
    TwilioTexts(TwilioAccounts accounts, OutsideOrigins origins, Duration limit) {
        this.accounts = accounts;
        this.origins = origins;
        this.limit = limit;
    }

    @Override
    public Handover send(OutgoingText text) {
        var settings = accounts.settings(text.installation());
        var client = client(settings);
        var creation = creation(settings, text);
        try {
            return taken(creation.create(client));
        } catch (RuntimeException e) {
            return TwilioAnswers.of(e);
        }
    }

    @Override
    public Optional<Handover.Accepted> taken(OutgoingText text, Instant since) {
        var settings = accounts.settings(text.installation());
        var client = client(settings);
        var from = since.truncatedTo(ChronoUnit.SECONDS).minus(SKEW);
        try {
            // not narrowed by DateSent: a message still in Twilio's queue has none, and would be missed
            var reader = new MessageReader(settings.accountSid())
                    .setTo(new PhoneNumber(text.to().e164()))
                    .setPageSize(PAGE);
            var page = reader.firstPage(client);
            for (int read = 1; ; read++) {
                var found = page.getRecords().stream()
                        .filter(message -> text.body().equals(message.getBody()) && notBefore(from, message))
                        .findFirst();
                if (found.isPresent()) {
                    return Optional.of(new Handover.Accepted(found.get().getSid()));
                }
                if (!page.hasNextPage() || onlyOlder(page, from)) {
                    return Optional.empty();
                }
                if (read == MOST_PAGES) {
                    throw new IllegalStateException("too many messages to look through");
                }
                page = reader.nextPage(page, client);
            }
        } catch (RuntimeException e) {
            // neither message nor cause is kept: both may quote the number
            throw new IllegalStateException(
                    "Twilio could not be asked: " + e.getClass().getSimpleName());
        }
    }

    /** Reads one entry of the account's list of messages, as is done after an unclear send. Empty when that works, otherwise what a text would have met. */
    public Optional<Handover> trouble(InstallationId installation) {
        try {
            var settings = accounts.settings(installation);
            var unused =
                    new MessageReader(settings.accountSid()).setPageSize(1L).firstPage(client(settings));
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(TwilioAnswers.of(e));
        }
    }

    /**
     * How far a text came.
     *
     * @param messageId as Twilio called it when it took it
     * @throws IllegalStateException when Twilio cannot be asked, or knows it no more
     */
    public TextStatus.State state(InstallationId installation, String messageId) {
        if (!SID.matcher(messageId).matches()) {
            // a mail's, or one from before
            return new TextStatus.State.Unknown();
        }
        var settings = accounts.settings(installation);
        try {
            return state(new MessageFetcher(settings.accountSid(), messageId).fetch(client(settings)));
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "Twilio could not be asked: " + e.getClass().getSimpleName());
        }
    }

    private static TextStatus.State state(Message message) {
        Integer error = message.getErrorCode();
        return TwilioAnswers.state(String.valueOf(message.getStatus()), error == null ? "" : error.toString());
    }

    /** What Twilio listed, oldest first, and whether that was all. */
    public record Listing(List<ListedText> texts, boolean whole) {
        public Listing {
            texts = List.copyOf(texts);
        }
    }

    /**
     * What went to and fro since then: our own texts, which are those of this installation's messaging service, and whatever came in at any number of the account. Of more than
     * can be looked through the newest.
     *
     * @throws IllegalStateException when Twilio cannot be asked
     */
    public Listing listed(InstallationId installation, Instant since) {
        var settings = accounts.settings(installation);
        var client = client(settings);
        var from = since.truncatedTo(ChronoUnit.SECONDS).minus(SKEW);
        var messages = new ArrayList<Message>();
        boolean whole = false;
        try {
            var page = new MessageReader(settings.accountSid())
                    .setPageSize(LARGEST_PAGE)
                    .firstPage(client);
            for (int read = 1; ; read++) {
                page.getRecords().stream()
                        .filter(message -> notBefore(from, message))
                        .forEach(messages::add);
                whole = !page.hasNextPage() || onlyOlder(page, from);
                if (whole || read == MOST_PAGES) {
                    break;
                }
                page = new MessageReader(settings.accountSid()).nextPage(page, client);
            }
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "Twilio could not be asked: " + e.getClass().getSimpleName());
        }
        return new Listing(told(messages.reversed(), settings), whole);
    }

    /** @param messages oldest first */
    private static List<ListedText> told(List<Message> messages, TwilioSettings settings) {
        var listed = new ArrayList<ListedText>();
        var sentTo = new HashMap<String, Map<String, Instant>>();
        for (Message message : messages) {
            String sid = String.valueOf(message.getSid());
            Instant at = message.getDateCreated() == null
                    ? Instant.EPOCH
                    : message.getDateCreated().toInstant();
            if (message.getDirection() == Message.Direction.INBOUND) {
                // Twilio tells whole seconds: what has the same one may have come before
                var after = sentTo.getOrDefault(String.valueOf(message.getFrom()), Map.of()).entrySet().stream()
                        .filter(ours -> ours.getValue().isBefore(at))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
                var text = InboundText.of(Map.of(
                        "MessageSid",
                        sid,
                        "From",
                        String.valueOf(message.getFrom()),
                        "To",
                        String.valueOf(message.getTo()),
                        "Body",
                        message.getBody() == null ? "" : message.getBody()));
                listed.add(new ListedText.Answer(text, at, after));
            } else if (settings.messagingServiceSid().equals(message.getMessagingServiceSid())) {
                sentTo.computeIfAbsent(String.valueOf(message.getTo()), unseen -> new HashMap<>())
                        .put(sid, at);
                listed.add(new ListedText.Ours(
                        sid, message.getFrom() == null ? "" : message.getFrom().toString(), state(message)));
            }
        }
        return listed;
    }

    /**
     * Runs one whole send and one whole read inside this process, and knocks at a closed port of this machine; nothing leaves it. The first use costs seconds
     * otherwise (classes, JSON, TLS), and the first caller of the day would pay them.
     */
    public void warmUp() {
        var nobody = new OutgoingText(
                new InstallationId("0".repeat(22)),
                "warm-up",
                new MobileNumber("+12025550100"),
                "warm-up",
                Duration.ofMinutes(5));
        String none = "0".repeat(32);
        var settings = new TwilioSettings(
                "AC" + none,
                "SK" + none,
                "none",
                List.of("none"),
                "MG" + none,
                TwilioSettings.TWILIO,
                URI.create("https://countersign.example"));
        var client = new QuietClient(builder(settings).httpClient(new Rehearsal()));
        taken(creation(settings, nobody).create(client));
        new MessageReader(settings.accountSid())
                .setTo(new PhoneNumber(nobody.to().e164()))
                .setPageSize(PAGE)
                .firstPage(client);
        try {
            SSLContext.getDefault().createSSLEngine();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
        knock();
    }

    private void knock() {
        try {
            int closed;
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                closed = socket.getLocalPort();
            }
            http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + closed))
                            .timeout(Duration.ofSeconds(1))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException refused) {
            // as it should be; the client's classes are loaded now
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Handover taken(Message message) {
        return message.getSid() == null ? new Handover.Unclear() : new Handover.Accepted(message.getSid());
    }

    private static MessageCreator creation(TwilioSettings settings, OutgoingText text) {
        if (!URL_SAFE.matcher(text.reference()).matches()) {
            throw new IllegalArgumentException("a reference stands in an address: A-Z a-z 0-9 _ - only");
        }
        long seconds = Math.clamp(text.usefulFor().toSeconds(), 1, LONGEST_VALIDITY);
        return new MessageCreator(
                        settings.accountSid(),
                        new PhoneNumber(text.to().e164()),
                        settings.messagingServiceSid(),
                        text.body())
                .setValidityPeriod(Math.toIntExact(seconds))
                .setStatusCallback(URI.create(settings.publicBaseUrl() + "/twilio/"
                        + text.installation().value() + "/status/" + text.reference()));
    }

    private TwilioRestClient client(TwilioSettings settings) {
        if (!origins.allows(settings.baseUrl(), TWILIOS_DOMAIN)) {
            throw new IllegalStateException(
                    "Twilio's base URL is neither https below twilio.com nor listed in countersign.outside.extra-origins");
        }
        return new QuietClient(builder(settings).httpClient(new TwilioTransport(http, settings.baseUrl(), limit)));
    }

    private TwilioRestClient.Builder builder(TwilioSettings settings) {
        return new TwilioRestClient.Builder(settings.apiKeySid(), settings.apiKeySecret())
                .accountSid(settings.accountSid())
                .objectMapper(mapper);
    }

    private static boolean notBefore(Instant from, Message message) {
        return message.getDateCreated() == null
                || !message.getDateCreated().toInstant().isBefore(from);
    }

    private static boolean onlyOlder(Page<Message> page, Instant from) {
        return page.getRecords().stream().noneMatch(message -> notBefore(from, message));
    }

    /** The SDK writes addresses, numbers among them, into its debug log. */
    private static final class QuietClient extends TwilioRestClient {
        QuietClient(Builder builder) {
            super(builder);
        }

        @Override
        public void logRequest(Request request) {}
    }

    /** Answers from memory. */
    private static final class Rehearsal extends HttpClient {
        @Override
        public Response reliableRequest(Request request) {
            return makeRequest(request);
        }

        @Override
        public Response makeRequest(Request request) {
            var unused = request.constructURL() + request.encodeFormBody() + request.getAuthString();
            String message =
                    "{\"sid\":\"SM0\",\"status\":\"accepted\",\"body\":\"\",\"date_created\":\"Thu, 01 Jan 2026 00:00:00 +0000\"}";
            return new Response(
                    request.getQueryParams().isEmpty() ? message : "{\"messages\":[" + message + "]}",
                    200,
                    new Header[0]);
        }
    }
}
