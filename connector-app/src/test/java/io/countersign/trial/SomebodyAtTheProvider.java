package io.countersign.trial;

import io.countersign.app.signin.SignIns;
import io.countersign.trial.Connector.Answer;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What a browser does when somebody signs in, step by step: the page's verifier, the way to the identity provider, and the way back. */
public final class SomebodyAtTheProvider {
    private static final Pattern CODE = Pattern.compile("data-code=\"([^\"]*)\"");
    private static final Pattern STATE = Pattern.compile("data-state=\"([^\"]*)\"");

    private final Connector connector;
    private final String verifier;

    /** Somebody with a page that keeps this verifier. */
    public SomebodyAtTheProvider(Connector connector, String verifier) {
        this.connector = connector;
        this.verifier = verifier;
    }

    /** The page they came back to. */
    public record Back(int status, String code, String state, String html) {}

    /** Asks where to go. */
    public Answer begin(Map<String, String> wanted) {
        var body = new HashMap<>(wanted);
        body.put("challenge", SignIns.challenge(verifier));
        return connector.call("POST", "/sign-in", body, Map.of());
    }

    /** Goes there for a pod, is vouched for, and comes back. */
    public Back forPod(long ticket) {
        return goAndComeBack(Map.of(
                "installation",
                connector.installation().value(),
                "ticket",
                Long.toString(ticket),
                "purpose",
                "pod",
                "page",
                "frame"));
    }

    public Back goAndComeBack(Map<String, String> wanted) {
        return comeBack(vouched(begin(wanted)));
    }

    /** The address with which the provider sends somebody back. */
    public String vouched(Answer begun) {
        if (begun.status() != 200) {
            throw new AssertionError("not begun: " + begun.text());
        }
        var sent = connector.fetch(URI.create(begun.at("/location")));
        if (sent.status() != 302) {
            throw new AssertionError("the provider does not send anybody back: " + sent.text());
        }
        return sent.header("location");
    }

    public Back comeBack(String address) {
        var page = connector.fetch(URI.create(address));
        var code = CODE.matcher(page.text());
        var state = STATE.matcher(page.text());
        return new Back(
                page.status(), code.find() ? code.group(1) : "", state.find() ? state.group(1) : "", page.text());
    }

    /** Takes the session over. */
    public Answer takeOver(String code) {
        return connector.call("POST", "/sign-in/session", Map.of("code", code, "verifier", verifier), Map.of());
    }

    /** What stands in the query of an address. */
    public static Map<String, String> query(String address) {
        var query = new HashMap<String, String>();
        Arrays.stream(URI.create(address).getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        return query;
    }
}
