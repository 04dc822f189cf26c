package io.countersign.app.pod;

import static io.countersign.memory.Fixtures.CODE;
import static io.countersign.memory.Fixtures.CUSTOMER;
import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.MOBILE;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.OTHER_MAIL;
import static io.countersign.memory.Fixtures.OTHER_MOBILE;
import static io.countersign.memory.Fixtures.PLACES;
import static io.countersign.memory.Fixtures.aContact;
import static io.countersign.memory.Fixtures.aPoint;
import static io.countersign.memory.Fixtures.aTicket;
import static io.countersign.memory.Fixtures.aVerification;
import static io.countersign.memory.Fixtures.accountId;
import static io.countersign.memory.Fixtures.anAccount;

import io.countersign.account.Account;
import io.countersign.account.Customer;
import io.countersign.account.Match;
import io.countersign.app.desk.TicketSight;
import io.countersign.app.desk.VerificationSight;
import io.countersign.challenge.Channel;
import io.countersign.policy.Action;
import io.countersign.policy.LimitKind;
import io.countersign.policy.LimitReached;
import io.countersign.policy.Policy;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.NoteProgress;
import io.countersign.ticket.Ticket;
import io.countersign.verification.Actor;
import io.countersign.verification.Offer;
import io.countersign.verification.Offers;
import io.countersign.verification.Request;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.CodeDelivered;
import io.countersign.verification.VerificationEvent.CodeSent;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationEvent.NoteWritten;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The ticket that tests look at: Sam's, matched, for a password reset. Each wither changes one thing. */
record Sights(
        Ticket ticket,
        boolean catchAll,
        Optional<Customer> customer,
        Match match,
        Optional<Account> account,
        List<Account> candidates,
        Action action,
        Optional<VerificationSight> current,
        List<VerificationSight> history,
        int lookAlikes) {
    /** When Dana looks, unless a test says otherwise: ten seconds after a code was asked for at noon. */
    static final Instant SOON = NOON.plusSeconds(10);

    static final String RECEIPT = "7f3a9c";

    static Viewer dana() {
        return dana(SOON);
    }

    static Viewer dana(Instant now) {
        return seenBy(DANA, now);
    }

    static Viewer seenBy(Actor.Technician technician, Instant now) {
        return new Viewer(technician, Locale.ENGLISH, ZoneOffset.UTC, now);
    }

    static Sights matched() {
        return new Sights(
                aTicket(),
                false,
                Optional.of(CUSTOMER),
                new Match.Matched(accountId(1)),
                Optional.of(anAccount()),
                List.of(),
                Action.PASSWORD_RESET,
                Optional.empty(),
                List.of(),
                0);
    }

    static Sights matched(Account account) {
        return matched().with(account);
    }

    static Sights unmatched() {
        var matched = matched();
        return new Sights(
                aTicket(aContact(List.of(), List.of())),
                false,
                matched.customer,
                new Match.Unmatched(),
                Optional.empty(),
                List.of(),
                matched.action,
                Optional.empty(),
                List.of(),
                0);
    }

    static Sights ambiguous() {
        var candidates =
                List.of(anAccount(1, aPoint(1, MOBILE)), anAccount(2, aPoint(3, OTHER_MOBILE), aPoint(4, OTHER_MAIL)));
        return new Sights(
                aTicket(),
                false,
                Optional.of(CUSTOMER),
                new Match.Ambiguous(candidates.stream().map(Account::id).toList()),
                Optional.empty(),
                candidates,
                Action.PASSWORD_RESET,
                Optional.empty(),
                List.of(),
                0);
    }

    Sights with(Ticket other) {
        return new Sights(other, catchAll, customer, match, account, candidates, action, current, history, lookAlikes);
    }

    Sights with(Account other) {
        return new Sights(
                ticket,
                catchAll,
                customer,
                new Match.Matched(other.id()),
                Optional.of(other),
                candidates,
                action,
                current,
                history,
                lookAlikes);
    }

    Sights forAction(Action other) {
        return new Sights(ticket, catchAll, customer, match, account, candidates, other, current, history, lookAlikes);
    }

    Sights ofACatchAll() {
        return new Sights(ticket, true, customer, match, account, candidates, action, current, history, lookAlikes);
    }

    Sights ofNoCustomer() {
        return new Sights(
                ticket, catchAll, Optional.empty(), match, account, candidates, action, current, history, lookAlikes);
    }

    Sights withLookAlikes(int count) {
        return new Sights(ticket, catchAll, customer, match, account, candidates, action, current, history, count);
    }

    Sights now(VerificationSight seen) {
        return new Sights(
                ticket, catchAll, customer, match, account, candidates, action, Optional.of(seen), history, lookAlikes);
    }

    Sights before(VerificationSight... seen) {
        return new Sights(
                ticket, catchAll, customer, match, account, candidates, action, current, List.of(seen), lookAlikes);
    }

    Sights now(Verification verification) {
        return now(seen(verification));
    }

    TicketSight sight() {
        var offers = account.map(there -> new Offers(PLACES).of(there, Policy.STARTER, probes -> Map.of(), DANA, NOON))
                .orElse(List.of());
        return new TicketSight(
                ticket,
                catchAll,
                customer,
                match,
                account,
                candidates,
                offers,
                action,
                Policy.STARTER.need(action),
                current,
                history,
                lookAlikes);
    }

    /** The same after a code: everything that is offered has to wait until then. */
    static TicketSight waiting(TicketSight sight, Instant until) {
        var limit = new LimitReached(LimitKind.CODES_FOR_PERSON, until);
        return new TicketSight(
                sight.ticket(),
                sight.catchAll(),
                sight.customer(),
                sight.match(),
                sight.account(),
                sight.candidates(),
                sight.offers().stream()
                        .map(offer -> offer.offered()
                                ? new Offer(offer.method(), offer.to(), offer.level(), null, limit)
                                : offer)
                        .toList(),
                sight.action(),
                sight.need(),
                sight.current(),
                sight.history(),
                sight.lookAlikes());
    }

    /** As Dana sees it while everything that is offered has to wait until then. */
    Card card(Instant now, Instant until) {
        return new CardOf(Policy.STARTER, dana(now)).card(waiting(sight(), until), View.NOW, new Telling.Nothing());
    }

    Card card() {
        return card(dana());
    }

    Card card(Viewer viewer) {
        return card(viewer, View.NOW, new Telling.Nothing());
    }

    Card card(Viewer viewer, View view, Telling telling) {
        return new CardOf(Policy.STARTER, viewer).card(sight(), view, telling);
    }

    // ---- verifications as the desk sees them ----

    /** As the desk hands it out: with its code where that is shown, and its note written where one is owed. */
    static VerificationSight seen(Verification verification) {
        Map<NoteKind, NoteProgress> notes = Map.of();
        if (verification.events().stream().anyMatch(NoteWritten.class::isInstance)) {
            notes = Map.of(NoteKind.OUTCOME, NoteProgress.OWED.written(new NoteId(1)));
        } else if (verification
                .decidingEvent()
                .filter(event -> !verification.owes(event).isEmpty())
                .isPresent()) {
            notes = Map.of(NoteKind.OUTCOME, NoteProgress.OWED);
        }
        return new VerificationSight(
                verification,
                verification.open() && verification.codeShown() ? Optional.of(CODE) : Optional.empty(),
                verification.triesLeft(Policy.STARTER.limits()),
                notes,
                verification.open() ? Optional.empty() : Optional.of(RECEIPT),
                SOON);
    }

    static VerificationSight seen(Verification verification, NoteProgress note) {
        var seen = seen(verification);
        return new VerificationSight(
                verification,
                seen.code(),
                seen.triesLeft(),
                Map.of(NoteKind.OUTCOME, note),
                seen.receipt(),
                seen.now());
    }

    static Verification story(Request request, VerificationEvent... events) {
        return aVerification(request).with(List.of(events));
    }

    /** The code went out and arrived. */
    static Verification arrived(Request request, VerificationEvent... events) {
        var all = new ArrayList<VerificationEvent>();
        for (var destination : request.destinations()) {
            all.add(sent(destination.channel()));
            all.add(new CodeDelivered(NOON.plusSeconds(3), destination.channel(), 1));
        }
        all.addAll(List.of(events));
        return aVerification(request).with(all);
    }

    static CodeSent sent(Channel channel) {
        return new CodeSent(NOON.plusSeconds(1), channel, 1);
    }
}
