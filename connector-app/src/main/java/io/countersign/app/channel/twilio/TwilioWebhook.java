package io.countersign.app.channel.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what Twilio posts to us into our words, after proving that Twilio posted it. Touches neither network nor store; repeating is harmless. */
public final class TwilioWebhook {
    private static final Pattern STATUS_OF = Pattern.compile("https?://[^?#]*/status/([A-Za-z0-9_-]{1,64})(?:\\?.*)?");

    private final TwilioSignature signature;

    /** @param authTokens of the installation that the address names; see {@link TwilioSettings#authTokens()} */
    public TwilioWebhook(List<String> authTokens) {
        signature = new TwilioSignature(authTokens);
    }

    /**
     * Checks and reads one request.
     *
     * @param publicUrl the configured public base URL with the raw path and query as they arrived; never built from the Host header
     * @param headers with lower-case names
     * @param rawBody the bytes as they arrived, empty for none
     */
    public Proof read(String publicUrl, Map<String, String> headers, byte[] rawBody) {
        String given = headers.getOrDefault("x-twilio-signature", "");
        // tells a repetition; it is not part of what is signed, so it may thin out work but never decide anything
        String repeatToken = headers.get("i-twilio-idempotency-token");
        if (TwilioSignature.coversBodyByHash(publicUrl)) {
            return signature.ofBody(given, publicUrl, rawBody)
                    ? new Proof.Other(Map.of(), repeatToken)
                    : new Proof.Forged();
        }
        var form = form(new String(rawBody, UTF_8));
        if (form.isEmpty() || !signature.ofForm(given, publicUrl, form.get())) {
            return new Proof.Forged();
        }
        return genuine(publicUrl, firstOfEach(form.get()), repeatToken);
    }

    private static Proof.Genuine genuine(
            String publicUrl, Map<String, String> parameters, @Nullable String repeatToken) {
        Matcher status = STATUS_OF.matcher(publicUrl);
        if (status.matches()) {
            return new Proof.Status(
                    new TextStatus(
                            status.group(1),
                            parameters.getOrDefault("MessageSid", ""),
                            TwilioAnswers.state(
                                    parameters.getOrDefault("MessageStatus", ""),
                                    parameters.getOrDefault("ErrorCode", ""))),
                    repeatToken);
        }
        return parameters.containsKey("MessageSid") && parameters.containsKey("Body")
                ? new Proof.Inbound(InboundText.of(parameters), repeatToken)
                : new Proof.Other(parameters, repeatToken);
    }

    /** Names and values, form-decoded and untrimmed, as the signature wants them. Empty when the text is not a form. */
    private static Optional<SortedMap<String, List<String>>> form(String body) {
        var form = new TreeMap<String, List<String>>();
        try {
            for (String pair : body.split("&", -1)) {
                if (!pair.isEmpty()) {
                    int sign = pair.indexOf('=');
                    String name = sign < 0 ? pair : pair.substring(0, sign);
                    String value = sign < 0 ? "" : pair.substring(sign + 1);
                    form.computeIfAbsent(URLDecoder.decode(name, UTF_8), unseen -> new ArrayList<>())
                            .add(URLDecoder.decode(value, UTF_8));
                }
            }
        } catch (IllegalArgumentException brokenEscape) {
            return Optional.empty();
        }
        return Optional.of(form);
    }

    private static Map<String, String> firstOfEach(SortedMap<String, List<String>> form) {
        return form.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().getFirst()));
    }

    /** Whether Twilio sent it. */
    public sealed interface Proof {
        /** Twilio sent it; it may still be old, doubled or out of order. */
        sealed interface Genuine extends Proof {
            /** Twilio's token of this request, the same when it repeats it; absent where Twilio sent none. */
            @Nullable
            String repeatToken();
        }

        /** A report about one of our texts. */
        record Status(TextStatus status, @Nullable String repeatToken) implements Genuine {}

        /** Somebody texted us; answer with an empty {@code <Response/>}. */
        record Inbound(InboundText text, @Nullable String repeatToken) implements Genuine {}

        /** Anything else, calls for example. The parameters may hold numbers and spoken words, so it prints without them. */
        record Other(
                Map<String, String> parameters, @Nullable String repeatToken) implements Genuine {
            public Other {
                parameters = Map.copyOf(parameters);
            }

            @Override
            public String toString() {
                return "Other[" + parameters.size() + " parameters]";
            }
        }

        /** Not signed with any of the tokens, or not readable. Nothing of it may be logged or acted on. */
        record Forged() implements Proof {}
    }
}
