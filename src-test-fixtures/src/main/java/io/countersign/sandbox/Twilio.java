package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Twilio's messages: sending, looking up, status callbacks, and what phones send back (sheet channels 1 and 2). */
final class Twilio {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int LONGEST_BODY = 1600;
    private static final String VERSION = "2010-04-01";

    /** Whole messages in any case; YES is left out, although Twilio's default list has it: here it answers a question. */
    private static final Map<String, String> OPT_OUT_WORDS = Map.of(
            "STOP", "STOP",
            "STOPALL", "STOP",
            "UNSUBSCRIBE", "STOP",
            "CANCEL", "STOP",
            "END", "STOP",
            "QUIT", "STOP",
            "START", "START",
            "UNSTOP", "START",
            "HELP", "HELP",
            "INFO", "HELP");

    /** RFC 2822 with a numeric zone; the vendor's own library reads no other form. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.US);

    private static final JsonNode ERRORS = Json.read(Payload.text("twilio/errors.json"));

    private final TwilioAccount account;
    private final Outbound outbound;
    private final SecureRandom random = new SecureRandom();
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, Message> bySid = new HashMap<>();
    private final Map<String, List<Message>> byPhone = new HashMap<>();
    private final Set<String> optedOut = new HashSet<>();
    private final Routes routes = new Routes();
    private volatile @Nullable URI inbound;

    /** One text, in either direction; its status moves while the lock of this account is held. */
    private static final class Message {
        final String sid;
        final boolean fromPhone;
        final String phone;
        final String body;
        final Instant at;
        final @Nullable String from;
        final @Nullable String service;
        final @Nullable String statusCallback;
        String status;

        @Nullable
        Integer error;

        Message(
                String sid,
                boolean fromPhone,
                String phone,
                String body,
                @Nullable String from,
                @Nullable String service,
                @Nullable String statusCallback,
                String status) {
            this.sid = sid;
            this.fromPhone = fromPhone;
            this.phone = phone;
            this.body = body;
            this.at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            this.from = from;
            this.service = service;
            this.statusCallback = statusCallback;
            this.status = status;
        }
    }

    Twilio(TwilioAccount account, Outbound outbound) {
        this.account = account;
        this.outbound = outbound;
        routes.on("POST", VERSION + "/Accounts/{account}/Messages.json", this::send);
        routes.on("GET", VERSION + "/Accounts/{account}/Messages.json", this::list);
        routes.on("GET", VERSION + "/Accounts/{account}/Messages/{message}", this::fetch);
    }

    static boolean isFor(Call call) {
        return call.startsWith(VERSION);
    }

    /** Verb and collection, e.g. {@code POST messages}. */
    static String name(Call call) {
        List<String> words = call.path().stream()
                .filter(segment -> !segment.matches("[A-Z]{2}[0-9a-f]{32}(\\.json)?"))
                .map(segment -> segment.toLowerCase(Locale.ROOT).replace(".json", ""))
                .toList();
        return call.method() + " " + words.getLast();
    }

    void inbound(URI url) {
        inbound = url;
    }

    Answer answer(Call call) {
        if (!mayCall(call)) {
            return error(20003);
        }
        Answer answer = routes.answer(call);
        return answer == null ? error(20404) : answer;
    }

    /** What a fault of the sandbox looks like from outside; 5xx is no JSON, which the vendor's own library does not survive. */
    static Answer refusal(int status, @Nullable Integer retryAfter) {
        return switch (status) {
            case 401 -> error(20003);
            case 404 -> error(20404);
            case 429 -> error(20429);
            default ->
                status >= 500
                        ? Answer.html(status, Payload.text("twilio/server-error.html"))
                        : Answer.json(status, errorBody(status * 100, status, "Refused by the sandbox"));
        };
    }

