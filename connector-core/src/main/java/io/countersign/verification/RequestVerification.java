package io.countersign.verification;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.Accounts;
import io.countersign.account.ContactPoint;
import io.countersign.account.Customer;
import io.countersign.account.MailAddress;
import io.countersign.account.Match;
import io.countersign.account.MatchContact;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.account.PlaceHasher;
import io.countersign.challenge.Channel;
import io.countersign.challenge.Code;
import io.countersign.challenge.CodeHash;
import io.countersign.policy.Action;
import io.countersign.policy.LimitReached;
import io.countersign.policy.Policy;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Ticket;
import io.countersign.verification.Offers.Chosen;
import io.countersign.verification.Openings.Situation;
import io.countersign.verification.VerificationEvent.Requested;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A technician presses Verify identity. */
public final class RequestVerification {
    private static final int LONGEST_REASON = 200;

    private final MatchContact matching;
    private final Accounts accounts;
    private final Openings openings;
    private final Offers offers;
    private final PlaceHasher hasher;
    private final Codes codes;

    public RequestVerification(
            MatchContact matching,
            Accounts accounts,
            Openings openings,
            Offers offers,
            PlaceHasher hasher,
            Codes codes) {
        this.matching = matching;
        this.accounts = accounts;
        this.openings = openings;
        this.offers = offers;
        this.hasher = hasher;
        this.codes = codes;
    }

    /** Makes codes and their hashes; the key is not in the database. */
    public interface Codes {
        VerificationId newId();

        Code newCode();

        CodeHash hash(VerificationId id, Code code);
    }

    /**
     * What somebody wants.
     *
     * @param ticket present where the verification belongs to one; read through {@code TicketSystem}, never from a page
     * @param account chosen by the technician; absent where the match decides
     * @param action absent where the ticket's type decides
     * @param to a place given during the contact, as typed
     * @param region where a number without country code belongs
     * @param ownMail the technician's own address, so that nobody verifies themselves
     */
    public record Wanted(
            InstallationId installation,
            Optional<Ticket> ticket,
            Optional<AccountId> account,
            Method method,
            Optional<Action> action,
            Direction direction,
            Optional<String> to,
            Optional<String> reason,
            String region,
            Actor by,
            Optional<String> ownMail) {
        public Wanted {
            if (ticket.filter(there -> !there.ref().installation().equals(installation))
                    .isPresent()) {
                throw new IllegalArgumentException("the ticket of another installation");
            }
        }

        /** Prints without place, reason or address, so that a careless log line stays harmless. */
        @Override
        public String toString() {
            return "Wanted[" + method + " " + direction + " " + ticket.map(Ticket::ref) + " " + account + "]";
        }
    }

    /** What came of it. */
    public sealed interface Answer {
        /** The code may be shown to the one who asked, if {@link Verification#codeShown}. */
        record Opened(Verification verification, Code code) implements Answer {}

        record Refused(Refusal refusal) implements Answer {}

        record Limited(LimitReached limit) implements Answer {}

        record NoSuchAccount() implements Answer {}
    }

    public Answer request(Wanted wanted) {
        if (wanted.ticket().map(Ticket::closed).orElse(false)) {
            return new Answer.Refused(Refusal.TICKET_CLOSED);
        }
        return switch (who(wanted)) {
            case Who.Nobody(var refusal, var candidates) ->
                wanted.to().isPresent() && wanted.account().isEmpty()
                        ? closedCandidate(wanted, candidates)
                                .<Answer>map(Answer.Refused::new)
                                .orElseGet(() -> open(wanted, Optional.empty(), Request.MatchedBy.NOBODY))
                        : new Answer.Refused(refusal);
            case Who.Unknown() -> new Answer.NoSuchAccount();
            case Who.Somebody(var account, var matchedBy) -> open(wanted, Optional.of(account), matchedBy);
        };
    }

    private sealed interface Who {
        record Somebody(AccountId account, Request.MatchedBy matchedBy) implements Who {}

        record Nobody(Refusal why, List<AccountId> candidates) implements Who {}

        record Unknown() implements Who {}
    }

    private Who who(Wanted wanted) {
        if (wanted.account().isPresent()) {
            return chosen(wanted, wanted.account().get());
        }
        return switch (wanted.ticket().map(matching::match).orElseGet(Match.Unmatched::new)) {
            case Match.Matched(var account) -> new Who.Somebody(account, Request.MatchedBy.RULE);
            case Match.Ambiguous(var candidates) -> new Who.Nobody(Refusal.AMBIGUOUS, candidates);
            case Match.Unmatched() -> new Who.Nobody(Refusal.UNMATCHED, List.of());
        };
    }

