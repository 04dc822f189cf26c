package io.countersign.app.pod;

import static io.countersign.app.pod.Sights.arrived;
import static io.countersign.app.pod.Sights.dana;
import static io.countersign.app.pod.Sights.matched;
import static io.countersign.app.pod.Sights.seen;
import static io.countersign.app.pod.Sights.seenBy;
import static io.countersign.app.pod.Sights.sent;
import static io.countersign.app.pod.Sights.story;
import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.MAIL;
import static io.countersign.memory.Fixtures.MOBILE;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.ROB;
import static io.countersign.memory.Fixtures.aContact;
import static io.countersign.memory.Fixtures.aPoint;
import static io.countersign.memory.Fixtures.aRequest;
import static io.countersign.memory.Fixtures.aRequestToASuppliedPlace;
import static io.countersign.memory.Fixtures.aTicket;
import static io.countersign.memory.Fixtures.anAccount;
import static io.countersign.memory.Fixtures.in;
import static io.countersign.memory.Fixtures.mail;
import static io.countersign.memory.Fixtures.text;

import io.countersign.account.ContactPoint.State;
import io.countersign.app.words.InsideWords;
import io.countersign.challenge.Channel;
import io.countersign.challenge.CodeHash;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.policy.Action;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.LimitKind;
import io.countersign.policy.LimitReached;
import io.countersign.policy.Policy;
import io.countersign.ticket.NoteProgress;
import io.countersign.ticket.Ticket;
import io.countersign.verification.Actor;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.Direction;
import io.countersign.verification.Outcome;
import io.countersign.verification.Request;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationEvent.Cancelled.Cancellation;
import io.countersign.verification.VerificationEvent.Comparison;
import io.countersign.verification.VerificationEvent.DeliveryFailed;
import io.countersign.verification.VerificationEvent.Denied;
import io.countersign.verification.VerificationEvent.Denied.Denial;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.Expired;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationEvent.NoteWritten;
import io.countersign.verification.VerificationEvent.Reached;
import io.countersign.verification.VerificationEvent.SendDelayed;
import io.countersign.verification.VerificationEvent.Undeliverable;
import io.countersign.verification.VerificationEvent.Verified;
import io.countersign.verification.VerificationEvent.WrongCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every state of the card once, as a technician meets it. */
final class Gallery {
    static final Path PAGES = Path.of("target", "gallery");

    static final Instant LATER = NOON.plusSeconds(65);
    static final InsideWords ENGLISH = new InsideWords(Locale.ENGLISH);

    private static final Request BY_TEXT = aRequest(text(Basis.SETTLED));
    private static final Request BOTH = aRequest(text(Basis.SETTLED), mail(Basis.SETTLED));
    private static final Request BY_MAIL = aRequest(mail(Basis.SETTLED));
    private static final Request SHOWN = aRequest(Direction.INBOUND, CodeEntry.SHOWN, text(Basis.SETTLED));
    private static final Request OUTBOUND = aRequest(Direction.OUTBOUND, CodeEntry.BLIND, text(Basis.SETTLED));
    private static final Request TO_A_STRANGER = aRequestToASuppliedPlace(CodeEntry.BLIND);
    private static final Actor THEM = new Actor.EndUser(Channel.SMS);
    private static final NoteWritten NOTED = new NoteWritten(LATER.plusSeconds(1), NoteKind.OUTCOME, 1);

    private Gallery() {}

