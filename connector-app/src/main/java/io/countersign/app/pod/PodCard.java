package io.countersign.app.pod;

import io.countersign.account.AccountId;
import io.countersign.app.desk.Desk;
import io.countersign.app.desk.TicketSight;
import io.countersign.app.edge.Html;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.Installations;
import io.countersign.app.pod.PodSessions.Session;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.words.InsideWords;
import io.countersign.challenge.Code;
import io.countersign.policy.Action;
import io.countersign.ticket.PsaFault;
import io.countersign.verification.Actor;
import io.countersign.verification.Decision;
import io.countersign.verification.Direction;
import io.countersign.verification.Method;
import io.countersign.verification.Offer;
import io.countersign.verification.RequestVerification.Answer;
import io.countersign.verification.VerificationEvent.WrongCode;
import io.countersign.verification.VerificationId;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the card's buttons do. Every answer is the card as it is afterwards. Which ticket and installation it is about comes from the session alone; an id in an address
 * that belongs elsewhere is not there.
 */
@RestController
final class PodCard {
    private static final String ZONE = "Countersign-Zone";
    private static final int LONGEST_TEXT = 300;
    private static final int SUGGESTIONS = 6;

    private final Desk desk;
    private final PostgresPolicies policies;
    private final Installations installations;
    private final PodPages pages;

    PodCard(Desk desk, PostgresPolicies policies, Installations installations, PodPages pages) {
        this.desk = desk;
        this.policies = policies;
        this.installations = installations;
        this.pages = pages;
    }

    // ---- looking ----

    @GetMapping("/pod/api/card")
    ResponseEntity<String> card(
            @AuthenticationPrincipal Session session,
            @RequestHeader(name = ZONE, required = false) @Nullable String zone,
            @RequestParam(defaultValue = "") String view) {
        return show(session, zone, view.equals("start") ? View.START : View.NOW, new Telling.Nothing());
    }

    @GetMapping("/pod/api/history")
    ResponseEntity<String> history(
            @AuthenticationPrincipal Session session,
            @RequestHeader(name = ZONE, required = false) @Nullable String zone) {
        return show(session, zone, View.HISTORY, new Telling.Nothing());
    }

    @GetMapping("/pod/api/accounts")
    ResponseEntity<String> accounts(
            @AuthenticationPrincipal Session session,
            @RequestHeader(name = ZONE, required = false) @Nullable String zone,
            @RequestParam(defaultValue = "") String search) {
        var found = desk.search(session.ticket(), search);
        var candidates = found.stream()
                .limit(SUGGESTIONS)
                .map(account -> new Candidate(account, desk.offers(account, actor(session))))
                .toList();
        var cards = cards(session, zone);
        return Html.part(pages.picks(cards.picks(candidates), found.size() > SUGGESTIONS, cards.words()));
    }

    // ---- beginning ----

    /** The fields of the forms that begin a verification; each form has some of them. */
    record Wish(
            @Nullable String method,
            @Nullable String action,
            @Nullable String direction,
            @Nullable String account,
            @Nullable String to,
            @Nullable String reason) {
        /** May hold a number or address. */
        @Override
        public String toString() {
            return "Wish[" + method + "]";
        }
    }

    /** What somebody heard. */
    record Typed(@Nullable String typed) {
        @Override
        public String toString() {
            return "Typed[••••••]";
        }
    }

    @PostMapping("/pod/api/verifications")
    ResponseEntity<String> begin(
            @AuthenticationPrincipal Session session,
            @RequestHeader(name = ZONE, required = false) @Nullable String zone,
            @ModelAttribute Wish form) {
        Optional<String> to = field(form.to());
        Optional<AccountId> account;
        try {
            account = field(form.account()).map(AccountId::new);
        } catch (IllegalArgumentException notAnId) {
            return show(session, zone, View.START, new Telling.NoSuchAccount());
        }
        var press = new Desk.Press(
                session.installation(),
                Optional.of(session.ticket().number()),
                account,
                method(session, form, to, account),
                field(form.action()).flatMap(Action::ofKey),
                field(form.direction()).filter("outbound"::equals).isPresent() ? Direction.OUTBOUND : Direction.INBOUND,
                to,
                field(form.reason()),
                actor(session),
                Optional.of(session.technician()));
        try {
            Telling telling = switch (desk.press(press).orElseThrow(Problem::notFound)) {
                case Answer.Opened(var verification, var code) -> new Telling.Nothing();
                case Answer.Refused(var refusal) -> new Telling.Refused(refusal);
                case Answer.Limited(var limit) -> new Telling.Limited(limit);
                case Answer.NoSuchAccount() -> new Telling.NoSuchAccount();
            };
            return show(session, zone, telling instanceof Telling.Nothing ? View.NOW : View.START, telling);
        } catch (PsaFault fault) {
            return Html.part(pages.card(CardOf.psaDown(words(session)), words(session)));
        }
    }

    /** What was chosen; for a place that was typed what it is, and for a person that was picked what proves most. */
    private Method method(Session session, Wish form, Optional<String> to, Optional<AccountId> account) {
        if (to.isPresent()) {
            return to.get().contains("@") ? Method.EMAIL : Method.SMS;
        }
        return field(form.method())
                .flatMap(Method::ofKey)
                .or(() -> account.flatMap(id -> desk.account(session.installation(), id))
                        .flatMap(there -> CardOf.preselected(desk.offers(there, actor(session))))
                        .map(Offer::method))
                .orElse(Method.SMS);
    }