    private boolean mayCall(Call call) {
        String authorization = call.header("authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return false;
        }
        String credentials;
        try {
            credentials = new String(
                    Base64.getDecoder().decode(authorization.substring(6).strip()), UTF_8);
        } catch (IllegalArgumentException e) {
            return false;
        }
        boolean known = credentials.equals(account.accountSid() + ":" + account.authToken())
                || credentials.equals(account.apiKeySid() + ":" + account.apiKeySecret());
        boolean own = call.path().size() > 2 && call.path().get(2).equals(account.accountSid());
        return known && own;
    }

    private Answer send(Call call) {
        Map<String, String> form = call.form();
        String to = form.getOrDefault("To", "").strip();
        String body = form.getOrDefault("Body", "");
        String service = form.get("MessagingServiceSid");
        String from = form.get("From");
        if (to.isEmpty()) {
            return error(21604);
        }
        if (service == null && from == null) {
            return error(21603);
        }
        if (body.isEmpty()) {
            return error(21602);
        }
        if (body.length() > LONGEST_BODY) {
            return error(21617);
        }
        if (service == null
                ? !account.number().equals(from)
                : !account.messagingServiceSid().equals(service)) {
            return error(21606);
        }
        Integer refusal = refusalFor(to);
        if (refusal != null) {
            return error(refusal);
        }
        var message = new Message(
                sid(),
                false,
                to,
                body,
                service == null ? from : null,
                service,
                form.get("StatusCallback"),
                service == null ? "queued" : "accepted");
        Answer answer;
        synchronized (this) {
            keep(message);
            answer = Answer.json(201, Json.write(resource(message)));
        }
        outbound.inOrder("message " + message.sid, () -> travel(message));
        return answer;
    }

    private @Nullable Integer refusalFor(String to) {
        if (!to.matches("\\+[1-9]\\d{6,14}")) {
            return 21211;
        }
        if (!to.startsWith("+1")) {
            return 21408;
        }
        // only numbers that belong to nobody: +1 NXX 555 0100 to 0199
        if (!to.matches("\\+1[2-9]\\d{2}55501\\d{2}") || to.endsWith("0193")) {
            return 21211;
        }
        if (to.endsWith("0190")) {
            return 21614;
        }
        synchronized (this) {
            return optedOut.contains(to) ? 21610 : null;
        }
    }

    private void keep(Message message) {
        messages.add(message);
        bySid.put(message.sid, message);
        byPhone.computeIfAbsent(message.phone, none -> new ArrayList<>()).add(message);
    }

