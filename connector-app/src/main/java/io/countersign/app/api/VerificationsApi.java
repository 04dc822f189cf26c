package io.countersign.app.api;

import io.countersign.account.AccountId;
import io.countersign.app.api.Forms.NewVerification;
import io.countersign.app.api.Forms.Nothing;
import io.countersign.app.api.Forms.OptionsForm;
import io.countersign.app.api.Forms.Typed;
import io.countersign.app.api.Forms.VerificationForm;
import io.countersign.app.desk.Desk;
import io.countersign.app.desk.VerificationSight;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.ApiKeys.Caller;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.words.InsideWords;
import io.countersign.challenge.Code;
import io.countersign.policy.Action;
import io.countersign.policy.LimitReached;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Actor;
import io.countersign.verification.Decision;
import io.countersign.verification.Direction;
import io.countersign.verification.Method;
import io.countersign.verification.RequestVerification.Answer;
import io.countersign.verification.RequestVerification.Wanted;
import io.countersign.verification.VerificationEvent.Expired;
import io.countersign.verification.VerificationId;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tickets and verifications for programs. */
@RestController
final class VerificationsApi {
    private static final int LONGEST_TEXT = 500;

    private final Desk desk;
    private final VerificationForms forms;
    private final InsideWords words;
    private final IdempotencyKeys idempotency;

    VerificationsApi(Desk desk, InsideWords words, IdempotencyKeys idempotency) {
        this.desk = desk;
        this.forms = new VerificationForms(words);
        this.words = words;
        this.idempotency = idempotency;
    }

    @GetMapping("/api/v1/tickets/{ticketId}/options")
    OptionsForm options(@AuthenticationPrincipal Caller caller, @PathVariable String ticketId) {
        Allow.atLeast(caller, Scope.READ);
        return desk.look(ticket(caller, ticketId), new Actor.Automation(caller.name(), null))
                .map(forms::options)
                .orElseThrow(Problem::notFound);
    }

    private static TicketRef ticket(Caller caller, String ticketId) {
        try {
            return new TicketRef(caller.installation(), Long.parseLong(ticketId));
        } catch (IllegalArgumentException notATicketNumber) {
            throw Problem.notFound();
        }
    }

    @PostMapping("/api/v1/verifications")
    @ResponseStatus(HttpStatus.CREATED)
    VerificationForm create(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewVerification wanted) {
        Allow.atLeast(caller, Scope.CREATE_VERIFICATIONS);
        if (wanted.ticketId() == null && wanted.accountId() == null) {
            throw Problem.unusable("A verification needs a ticketId, an accountId, or both.");
        }
        if (wanted.ticketId() != null && wanted.ticketId() <= 0) {
            throw Problem.notFound();
        }
        var id = idempotency.once(caller, key, wanted, () -> {
            var read = read(caller, wanted);
            return () -> open(read);
        });
        return show(caller, id);
    }

    private VerificationId open(Wanted wanted) {
        return switch (desk.begin(wanted)) {
            case Answer.Opened(var verification, var code) -> verification.id();
            case Answer.Refused(var refusal) -> throw Problem.unusable(words.sentence(refusal));
            case Answer.Limited(var limit) -> throw limited(limit);
            case Answer.NoSuchAccount() -> throw Problem.notFound();
        };
    }

    private Wanted read(Caller caller, NewVerification wanted) {
        Optional<Technician> technician = Optional.ofNullable(wanted.technician())
                .map(name -> desk.technician(caller.installation(), text(name))
                        .orElseThrow(() -> Problem.unusable("The PSA has no active technician of that identifier.")));
        var by = new Actor.Automation(
                caller.name(),
                technician
                        .map(t -> new Actor.Technician(t.identifier(), t.name()))
                        .orElse(null));
        var press = new Desk.Press(
                caller.installation(),
                Optional.ofNullable(wanted.ticketId()),
                Optional.ofNullable(wanted.accountId()).map(VerificationsApi::account),
                Optional.ofNullable(wanted.method())
                        .flatMap(Method::ofKey)
                        .orElseThrow(() -> Problem.unusable("A method is one of sms, email, sms+email, push, totp.")),
                Optional.ofNullable(wanted.action())
                        .map(action -> Action.ofKey(action)
                                .orElseThrow(
                                        () -> Problem.unusable("This action is not known; the options name them."))),
                direction(wanted.direction()),
                Optional.ofNullable(wanted.to()).map(VerificationsApi::text),
                Optional.ofNullable(wanted.reason()).map(VerificationsApi::text),
                by,
                technician);
        return desk.wanted(press).orElseThrow(Problem::notFound);
    }