    static Map<String, Card> cards() {
        var cards = new LinkedHashMap<String, Card>();
        CardOf.beforeProof(ENGLISH, false).forEach(card -> cards.put(card.state(), card));

        cards.put("matched", matched().card());
        cards.put(
                "matched-refused",
                matched()
                        .card(
                                dana(),
                                View.NOW,
                                new Telling.Limited(
                                        new LimitReached(LimitKind.CODES_FOR_PERSON, NOON.plusSeconds(7500)))));
        cards.put("matched-mfa-reset", matched().forAction(Action.MFA_RESET).card());
        cards.put(
                "matched-mail-closed",
                matched(anAccount(aPoint(1, MOBILE), in(State.CANNOT_RECEIVE, aPoint(2, MAIL))))
                        .card());
        cards.put("matched-mail-only", matched(anAccount(aPoint(2, MAIL))).card());
        cards.put(
                "matched-again",
                matched()
                        .withLookAlikes(1)
                        .now(arrived(BY_TEXT, verified(DANA), NOTED))
                        .card(dana(LATER), View.START, new Telling.Nothing()));
        cards.put("matched-after-a-code", matched().card(LATER, LATER.plusSeconds(12)));
        cards.put("no-contact", matched().with(aTicket(null)).card());
        cards.put("catch-all", matched().ofACatchAll().card());
        cards.put("ambiguous", Sights.ambiguous().card());
        cards.put("unmatched", Sights.unmatched().card());
        cards.put("unmatched-no-customer", Sights.unmatched().ofNoCustomer().card());
        cards.put(
                "nothing-offered",
                matched(anAccount(in(State.OPTED_OUT, aPoint(1, MOBILE)))).card());
        cards.put(
                "nothing-offered-frozen",
                matched(anAccount(in(State.FROZEN, aPoint(1, MOBILE)), in(State.FROZEN, aPoint(2, MAIL))))
                        .now(arrived(BY_TEXT, verified(DANA), NOTED, new Disputed(LATER.plusSeconds(600), Channel.SMS)))
                        .card(dana(LATER.plusSeconds(700)), View.START, new Telling.Nothing()));
        cards.put("nothing-offered-closed", matched().with(closed()).card());

        cards.put("sending", matched().now(story(BY_TEXT)).card());
        cards.put("waiting-blind", matched().now(arrived(BY_TEXT)).card());
        cards.put(
                "waiting-blind-wrong",
                matched()
                        .now(arrived(BOTH, new WrongCode(NOON.plusSeconds(8), DANA, new CodeHash("0".repeat(64)))))
                        .card(dana(), View.NOW, new Telling.WrongCode()));
        cards.put(
                "waiting-blind-not-on-file",
                Sights.unmatched().now(arrived(TO_A_STRANGER)).card());
        cards.put("waiting-shown", matched().now(arrived(SHOWN)).card());
        cards.put("waiting-outbound", matched().now(arrived(OUTBOUND)).card());
        cards.put(
                "sending-delayed",
                matched()
                        .now(story(BY_TEXT, new SendDelayed(NOON.plusSeconds(1), Channel.SMS, 1)))
                        .card());
        cards.put(
                "waiting-blind-one-failed",
                matched()
                        .now(story(
                                BOTH,
                                sent(Channel.EMAIL),
                                new DeliveryFailed(
                                        NOON.plusSeconds(2), Channel.SMS, 1, DeliveryProblem.CANNOT_RECEIVE_TEXTS)))
                        .card());

        cards.put(
                "verified",
                matched().now(arrived(BY_TEXT, verified(DANA), NOTED)).card(dana(LATER)));
        cards.put(
                "verified-note-parked",
                matched()
                        .now(seen(arrived(BY_TEXT, verified(DANA)), NoteProgress.OWED.parked("the note was refused")))
                        .card(dana(LATER)));
        cards.put(
                "verified-too-weak",
                matched().now(arrived(BY_MAIL, verified(DANA), NOTED)).card(dana(LATER)));
        cards.put(
                "verified-for-another",
                matched().now(arrived(BY_TEXT, verified(DANA), NOTED)).card(seenBy(ROB, LATER)));
        cards.put(
                "reached",
                Sights.unmatched()
                        .now(arrived(TO_A_STRANGER, new Reached(LATER, DANA, Comparison.TYPED), NOTED))
                        .card(dana(LATER)));
        cards.put(
                "denied-by-user",
                matched()
                        .now(arrived(BY_TEXT, denied(THEM, Denial.NOT_ME), NOTED))
                        .card(dana(LATER)));
        cards.put(
                "denied-by-user-stopped",
                matched()
                        .now(arrived(BY_TEXT, denied(THEM, Denial.STOPPED), NOTED))
                        .card(dana(LATER)));
        cards.put(
                "denied-by-technician",
                matched()
                        .now(arrived(BY_TEXT, denied(DANA, Denial.BY_TECHNICIAN), NOTED))
                        .card(dana(LATER)));
        cards.put(
                "wrong-codes",
                matched()
                        .now(arrived(BY_TEXT, denied(DANA, Denial.WRONG_CODES), NOTED))
                        .card(dana(LATER)));
        cards.put(
                "expired",
                matched().now(arrived(BY_TEXT, new Expired(LATER), NOTED)).card(dana(LATER)));
        cards.put(
                "expired-outbound",
                matched().now(arrived(OUTBOUND, new Expired(LATER), NOTED)).card(dana(LATER)));
        cards.put("undeliverable", undeliverable(DeliveryProblem.CANNOT_RECEIVE_TEXTS));
        cards.put(
                "undeliverable-mail-in-a-moment",
                undeliverableSights(DeliveryProblem.CANNOT_RECEIVE_TEXTS).card(LATER, LATER.plusSeconds(12)));
        cards.put(
                "undeliverable-nothing-works",
                undeliverableSights(DeliveryProblem.OPTED_OUT)
                        .with(anAccount(in(State.OPTED_OUT, aPoint(1, MOBILE))))
                        .card(dana(LATER)));
        cards.put(
                "cancelled-ticket-closed",
                matched()
                        .now(arrived(BY_TEXT, new Cancelled(LATER, new Actor.Connector(), Cancellation.TICKET_CLOSED)))
                        .with(closed())
                        .card(dana(LATER)));
        cards.put("provider-down", undeliverable(DeliveryProblem.PROVIDER_DOWN));
        cards.put(
                "cancelled",
                matched()
                        .now(arrived(
                                BY_TEXT, new Cancelled(LATER, new Actor.Connector(), Cancellation.CONTACT_CHANGED)))
                        .card(dana(LATER)));
        cards.put(
                "somebody-else-decided",
                matched()
                        .now(arrived(SHOWN, denied(ROB, Denial.BY_TECHNICIAN), NOTED))
                        .card(dana(LATER), View.NOW, new Telling.Lost(Outcome.DENIED, ROB)));
        cards.put(
                "disputed",
                matched()
                        .now(arrived(BY_TEXT, verified(DANA), NOTED, new Disputed(LATER.plusSeconds(600), Channel.SMS)))
                        .card(dana(LATER.plusSeconds(700))));
        cards.put(
                "history",
                matched()
                        .now(arrived(BY_TEXT, verified(DANA), NOTED))
                        .before(
                                seen(arrived(BY_MAIL, new Expired(LATER))),
                                seen(arrived(BY_TEXT, verified(ROB), new Disputed(LATER.plusSeconds(60), Channel.SMS))))
                        .card(dana(LATER), View.HISTORY, new Telling.Nothing()));
        return cards;
    }