    private static Optional<String> field(@Nullable String value) {
        return Optional.ofNullable(value)
                .map(String::strip)
                .filter(text -> !text.isEmpty() && text.length() <= LONGEST_TEXT);
    }

    // ---- deciding ----

    @PostMapping("/pod/api/verifications/{id}/code")
    ResponseEntity<String> code(
            @AuthenticationPrincipal Session session,
            @RequestHeader(name = ZONE, required = false) @Nullable String zone,
            @PathVariable String id,
            @ModelAttribute Typed form) {
        var verification = id(session, id);
        var typed = field(form.typed()).flatMap(Code::typed);
        if (typed.isEmpty()) {
            return show(session, zone, View.NOW, new Telling.NotACode());
        }
        return decided(
                session, zone, desk.enter(session.installation(), verification, typed.get(), actor(session)), true);
    }

    @PostMapping("/pod/api/verifications/{id}/approve")
    ResponseEntity<String> approve(
            @AuthenticationPrincipal Session session,
            @RequestHeader(name = ZONE, required = false) @Nullable String zone,
            @PathVariable String id) {
        return decided(session, zone, desk.approve(session.installation(), id(session, id), actor(session)), false);
    }

    @PostMapping("/pod/api/verifications/{id}/deny")
    ResponseEntity<String> deny(
            @AuthenticationPrincipal Session session,
            @RequestHeader(name = ZONE, required = false) @Nullable String zone,
            @PathVariable String id) {
        return decided(session, zone, desk.deny(session.installation(), id(session, id), actor(session)), false);
    }

    @PostMapping("/pod/api/verifications/{id}/cancel")
    ResponseEntity<String> cancel(
            @AuthenticationPrincipal Session session,
            @RequestHeader(name = ZONE, required = false) @Nullable String zone,
            @PathVariable String id) {
        return decided(session, zone, desk.cancel(session.installation(), id(session, id), actor(session)), false);
    }

    @PostMapping("/pod/api/verifications/{id}/resend")
    ResponseEntity<String> resend(
            @AuthenticationPrincipal Session session,
            @RequestHeader(name = ZONE, required = false) @Nullable String zone,
            @PathVariable String id) {
        return decided(session, zone, desk.resend(session.installation(), id(session, id), actor(session)), false);
    }

    @PostMapping("/pod/api/verifications/{id}/takeover")
    ResponseEntity<String> takeOver(
            @AuthenticationPrincipal Session session,
            @RequestHeader(name = ZONE, required = false) @Nullable String zone,
            @PathVariable String id) {
        return decided(session, zone, desk.takeOver(session.installation(), id(session, id), actor(session)), false);
    }

    private ResponseEntity<String> decided(
            Session session, @Nullable String zone, Optional<Decision> decision, boolean typed) {
        Telling telling = switch (decision.orElseThrow(Problem::notFound)) {
            case Decision.Taken(var events) ->
                events.size() == 1 && events.getFirst() instanceof WrongCode
                        ? new Telling.WrongCode()
                        : new Telling.Nothing();
            case Decision.Unchanged() -> typed ? new Telling.SameWrongCode() : new Telling.Nothing();
            case Decision.AlreadyDecided(var outcome, var by) -> new Telling.Lost(outcome, by);
            case Decision.Limited(var limit) -> new Telling.Limited(limit);
            case Decision.NotThisWay(var why) -> new Telling.NotThisWay(why);
        };
        return show(session, zone, View.NOW, telling);
    }

    /** A verification of the session's own ticket. */
    private VerificationId id(Session session, String text) {
        VerificationId id;
        try {
            id = new VerificationId(text);
        } catch (IllegalArgumentException notAnId) {
            throw Problem.notFound();
        }
        boolean here = desk.see(session.installation(), id)
                .filter(sight ->
                        session.ticket().equals(sight.verification().request().ticket()))
                .isPresent();
        if (!here) {
            throw Problem.notFound();
        }
        return id;
    }

    // ---- showing ----

    private ResponseEntity<String> show(Session session, @Nullable String zone, View view, Telling telling) {
        var cards = cards(session, zone);
        try {
            Optional<TicketSight> sight = desk.look(session.ticket(), actor(session));
            return Html.part(sight.map(there -> pages.card(cards.card(there, view, telling), cards.words()))
                    .orElseThrow(Problem::notFound));
        } catch (PsaFault fault) {
            return Html.part(pages.card(CardOf.psaDown(cards.words()), cards.words()));
        }
    }

    private CardOf cards(Session session, @Nullable String zone) {
        var installation = installations.get(session.installation());
        return new CardOf(
                policies.policy(session.installation()),
                new Viewer(actor(session), installation.settings().locale(), zone(zone), desk.now()));
    }

    private InsideWords words(Session session) {
        return new InsideWords(
                installations.get(session.installation()).settings().locale());
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return name == null || name.length() > 60 ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException unknown) {
            return ZoneOffset.UTC;
        }
    }

    private static Actor.Technician actor(Session session) {
        return new Actor.Technician(
                session.technician().identifier(), session.technician().name());
    }
}
