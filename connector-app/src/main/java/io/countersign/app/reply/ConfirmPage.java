package io.countersign.app.reply;

import io.countersign.app.edge.Html;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.Installations;
import io.countersign.app.words.InsideWords;
import io.countersign.ticket.TicketName;
import io.countersign.verification.Decision;
import io.countersign.verification.Direction;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent.Expired;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page behind a message, for people who cannot reply to it. Opening it changes nothing, whoever opens it: mail scanners follow every link and some run scripts. Only
 * a press on its button does, and what a press can do without a proved person is deny, or confirm a call that we dialled and that is still open.
 */
@RestController
public final class ConfirmPage {
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final Replies replies;
    private final Installations installations;

    ConfirmPage(Replies replies, Installations installations) {
        this.replies = replies;
        this.installations = installations;
    }

    /** What stands on the page. */
    public record Shown(String msp, String technician, String ticket, boolean outbound, boolean open, String told) {}

    @GetMapping("/confirm/{reference}")
    ResponseEntity<String> show(@PathVariable String reference) {
        return page(reference, "");
    }

    @PostMapping("/confirm/{reference}/not-me")
    ResponseEntity<String> notMe(@PathVariable String reference) {
        return page(reference, told(replies.notMe(checked(reference)), "confirm.told.not-me"));
    }

    @PostMapping("/confirm/{reference}/matches")
    ResponseEntity<String> matches(@PathVariable String reference) {
        return page(reference, told(replies.itMatches(checked(reference)), "confirm.told.matches"));
    }

    static String told(Optional<Decision> decision, String taken) {
        return switch (decision.orElseThrow(Problem::notFound)) {
            case Decision.Taken(var events) ->
                // all that it led to may be the end that was due before
                events.stream().allMatch(Expired.class::isInstance) ? "confirm.told.too-late" : taken;
            case Decision.Unchanged() -> "confirm.told.already";
            case Decision.AlreadyDecided(var outcome, var by) -> "confirm.told.too-late";
            case Decision.Limited(var limit) -> "confirm.told.too-late";
            case Decision.NotThisWay(var why) -> "confirm.told.too-late";
        };
    }

    private static String checked(String reference) {
        if (!REFERENCE.matcher(reference).matches()) {
            throw Problem.notFound();
        }
        return reference;
    }

    private ResponseEntity<String> page(String reference, String told) {
        Verification verification = replies.of(checked(reference)).orElseThrow(Problem::notFound);
        var installation = installations.get(replies.installationOf(reference).orElseThrow());
        var request = verification.request();
        var words = new InsideWords(installation.settings().locale());
        var shown = new Shown(
                installation.name(),
                words.name(technician(verification)),
                verification.ticketName().map(TicketName::text).orElse(""),
                request.direction() == Direction.OUTBOUND,
                verification.open(),
                told);
        return Html.page(POLICY)
                .header("X-Robots-Tag", "noindex")
                .body(Html.render("confirm.jte", Map.of("shown", shown, "reference", reference, "words", words)));
    }

    private static String technician(Verification verification) {
        return switch (verification.request().by()) {
            case io.countersign.verification.Actor.Technician technician -> technician.name();
            case io.countersign.verification.Actor.Automation automation ->
                automation.technician() == null ? "" : automation.technician().name();
            case io.countersign.verification.Actor.EndUser endUser -> "";
            case io.countersign.verification.Actor.Connector() -> "";
        };
    }
}
