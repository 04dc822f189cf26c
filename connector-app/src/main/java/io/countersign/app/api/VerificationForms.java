package io.countersign.app.api;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.Match;
import io.countersign.app.api.Forms.EventForm;
import io.countersign.app.api.Forms.MatchForm;
import io.countersign.app.api.Forms.MethodForm;
import io.countersign.app.api.Forms.Named;
import io.countersign.app.api.Forms.NoteForm;
import io.countersign.app.api.Forms.OptionsForm;
import io.countersign.app.api.Forms.VerificationForm;
import io.countersign.app.desk.TicketSight;
import io.countersign.app.desk.VerificationSight;
import io.countersign.app.words.InsideWords;
import io.countersign.challenge.Channel;
import io.countersign.challenge.Code;
import io.countersign.policy.Assurance;
import io.countersign.ticket.NoteProgress;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Actor;
import io.countersign.verification.Destination;
import io.countersign.verification.Method;
import io.countersign.verification.Offer;
import io.countersign.verification.Refusal;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.NoteKind;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts verifications and tickets into the API's fields. */
final class VerificationForms {
    private final InsideWords words;

    VerificationForms(InsideWords words) {
        this.words = words;
    }

    OptionsForm options(TicketSight sight) {
        var contact = sight.ticket().contact();
        return new OptionsForm(
                sight.ticket().name().text(),
                contact == null ? null : new Forms.ContactForm(contact.ref().number(), contact.name()),
                match(sight),
                sight.action().key(),
                methods(sight));
    }

    private static MatchForm match(TicketSight sight) {
        return switch (sight.match()) {
            case Match.Matched(var id) ->
                new MatchForm(
                        "matched", sight.account().map(VerificationForms::named).orElse(null), null);
            case Match.Ambiguous(var ids) ->
                new MatchForm(
                        "ambiguous",
                        null,
                        sight.candidates().stream()
                                .map(VerificationForms::named)
                                .toList());
            case Match.Unmatched() -> new MatchForm("unmatched", null, null);
        };
    }

    private static Named named(Account account) {
        return new Named(account.id().value(), account.name());
    }

    private List<MethodForm> methods(TicketSight sight) {
        if (sight.account().isPresent()) {
            return sight.offers().stream().map(this::method).toList();
        }
        Refusal refusal = sight.match() instanceof Match.Ambiguous ? Refusal.AMBIGUOUS : Refusal.UNMATCHED;
        return Arrays.stream(Method.values())
                .map(method -> new MethodForm(
                        method.key(),
                        null,
                        null,
                        false,
                        words.sentence(method.channels().isEmpty() ? Refusal.NOT_ENROLLED : refusal)))
                .toList();
    }

    private MethodForm method(Offer offer) {
        String whyNot = offer.refusal() != null
                ? words.sentence(offer.refusal())
                : offer.limit() != null ? words.sentence(offer.limit(), ZoneOffset.UTC) : null;
        return new MethodForm(
                offer.method().key(),
                offer.to().isEmpty() ? null : String.join(", ", offer.to()),
                Optional.ofNullable(offer.level()).map(Assurance::name).orElse(null),
                offer.offered(),
                whyNot);
    }

    VerificationForm verification(VerificationSight sight, boolean mayShowCode) {
        var verification = sight.verification();
        var request = verification.request();
        boolean open = verification.open();
        var decided = verification.decidingEvent();
        return new VerificationForm(
                verification.id().value(),
                open ? "open" : "decided",
                Optional.ofNullable(request.ticket()).map(TicketRef::number).orElse(null),
                verification.ticketName().map(TicketName::text).orElse(null),
                match(verification),
                Method.of(request.destinations()).key(),
                request.destinations().stream().map(Destination::masked).collect(Collectors.joining(", ")),
                request.action().key(),
                request.direction().name().toLowerCase(Locale.ROOT),
                verification.requestedAt().toString(),
                verification.deadline().toString(),
                mayShowCode ? sight.code().map(Code::digits).orElse(null) : null,
                verification.outcome().map(Enum::name).orElse(null),
                verification.assurance().map(Enum::name).orElse(null),
                verification.assurance().map(level -> verification.enough()).orElse(null),
                decided.map(event -> event.at().toString()).orElse(null),
                decided.map(event -> actor(event.decidedBy())).orElse(null),
                open ? null : verification.disputed(),
                open ? sight.triesLeft() : null,
                note(Optional.ofNullable(sight.notes().get(NoteKind.OUTCOME))),
                Optional.ofNullable(sight.notes().get(NoteKind.DISPUTE))
                        .map(progress -> note(Optional.of(progress)))
                        .orElse(null),
                sight.receipt().orElse(null),
                verification.events().stream().map(VerificationForms::event).toList());
    }