    private static String text(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw Problem.unusable("A text here has at most " + LONGEST_TEXT + " characters.");
        }
        return text;
    }

    private static AccountId account(String id) {
        try {
            return new AccountId(id);
        } catch (IllegalArgumentException notAnId) {
            throw Problem.notFound();
        }
    }

    private static Direction direction(@Nullable String direction) {
        if (direction == null) {
            return Direction.INBOUND;
        }
        return switch (direction) {
            case "inbound" -> Direction.INBOUND;
            case "outbound" -> Direction.OUTBOUND;
            default -> throw Problem.unusable("A direction is inbound or outbound.");
        };
    }

    @GetMapping("/api/v1/verifications/{id}")
    VerificationForm get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        Allow.atLeast(caller, Scope.READ);
        return show(caller, id(id));
    }

    @PostMapping("/api/v1/verifications/{id}/code")
    VerificationForm code(@AuthenticationPrincipal Caller caller, @PathVariable String id, @RequestBody Typed typed) {
        Allow.atLeast(caller, Scope.DECIDE_VERIFICATIONS);
        Code code = Optional.ofNullable(typed.typed())
                .flatMap(Code::typed)
                .orElseThrow(() -> Problem.unusable("A code has six digits."));
        return decided(caller, id(id), desk.enter(caller.installation(), id(id), code, by(caller)));
    }

    @PostMapping("/api/v1/verifications/{id}/approve")
    VerificationForm approve(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Nothing nothing) {
        Allow.atLeast(caller, Scope.DECIDE_VERIFICATIONS);
        return decided(caller, id(id), desk.approve(caller.installation(), id(id), by(caller)));
    }

    @PostMapping("/api/v1/verifications/{id}/deny")
    VerificationForm deny(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Nothing nothing) {
        Allow.atLeast(caller, Scope.DECIDE_VERIFICATIONS);
        return decided(caller, id(id), desk.deny(caller.installation(), id(id), by(caller)));
    }

    @PostMapping("/api/v1/verifications/{id}/cancel")
    VerificationForm cancel(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Nothing nothing) {
        Allow.atLeast(caller, Scope.CREATE_VERIFICATIONS);
        return decided(caller, id(id), desk.cancel(caller.installation(), id(id), by(caller)));
    }

    @PostMapping("/api/v1/verifications/{id}/resend")
    VerificationForm resend(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Nothing nothing) {
        Allow.atLeast(caller, Scope.CREATE_VERIFICATIONS);
        return decided(caller, id(id), desk.resend(caller.installation(), id(id), by(caller)));
    }

    private static Actor.Automation by(Caller caller) {
        return new Actor.Automation(caller.name(), null);
    }

    private static VerificationId id(String id) {
        try {
            return new VerificationId(id);
        } catch (IllegalArgumentException notAnId) {
            throw Problem.notFound();
        }
    }

    private VerificationForm decided(Caller caller, VerificationId id, Optional<Decision> decision) {
        return switch (decision.orElseThrow(Problem::notFound)) {
            case Decision.Taken(var events) -> {
                // only the deadline was kept: whatever was wanted came too late
                if (events.getFirst() instanceof Expired) {
                    throw tooLate();
                }
                yield show(caller, id);
            }
            case Decision.Unchanged() -> show(caller, id);
            case Decision.AlreadyDecided(var outcome, var by) ->
                throw new Problem(
                        409,
                        "already-decided",
                        "Already decided: " + outcome.name().toLowerCase(Locale.ROOT) + ", by "
                                + VerificationForms.actor(by) + ".",
                        Optional.empty(),
                        Forms.decidedFirst(outcome.name(), VerificationForms.actor(by)));
            case Decision.Limited(var limit) -> throw limited(limit);
            case Decision.NotThisWay(var why) -> throw new Problem(409, "not-this-way", words.sentence(why));
        };
    }

    private static Problem tooLate() {
        return new Problem(
                409,
                "already-decided",
                "Too late: the code has expired.",
                Optional.empty(),
                Forms.decidedFirst("EXPIRED", "connector"));
    }

    private Problem limited(LimitReached limit) {
        Duration wait = Duration.between(desk.now(), limit.until());
        return new Problem(
                429,
                "limit-reached",
                words.sentence(limit, ZoneOffset.UTC),
                Optional.of(wait.isNegative() ? Duration.ofSeconds(1) : wait.plusSeconds(1)),
                Map.of("limit", limit.kind().name(), "until", limit.until().toString()));
    }

    private VerificationForm show(Caller caller, VerificationId id) {
        VerificationSight sight = desk.see(caller.installation(), id).orElseThrow(Problem::notFound);
        return forms.verification(sight, caller.scopes().contains(Scope.SHOW_CODES));
    }
}