    /** A chosen account is one of the ticket's company. */
    private Who chosen(Wanted wanted, AccountId id) {
        Optional<Account> account = accounts.account(wanted.installation(), id);
        if (account.isEmpty()) {
            return new Who.Unknown();
        }
        boolean ofThisCompany = wanted.ticket()
                .map(ticket -> accounts.customerOf(ticket.company())
                        .map(Customer::id)
                        .filter(account.get().customer()::equals)
                        .isPresent())
                .orElse(true);
        return ofThisCompany
                ? new Who.Somebody(id, Request.MatchedBy.CHOICE)
                : new Who.Nobody(Refusal.OTHER_CUSTOMER, List.of());
    }

    /** Leaving open which of them it is must not become the way round a freeze or an opt-out of one. */
    private Optional<Refusal> closedCandidate(Wanted wanted, List<AccountId> candidates) {
        return candidates.stream()
                .flatMap(id -> accounts.account(wanted.installation(), id).stream())
                .flatMap(account -> closedPoint(account).stream())
                .findFirst();
    }

    private Answer open(Wanted wanted, Optional<AccountId> account, Request.MatchedBy matchedBy) {
        Optional<Place> supplied = Optional.empty();
        if (wanted.to().isPresent()) {
            if (wanted.method().channels().size() != 1) {
                return new Answer.Refused(
                        wanted.method().channels().isEmpty() ? Refusal.NOT_ENROLLED : Refusal.ONE_CHANNEL_ONLY);
            }
            supplied = place(wanted.method().channels().getFirst(), wanted.to().get(), wanted.region());
            if (supplied.isEmpty()) {
                return new Answer.Refused(
                        wanted.method() == Method.SMS ? Refusal.NOT_A_NUMBER : Refusal.NOT_AN_ADDRESS);
            }
        }
        Optional<Place> to = supplied;
        var opening = openings.open(
                wanted.installation(),
                wanted.ticket().map(Ticket::ref).orElse(null),
                account.orElse(null),
                to.map(place -> hasher.hash(wanted.installation(), place)).orElse(null),
                (situation, now) -> decide(wanted, account, matchedBy, to, situation, now));
        return switch (opening) {
            case Opening.Opened(var id, var requested, var live) ->
                new Answer.Opened(Verification.of(id, List.of(requested)), live.code());
            case Opening.Refused(var refusal) -> new Answer.Refused(refusal);
            case Opening.Limited(var limit) -> new Answer.Limited(limit);
        };
    }

    private static Optional<Place> place(Channel channel, String typed, String region) {
        return switch (channel) {
            case SMS -> MobileNumber.parse(typed, region).map(Place.class::cast);
            case EMAIL -> MailAddress.parse(typed).map(Place.class::cast);
        };
    }

    private Opening decide(
            Wanted wanted,
            Optional<AccountId> asked,
            Request.MatchedBy matchedBy,
            Optional<Place> supplied,
            Situation situation,
            Instant now) {
        if (asked.isPresent() && situation.account().isEmpty()) {
            return new Opening.Refused(Refusal.UNMATCHED);
        }
        var places = supplied.map(place -> given(wanted, place, situation, now))
                .orElseGet(() ->
                        offers.onFile(wanted.method(), situation.account().orElseThrow(), situation.policy(), now));
        return switch (places) {
            case Offers.Places.Missing(var refusal, var masked) -> new Opening.Refused(refusal);
            case Offers.Places.Found(var chosen) -> begin(wanted, matchedBy, chosen, situation, now);
        };
    }

    /** A place that somebody gave. It is the account's own only where it stands there and serves; otherwise it identifies nobody. */
    private Offers.Places given(Wanted wanted, Place place, Situation situation, Instant now) {
        var installation = wanted.installation();
        var onFile = situation.account().flatMap(account -> account.serving(hasher.hash(installation, place), now));
        if (Offers.countryRefused(place, situation.policy())) {
            return new Offers.Places.Missing(Refusal.COUNTRY_NOT_ALLOWED, List.of());
        }
        if (onFile.isPresent()) {
            return new Offers.Places.Found(
                    List.of(new Chosen(offers.destination(installation, onFile.get(), now), place)));
        }
        if (wanted.direction() == Direction.OUTBOUND) {
            return new Offers.Places.Missing(Refusal.OUTBOUND_NEEDS_NUMBER_ON_FILE, List.of());
        }
        // a freeze or an opt-out must not become the way round the contact point on file
        Optional<Refusal> closed =
                closed(situation.supplied()).or(() -> situation.account().flatMap(RequestVerification::closedPoint));
        if (closed.isPresent()) {
            return new Offers.Places.Missing(closed.get(), List.of());
        }
        boolean reasoned = reason(wanted)
                .filter(reason -> reason.length() <= LONGEST_REASON)
                .isPresent();
        return reasoned
                ? new Offers.Places.Found(List.of(new Chosen(offers.supplied(installation, place), place)))
                : new Offers.Places.Missing(Refusal.REASON_NEEDED, List.of());
    }