    private static MatchForm match(Verification verification) {
        var request = verification.request();
        String kind = switch (request.matchedBy()) {
            case RULE -> "matched";
            case CHOICE -> "chosen";
            case NOBODY -> "unmatched";
        };
        return new MatchForm(
                kind,
                Optional.ofNullable(request.account())
                        .map(AccountId::value)
                        .map(id -> new Named(
                                id, Optional.ofNullable(request.subject()).orElse("")))
                        .orElse(null),
                null);
    }

    private static NoteForm note(Optional<NoteProgress> progress) {
        return progress.map(note -> switch (note.state()) {
                    case OWED, POSTING, UNKNOWN -> new NoteForm("owed", null);
                    case WRITTEN ->
                        new NoteForm(
                                "written",
                                note.note() == null ? null : note.note().number());
                    case PARKED -> new NoteForm("parked", null);
                })
                .orElseGet(() -> new NoteForm("none", null));
    }

    /** Who did it, in a few words that name nobody but technicians and keys. */
    static String actor(Actor actor) {
        return switch (actor) {
            case Actor.Technician technician -> "technician " + technician.identifier();
            case Actor.Automation automation ->
                automation.technician() == null
                        ? "automation " + automation.key()
                        : "automation " + automation.key() + " for "
                                + automation.technician().identifier();
            case Actor.EndUser endUser -> "end user";
            case Actor.Connector() -> "connector";
        };
    }

    private static EventForm event(VerificationEvent event) {
        String type = kebab(event.getClass().getSimpleName());
        String at = event.at().toString();
        return switch (event) {
            case VerificationEvent.Requested e ->
                new EventForm(at, type, null, actor(e.request().by()), null);
            case VerificationEvent.CodeSent e -> ofChannel(at, type, e.channel(), null);
            case VerificationEvent.MaybeSent e -> ofChannel(at, type, e.channel(), null);
            case VerificationEvent.SendDelayed e -> ofChannel(at, type, e.channel(), null);
            case VerificationEvent.CodeDelivered e -> ofChannel(at, type, e.channel(), null);
            case VerificationEvent.DeliveryFailed e -> ofChannel(at, type, e.channel(), kebab(e.problem()));
            case VerificationEvent.Resent e -> new EventForm(at, type, null, actor(e.by()), null);
            case VerificationEvent.WrongCode e -> new EventForm(at, type, null, actor(e.by()), null);
            case VerificationEvent.Verified e -> new EventForm(at, type, null, actor(e.by()), kebab(e.comparison()));
            case VerificationEvent.Reached e -> new EventForm(at, type, null, actor(e.by()), kebab(e.comparison()));
            case VerificationEvent.Denied e -> new EventForm(at, type, null, actor(e.by()), kebab(e.reason()));
            case VerificationEvent.Expired e -> new EventForm(at, type, null, null, null);
            case VerificationEvent.Undeliverable e -> new EventForm(at, type, null, null, null);
            case VerificationEvent.Cancelled e -> new EventForm(at, type, null, actor(e.by()), kebab(e.reason()));
            case VerificationEvent.Disputed e -> ofChannel(at, type, e.channel(), null);
            case VerificationEvent.TakenOver e -> new EventForm(at, type, null, actor(e.by()), null);
            case VerificationEvent.NoteWritten e -> new EventForm(at, type, null, null, kebab(e.kind()));
            case VerificationEvent.NoteParked e -> new EventForm(at, type, null, null, kebab(e.kind()));
            case VerificationEvent.NoteDoubled e -> new EventForm(at, type, null, null, kebab(e.kind()));
        };
    }

    private static EventForm ofChannel(String at, String type, Channel channel, @Nullable String detail) {
        return new EventForm(at, type, kebab(channel), null, detail);
    }

    private static String kebab(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** An event's type as the API writes it. */
    static String kebab(String name) {
        return name.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