    private static Verified verified(Actor by) {
        return new Verified(LATER, by, Comparison.TYPED);
    }

    private static Denied denied(Actor by, Denial why) {
        return new Denied(LATER, by, why);
    }

    static Ticket closed() {
        var open = aTicket(aContact());
        return new Ticket(
                open.ref(), open.name(), open.company(), open.companyName(), open.contact(), true, open.type());
    }

    private static Card undeliverable(DeliveryProblem problem) {
        return undeliverableSights(problem).card(dana(LATER));
    }

    private static Sights undeliverableSights(DeliveryProblem problem) {
        return matched()
                .now(story(
                        BY_TEXT,
                        new DeliveryFailed(NOON.plusSeconds(4), Channel.SMS, 1, problem),
                        new Undeliverable(NOON.plusSeconds(4)),
                        new NoteWritten(NOON.plusSeconds(5), NoteKind.OUTCOME, 1)));
    }

    /** Writes a page for each state, with the real stylesheet beside it. */
    static void write() throws IOException {
        var pages = new PodPages();
        Files.createDirectories(PAGES);
        Files.copy(
                Path.of("src/main/resources/static/pod/pod.css"),
                PAGES.resolve("pod.css"),
                StandardCopyOption.REPLACE_EXISTING);
        for (var entry : cards().entrySet()) {
            Files.writeString(PAGES.resolve(entry.getKey() + ".html"), """
                    <!doctype html><html lang="en"><meta charset="utf-8"><title>%s</title>
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <link rel="stylesheet" href="pod.css"><body><main>%s</main></body></html>
                    """.formatted(
                            entry.getKey(), pages.card(entry.getValue(), ENGLISH)));
        }
    }

    /** What a search for three letters finds. */
    static List<Card.Pick> found() {
        var offers = matched().sight().offers();
        return new CardOf(Policy.STARTER, dana())
                .picks(List.of(new Candidate(anAccount(), offers), new Candidate(anAccount(2), List.of())));
    }
}