    /** A moment after the answer, so that the sender usually knows the SID before it hears of it; "usually", as with the vendor. */
    private void travel(Message message) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        report(message, "sent", null);
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        if (message.phone.endsWith("0191")) {
            report(message, "undelivered", 30006);
        } else if (message.phone.endsWith("0192")) {
            report(message, "undelivered", 30003);
        } else {
            report(message, "delivered", null);
        }
    }

    private void report(Message message, String status, @Nullable Integer error) {
        synchronized (this) {
            message.status = status;
            message.error = error;
        }
        if (message.statusCallback == null || message.statusCallback.isBlank()) {
            return;
        }
        var form = new LinkedHashMap<String, String>();
        form.put("MessageSid", message.sid);
        form.put("MessageStatus", status);
        form.put("SmsSid", message.sid);
        form.put("SmsStatus", status);
        form.put("To", message.phone);
        form.put("From", account.number());
        if (message.service != null) {
            form.put("MessagingServiceSid", message.service);
        }
        form.put("AccountSid", account.accountSid());
        form.put("ApiVersion", VERSION);
        if (error != null) {
            form.put("ErrorCode", error.toString());
        }
        post(message.statusCallback, form);
    }

    /** One repetition when nobody answers, with the same idempotency token, as is Twilio's default. */
    private int post(String url, Map<String, String> form) {
        var body = new StringBuilder();
        form.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, UTF_8)));
        Map<String, String> headers = Map.of(
                "Content-Type", "application/x-www-form-urlencoded; charset=UTF-8",
                "X-Twilio-Signature", Signatures.twilio(account.authToken(), url, form),
                "I-Twilio-Idempotency-Token", UUID.randomUUID().toString());
        int status = outbound.post(url, headers, body.toString(), PATIENCE);
        return status == Outbound.NO_ANSWER ? outbound.post(url, headers, body.toString(), PATIENCE) : status;
    }

    private Answer fetch(Call call) {
        String sid = call.variable("message").replace(".json", "");
        synchronized (this) {
            Message message = bySid.get(sid);
            return message == null ? error(20404) : Answer.json(resource(message));
        }
    }

    /** Newest first; To, From and DateSent narrow it as at the vendor. */
    private Answer list(Call call) {
        Map<String, String> query = call.query();
        int size = number(query.get("PageSize"), 50, 1000);
        int page = number(query.get("Page"), 0, 1_000_000);
        ArrayNode found = Json.array();
        int skipped = 0;
        boolean more = false;
        synchronized (this) {
            List<Message> candidates =
                    query.containsKey("To") ? byPhone.getOrDefault(query.get("To"), List.of()) : messages;
            for (Message message : candidates.reversed()) {
                if (!isAskedFor(message, query)) {
                    continue;
                }
                if (skipped < (long) page * size) {
                    skipped++;
                } else if (found.size() == size) {
                    more = true;
                    break;
                } else {
                    found.add(resource(message));
                }
            }
        }
        String path = "/" + String.join("/", call.path());
        ObjectNode body = Json.object();
        body.set("messages", found);
        body.put("page", page).put("page_size", size).put("start", page * size);
        body.put("end", page * size + Math.max(0, found.size() - 1));
        body.put("uri", path + "?PageSize=" + size + "&Page=" + page);
        body.put("first_page_uri", path + "?PageSize=" + size + "&Page=0");
        body.put("previous_page_uri", page == 0 ? null : path + narrowed(query, size, page - 1));
        body.put("next_page_uri", more ? path + narrowed(query, size, page + 1) : null);
        return Answer.json(body);
    }

    private static String narrowed(Map<String, String> query, int size, int page) {
        var text = new StringBuilder("?");
        query.forEach((name, value) -> {
            if (!name.equals("PageSize") && !name.equals("Page")) {
                text.append(URLEncoder.encode(name, UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(value, UTF_8))
                        .append('&');
            }
        });
        return text + "PageSize=" + size + "&Page=" + page;
    }

    private boolean isAskedFor(Message message, Map<String, String> query) {
        String to = message.fromPhone ? account.number() : message.phone;
        String from = message.fromPhone ? message.phone : account.number();
        return query.getOrDefault("To", to).equals(to)
                && query.getOrDefault("From", from).equals(from)
                // "DateSent>=2026-11-22" arrives as a name that ends in the sign
                && isOn(message.at, query.get("DateSent"), 0)
                && isOn(message.at, query.get("DateSent>"), 1)
                && isOn(message.at, query.get("DateSent<"), -1);
    }

    private static boolean isOn(Instant at, @Nullable String date, int direction) {
        if (date == null || date.isBlank()) {
            return true;
        }
        try {
            if (date.indexOf('T') > 0 && direction != 0) {
                int order = at.compareTo(Instant.parse(date));
                return order == 0 || order > 0 == direction > 0;
            }
            LocalDate day = LocalDate.parse(date.length() > 10 ? date.substring(0, 10) : date);
            int order = at.atZone(ZoneOffset.UTC).toLocalDate().compareTo(day);
            return order == 0 || (direction != 0 && order > 0 == direction > 0);
        } catch (DateTimeParseException e) {
            return true;
        }
    }

    private static int number(@Nullable String text, int otherwise, int most) {
        try {
            return text == null ? otherwise : Math.clamp(Long.parseLong(text), otherwise == 0 ? 0 : 1, most);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private ObjectNode resource(Message message) {
        String at = DATE.format(message.at.atZone(ZoneOffset.UTC));
        boolean underway = message.status.equals("accepted") || message.status.equals("queued");
        String from = message.fromPhone ? message.phone : underway ? message.from : account.number();
        String base = "/" + VERSION + "/Accounts/" + account.accountSid() + "/Messages/" + message.sid;
        ObjectNode resource = Json.object()
                .put("account_sid", account.accountSid())
                .put("api_version", VERSION)
                .put("body", message.body)
                .put("date_created", at)
                .put("date_updated", at)
                .put("date_sent", underway ? null : at)
                .put("direction", message.fromPhone ? "inbound" : "outbound-api")
                .put("error_code", message.error)
                .putNull("error_message")
                .put("from", from)
                .put("messaging_service_sid", message.service)
                .put("num_media", "0")
                .put("num_segments", message.service != null && underway ? "0" : "1")
                .putNull("price")
                .putNull("price_unit")
                .put("sid", message.sid)
                .put("status", message.status)
                .put("to", message.fromPhone ? account.number() : message.phone)
                .put("uri", base + ".json");
        resource.set("subresource_uris", Json.object().put("media", base + "/Media.json"));
        return resource;
    }

    private String sid() {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return "SM" + HexFormat.of().formatHex(bytes);
    }

    private static Answer error(int code) {
        JsonNode known = ERRORS.path(Integer.toString(code));
        int status = known.path("status").asInt(400);
        return Answer.json(status, errorBody(code, status, known.path("message").asString("")));
    }

    private static String errorBody(int code, int status, String message) {
        return Json.write(Json.object()
                .put("code", code)
                .put("message", message)
                .put("more_info", "https://www.twilio.com/docs/errors/" + code)
                .put("status", status));
    }

    // ---- the control API's side: phones ----

    synchronized ArrayNode sentTo(String phone) {
        ArrayNode json = Json.array();
        for (Message message : byPhone.getOrDefault(phone, List.of())) {
            if (!message.fromPhone) {
                json.addObject()
                        .put("at", message.at.toString())
                        .put("body", message.body)
                        .put("sid", message.sid);
            }
        }
        return json;
    }

    synchronized @Nullable String latestPhone() {
        return messages.isEmpty() ? null : messages.getLast().phone;
    }

    /** Both directions with their fate, for the phone on the page. */
    synchronized ArrayNode conversation(String phone) {
        ArrayNode json = Json.array();
        for (Message message : byPhone.getOrDefault(phone, List.of())) {
            json.addObject()
                    .put("at", message.at.toString())
                    .put("body", message.body)
                    .put("sid", message.sid)
                    .put("fromPhone", message.fromPhone)
                    .put("status", message.status)
                    .put("error", message.error);
        }
        return json;
    }

    /** Somebody texts back. Answers what the connector said, or {@link Outbound#NO_ANSWER}. */
    int reply(String phone, String text) {
        URI url = inbound;
        if (url == null) {
            throw new Refusal(Answer.sentence(409, "Nobody has said yet where Twilio delivers inbound messages."));
        }
        String optOut = OPT_OUT_WORDS.get(text.strip().toUpperCase(Locale.ROOT));
        var message = new Message(sid(), true, phone, text, phone, account.messagingServiceSid(), null, "received");
        synchronized (this) {
            keep(message);
            if ("STOP".equals(optOut)) {
                optedOut.add(phone);
            } else if ("START".equals(optOut)) {
                optedOut.remove(phone);
            }
        }
        var form = new LinkedHashMap<String, String>();
        form.put("MessageSid", message.sid);
        form.put("SmsSid", message.sid);
        form.put("SmsMessageSid", message.sid);
        form.put("SmsStatus", "received");
        form.put("From", phone);
        form.put("To", account.number());
        form.put("Body", text);
        form.put("NumMedia", "0");
        form.put("NumSegments", "1");
        form.put("MessagingServiceSid", account.messagingServiceSid());
        form.put("AccountSid", account.accountSid());
        form.put("ApiVersion", VERSION);
        if (optOut != null) {
            form.put("OptOutType", optOut);
        }
        return post(url.toString(), form);
    }
}