    /** The reason, where somebody can read one. */
    private static Optional<String> reason(Wanted wanted) {
        return wanted.reason()
                .map(String::strip)
                .filter(reason -> !NoteText.plain(reason, LONGEST_REASON + 1).isEmpty());
    }

    private static Optional<Refusal> closedPoint(Account account) {
        return account.points().stream()
                .map(ContactPoint::state)
                .flatMap(state -> closed(state).stream())
                .findFirst();
    }

    private static Optional<Refusal> closed(ContactPoint.State state) {
        return switch (state) {
            case FROZEN -> Optional.of(Refusal.FROZEN);
            case OPTED_OUT -> Optional.of(Refusal.OPTED_OUT);
            case USABLE, CANNOT_RECEIVE -> Optional.empty();
        };
    }

    /** A member of the MSP is neither the destination nor the account of their own verification. */
    private static boolean ownContactPoint(Wanted wanted, List<Chosen> chosen, Situation situation) {
        return wanted.ownMail()
                .flatMap(MailAddress::parse)
                .filter(mail -> Stream.concat(
                                chosen.stream().map(Chosen::place),
                                situation.account().stream()
                                        .flatMap(account -> account.points().stream())
                                        .map(ContactPoint::place))
                        .anyMatch(mail::equals))
                .isPresent();
    }

    /** Whichever way the code goes, we have called only where a settled number is on file. One that refuses texts can still be called. */
    private static boolean canBeCalled(Account account, Instant now) {
        return account.mobile(now)
                .filter(number -> number.settling().settled(now) && number.state() != ContactPoint.State.FROZEN)
                .isPresent();
    }

    /** What the ticket's type stands for, where it is known: a technician may ask for more than that, never for less. */
    private static Action action(Wanted wanted, Policy policy) {
        Action ofTicket =
                wanted.ticket().map(Ticket::type).map(policy::actionOf).orElse(Action.NOT_STATED);
        Action chosen = wanted.action().orElse(ofTicket);
        return ofTicket == Action.NOT_STATED || policy.need(chosen).atLeast(policy.need(ofTicket)) ? chosen : ofTicket;
    }

    private Opening begin(
            Wanted wanted, Request.MatchedBy matchedBy, List<Chosen> chosen, Situation situation, Instant now) {
        if (ownContactPoint(wanted, chosen, situation)) {
            return new Opening.Refused(Refusal.OWN_CONTACT_POINT);
        }
        if (wanted.direction() == Direction.OUTBOUND
                && !situation
                        .account()
                        .filter(account -> canBeCalled(account, now))
                        .isPresent()) {
            return new Opening.Refused(Refusal.OUTBOUND_NEEDS_NUMBER_ON_FILE);
        }
        Policy policy = situation.policy();
        Action action = action(wanted, policy);
        var request = new Request(
                wanted.ticket().map(Ticket::ref).orElse(null),
                wanted.ticket()
                        .map(Ticket::contact)
                        .map(contact -> contact.ref())
                        .orElse(null),
                situation.account().map(Account::id).orElse(null),
                situation.account().map(Account::name).orElse(null),
                matchedBy,
                chosen.stream().map(Chosen::destination).toList(),
                action,
                policy.need(action),
                wanted.direction(),
                policy.codeEntry(action),
                wanted.by(),
                reason(wanted).orElse(null));
        var limit = policy.limits().refusesOneMoreCode(Verification.counted(request), situation.tallies(), now);
        if (limit.isPresent()) {
            return new Opening.Limited(limit.get());
        }
        VerificationId id = codes.newId();
        Code code = codes.newCode();
        Map<Channel, Place> places = new EnumMap<>(Channel.class);
        chosen.forEach(place -> places.put(place.destination().channel(), place.place()));
        var requested = new Requested(
                now,
                request,
                now.plus(policy.limits().codeLife()),
                codes.hash(id, code),
                wanted.ticket().map(Ticket::name).orElse(null));
        return new Opening.Opened(id, requested, new LiveCode(code, places));
    }
}
