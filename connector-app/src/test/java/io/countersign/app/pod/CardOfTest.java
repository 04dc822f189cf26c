package io.countersign.app.pod;

import static io.countersign.app.pod.Gallery.LATER;
import static io.countersign.app.pod.Sights.arrived;
import static io.countersign.app.pod.Sights.dana;
import static io.countersign.app.pod.Sights.matched;
import static io.countersign.app.pod.Sights.seen;
import static io.countersign.app.pod.Sights.seenBy;
import static io.countersign.app.pod.Sights.story;
import static io.countersign.memory.Fixtures.A_SCRIPT;
import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.MAIL;
import static io.countersign.memory.Fixtures.MOBILE;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.ROB;
import static io.countersign.memory.Fixtures.aPoint;
import static io.countersign.memory.Fixtures.aRequest;
import static io.countersign.memory.Fixtures.anAccount;
import static io.countersign.memory.Fixtures.in;
import static io.countersign.memory.Fixtures.mail;
import static io.countersign.memory.Fixtures.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.assertj.core.groups.Tuple.tuple;

import io.countersign.account.ContactPoint.State;
import io.countersign.challenge.Channel;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.policy.Action;
import io.countersign.policy.CodeEntry;
import io.countersign.ticket.NoteProgress;
import io.countersign.verification.Actor;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.Direction;
import io.countersign.verification.Outcome;
import io.countersign.verification.Refusal;
import io.countersign.verification.Request;
import io.countersign.verification.VerificationEvent;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationEvent.Comparison;
import io.countersign.verification.VerificationEvent.DeliveryFailed;
import io.countersign.verification.VerificationEvent.Denied;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.Expired;
import io.countersign.verification.VerificationEvent.MaybeSent;
import io.countersign.verification.VerificationEvent.Reached;
import io.countersign.verification.VerificationEvent.SendDelayed;
import io.countersign.verification.VerificationEvent.TakenOver;
import io.countersign.verification.VerificationEvent.Undeliverable;
import io.countersign.verification.VerificationEvent.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CardOfTest {
    private static final Request BY_TEXT = aRequest(text(Basis.SETTLED));
    private static final Request BY_MAIL = aRequest(mail(Basis.SETTLED));

    private static Sights after(VerificationEvent... events) {
        return matched().now(arrived(BY_TEXT, events));
    }

    private static Verified verifiedBy(Actor by) {
        return new Verified(LATER, by, Comparison.TYPED);
    }

    private static Card.Opening opening(Card card) {
        return ((Card.Start) card).opening();
    }

    private static Card.Begin begin(Card card) {
        return requireNonNull(opening(card).begin());
    }

    private static Card.Others others(Card card) {
        return requireNonNull(opening(card).others());
    }

    private static Card.Result result(Card card) {
        return ((Card.Decided) card).result();
    }

    private static List<String> texts(List<Card.Line> lines) {
        return lines.stream().map(Card.Line::text).toList();
    }

    // ---- nothing is going on ----

    @Test
    void the_strongest_method_is_chosen_before_anybody_chooses() {
        Card card = matched().card();

        assertThat(card).isInstanceOf(Card.Matched.class);
        assertThat(begin(card).methods())
                .extracting(Card.MethodChoice::key, Card.MethodChoice::gives, Card.MethodChoice::chosen)
                .containsExactly(
                        tuple("sms", "A2", true), tuple("email", "A1", false), tuple("sms+email", "A1", false));
    }

    @Test
    void the_action_comes_from_the_ticket_and_they_contacted_us() {
        var purpose = requireNonNull(
                opening(matched().forAction(Action.CHANGE).card()).purpose());

        assertThat(purpose.actions())
                .filteredOn(Card.ActionChoice::chosen)
                .extracting(Card.ActionChoice::action)
                .containsExactly(Action.CHANGE);
        assertThat(purpose.direction()).isEqualTo(Direction.INBOUND);
    }

    @Test
    void it_is_said_beforehand_that_a_method_will_not_be_enough() {
        assertThat(cautions(matched(anAccount(aPoint(2, MAIL)))))
                .containsExactly("Password reset needs A2. This gives A1, which will not be enough.");
        assertThat(cautions(matched().forAction(Action.MFA_RESET)))
                .containsExactly("MFA reset needs a second person besides, which cannot be given here.");
        assertThat(cautions(matched())).isEmpty();
    }

    private static List<String> cautions(Sights sights) {
        return begin(sights.card()).cautions().stream()
                .filter(Card.Caution::now)
                .map(Card.Caution::text)
                .toList();
    }

    @Test
    void where_nothing_can_be_sent_it_is_said_why_and_what_to_say() {
        Card card = matched(anAccount(in(State.OPTED_OUT, aPoint(1, MOBILE)))).card();

        assertThat(card).isInstanceOf(Card.NothingOffered.class);
        assertThat(texts(opening(card).why()))
                .containsExactly(
                        "Text •••• 0123: they answered STOP to us; only START from that phone opens it again",
                        "E-mail: no e-mail address on file");
        assertThat(opening(card).say()).isNotBlank();
    }

    @Test
    void T22_a_closed_point_on_file_does_not_open_the_way_by_a_number_given_on_the_phone() {
        for (State closed : List.of(State.FROZEN, State.OPTED_OUT)) {
            Card card = matched(anAccount(in(closed, aPoint(1, MOBILE)), aPoint(2, MAIL)))
                    .card();

            assertThat(others(card).closed()).as(closed.name()).isNotNull();
        }
        assertThat(others(matched().card()).closed()).isNull();
    }

    @Test
    void a_person_who_is_not_matched_can_be_searched_where_the_company_is_linked() {
        assertThat(Sights.unmatched().card()).isInstanceOf(Card.Unmatched.class);
        assertThat(others(Sights.unmatched().card()).search()).isTrue();
        assertThat(others(Sights.unmatched().ofNoCustomer().card()))
                .extracting(Card.Others::search, Card.Others::noSearch)
                .containsExactly(
                        false,
                        "This company is not linked to a customer here. An administrator can link it under Setup.");
    }

    @Test
    void two_people_of_one_name_are_told_apart_by_what_is_on_file() {
        assertThat(opening(Sights.ambiguous().card()).picks())
                .extracting(Card.Pick::by)
                .containsExactly("•••• 0123", "•••• 0145 · s•••@a…");
    }

    @Test
    void T14_a_catch_all_contact_is_nobody() {
        assertThat(matched().ofACatchAll().card()).isInstanceOf(Card.CatchAll.class);
    }

    @Test
    void a_search_shows_how_each_person_would_be_asked() {
        assertThat(Gallery.found())
                .extracting(Card.Pick::by, Card.Pick::possible)
                .containsExactly(tuple("Text •••• 0123", true), tuple("nothing on file", false));
    }

    @Test
    void T26_a_note_that_looks_like_ours_is_a_red_line_whatever_else_is_shown() {
        String warning = "2 notes on this ticket look like ours but are not. Do not rely on them.";
        var start = matched().withLookAlikes(2).card();
        var decided = after(verifiedBy(DANA)).withLookAlikes(2).card(dana(LATER));

        assertThat(opening(start).why()).contains(new Card.Line(Card.Tone.BAD, warning));
        assertThat(result(decided).facts()).contains(new Card.Line(Card.Tone.BAD, warning));
    }

    @Test
    void what_was_refused_is_told_above_what_can_be_done() {
        Card card = matched().card(dana(), View.NOW, new Telling.Refused(Refusal.OWN_CONTACT_POINT));

        assertThat(texts(opening(card).told()))
                .containsExactly("Nobody verifies themselves. Ask a colleague to do it.");
    }

    // ---- a code is on its way ----

    @Test
    void the_task_says_what_to_do_with_the_code() {
        assertThat(waiting(arrivedCard(CodeEntry.BLIND, Direction.INBOUND)).task())
                .isEqualTo("Type the code they read to you");
        assertThat(waiting(arrivedCard(CodeEntry.SHOWN, Direction.INBOUND)).task())
                .isEqualTo("Ask for the code we sent to •••• 0123");
        assertThat(waiting(arrivedCard(CodeEntry.BLIND, Direction.OUTBOUND)).task())
                .isEqualTo("Read this code to them; they answer YES if theirs is the same");
    }

    private static Card arrivedCard(CodeEntry entry, Direction direction) {
        return matched()
                .now(arrived(aRequest(direction, entry, text(Basis.SETTLED))))
                .card();
    }

    private static Card.Progress waiting(Card card) {
        return ((Card.Waiting) card).progress();
    }

    @Test
    void T02_an_outbound_code_is_read_out_and_nothing_can_be_typed() {
        assertThat(waiting(arrivedCard(CodeEntry.SHOWN, Direction.OUTBOUND)).entry())
                .isInstanceOf(Card.Entry.ReadOut.class);
    }

    @Test
    void how_far_each_message_has_come_is_said() {
        var both = aRequest(text(Basis.SETTLED), mail(Basis.SETTLED));
        var story = story(
                both,
                Sights.sent(Channel.EMAIL),
                new DeliveryFailed(NOON.plusSeconds(2), Channel.SMS, 1, DeliveryProblem.OPTED_OUT));

        assertThat(texts(waiting(matched().now(story).card()).deliveries()))
                .containsExactly(
                        "Text message to •••• 0123: they answered STOP to our messages. Only START from that same phone opens it again; you can’t.",
                        "E-mail to s•••@a…: sent 12:00:01");
    }

    @Test
    void a_message_service_that_is_down_is_said_at_once_with_what_still_works() {
        var delayed = new SendDelayed(NOON.plusSeconds(1), Channel.SMS, 1);
        var maybe = new MaybeSent(NOON.plusSeconds(2), Channel.SMS, 1);
        String instead = "E-mail s•••@a… still works: cancel, then choose it.";

        assertThat(texts(waiting(matched().now(story(BY_TEXT, delayed)).card()).deliveries()))
                .containsExactly(
                        "Text message to •••• 0123: the message service can’t take it now; we keep trying.", instead);
        assertThat(texts(waiting(matched().now(story(BY_TEXT, maybe)).card()).deliveries()))
                .containsExactly("Text message to •••• 0123: maybe sent, sent again 12:00:02", instead);
        assertThat(texts(waiting(matched()
                                .now(story(BY_TEXT, delayed, Sights.sent(Channel.SMS)))
                                .card())
                        .deliveries()))
                .containsExactly("Text message to •••• 0123: sent 12:00:01");
    }

    @Test
    void the_countdown_is_the_servers() {
        assertThat(waiting(arrivedCard(CodeEntry.BLIND, Direction.INBOUND))
                        .countdown()
                        .left())
                .isEqualTo("4:50");
    }

    @Test
    void somebody_elses_verification_says_who_asked() {
        Card card = after().card(seenBy(ROB, Sights.SOON));

        assertThat(waiting(card).about()).containsExactly("For password reset", "Asked by Dana Doe");
    }

    // ---- it ended ----

    @Test
    void T01_no_name_stands_over_a_number_that_is_not_on_file() {
        var supplied = aRequest(text(Basis.SUPPLIED));
        Card open = matched().now(arrived(supplied)).card();
        Card reached = matched()
                .now(arrived(supplied, new Reached(LATER, DANA, Comparison.TYPED)))
                .card(dana(LATER));

        assertThat(waiting(open).subject().name()).isEqualTo("•••• 0123");
        assertThat(waiting(open).about()).contains("Not on file: can at best be reached, identifies nobody");
        assertThat(result(reached).subject().name()).isEqualTo("•••• 0123");
        assertThat(result(reached).headline())
                .isEqualTo(new Card.Headline(Card.Tone.CAUTION, "Reached", "someone holds •••• 0123"));
    }

    @Test
    void a_result_says_what_it_rests_on_and_what_it_is_enough_for() {
        Card card = after(verifiedBy(DANA)).card(dana(LATER));

        assertThat(card).isInstanceOf(Card.Verified.class);
        assertThat(result(card).headline())
                .isEqualTo(new Card.Headline(Card.Tone.GOOD, "Verified", "A2, text message to •••• 0123"));
        assertThat(texts(result(card).facts()))
                .containsExactly(
                        "On file for 214 days; code typed by the technician.",
                        "Enough for: information, ordinary change, password reset.",
                        "Not enough for: MFA reset, admin rights, payee change.");
    }

    @Test
    void T24_what_a_program_typed_is_not_put_down_to_the_technician() {
        Card card = after(verifiedBy(A_SCRIPT)).card(dana(LATER));

        assertThat(texts(result(card).facts())).first().isEqualTo("On file for 214 days; code typed by a program.");
    }

    @Test
    void a_result_that_is_not_enough_is_amber_and_offers_something_stronger() {
        Card card = matched().now(arrived(BY_MAIL, verifiedBy(DANA))).card(dana(LATER));

        assertThat(card).isInstanceOf(Card.VerifiedTooWeak.class);
        assertThat(result(card).headline().tone()).isEqualTo(Card.Tone.CAUTION);
        assertThat(result(card).next())
                .asInstanceOf(type(Card.Next.Again.class))
                .satisfies(again -> assertThat(again.begin().methods())
                        .extracting(Card.MethodChoice::key)
                        .containsExactly("sms"));
    }

    @Test
    void T13_a_result_is_not_another_technicians_green_light() {
        Card card = after(verifiedBy(DANA)).card(seenBy(ROB, LATER.plusSeconds(60)));

        assertThat(card).isInstanceOf(Card.VerifiedForAnother.class);
        assertThat(result(card).headline().tone()).isEqualTo(Card.Tone.CALM);
        assertThat(result(card).headline().rest()).startsWith("for Dana Doe’s call only");
    }

    @Test
    void T13_a_call_that_was_handed_over_is_the_second_technicians_too() {
        var takenOver = after(verifiedBy(DANA), new TakenOver(LATER.plusSeconds(60), ROB));

        assertThat(takenOver.card(seenBy(ROB, LATER.plusSeconds(70)))).isInstanceOf(Card.Verified.class);
        assertThat(texts(result(takenOver.card(dana(LATER.plusSeconds(70)))).facts()))
                .contains("Taken over by Rob Roe.");
    }

    @Test
    void T13_an_old_result_is_history_beside_the_button() {
        Card forRob = after(verifiedBy(DANA)).card(seenBy(ROB, LATER.plus(Duration.ofMinutes(15))));
        Card forDana = after(verifiedBy(DANA)).card(dana(LATER.plus(Duration.ofHours(1))));

        for (Card card : List.of(forRob, forDana)) {
            assertThat(card).isInstanceOf(Card.Matched.class);
            assertThat(opening(card).why())
                    .containsExactly(new Card.Line(
                            Card.Tone.CALM,
                            "Earlier: Verified (A2), 12:01, by Dana Doe. A new call needs a new check."));
        }
    }

    @Test
    void what_a_program_decided_alone_is_everybodys() {
        assertThat(after(verifiedBy(A_SCRIPT)).card(seenBy(ROB, LATER))).isInstanceOf(Card.Verified.class);
    }

    @Test
    void T22_a_dispute_is_red_for_everybody_and_does_not_grow_old() {
        var disputed = after(verifiedBy(DANA), new Disputed(LATER.plusSeconds(60), Channel.SMS));

        for (var viewer : List.of(dana(LATER.plusSeconds(90)), seenBy(ROB, LATER.plus(Duration.ofDays(2))))) {
            Card card = disputed.card(viewer);
            assertThat(card).isInstanceOf(Card.Disputed.class);
            assertThat(result(card).headline().tone()).isEqualTo(Card.Tone.BAD);
        }
        assertThat(texts(opening(disputed.card(dana(LATER.plusSeconds(90)), View.START, new Telling.Nothing()))
                        .why()))
                .contains("An earlier verification here is disputed: they say that it was not them.");
    }

    @Test
    void not_me_is_red_and_offers_nothing_to_press_on_with() {
        Card card = after(new Denied(LATER, new Actor.EndUser(Channel.SMS), Denied.Denial.NOT_ME))
                .card(dana(LATER));

        assertThat(card).isInstanceOf(Card.DeniedByUser.class);
        assertThat(result(card).headline())
                .isEqualTo(new Card.Headline(Card.Tone.BAD, "Denied", "Sam Sample says that it wasn’t them"));
        assertThat(result(card).next()).isEqualTo(new Card.Next.New(false));
    }

    @Test
    void every_state_that_proved_nothing_gives_a_sentence_to_say() {
        Gallery.cards().forEach((name, card) -> {
            if (card instanceof Card.Decided decided
                    && !(card instanceof Card.Verified)
                    && !(card instanceof Card.VerifiedForAnother)) {
                assertThat(decided.result().say()).as(name).isNotBlank();
            }
        });
    }

    @Test
    void after_a_text_that_could_not_arrive_the_mail_is_offered_and_the_text_is_not() {
        Card card = matched()
                .now(story(
                        BY_TEXT,
                        new DeliveryFailed(LATER, Channel.SMS, 1, DeliveryProblem.CANNOT_RECEIVE_TEXTS),
                        new Undeliverable(LATER)))
                .card(dana(LATER));

        assertThat(result(card).headline().rest()).isEqualTo("a landline, or a number that can’t get texts");
        assertThat(result(card).next())
                .asInstanceOf(type(Card.Next.Again.class))
                .satisfies(again -> assertThat(again.begin().methods())
                        .extracting(Card.MethodChoice::key, Card.MethodChoice::chosen)
                        .containsExactly(tuple("email", true)));
    }

    private static final VerificationEvent[] UNDELIVERABLE = {
        new DeliveryFailed(LATER, Channel.SMS, 1, DeliveryProblem.CANNOT_RECEIVE_TEXTS), new Undeliverable(LATER)
    };

    @Test
    void what_still_works_after_a_short_wait_is_named_and_when() {
        Card card = matched().now(story(BY_TEXT, UNDELIVERABLE)).card(LATER, LATER.plusSeconds(12));

        assertThat(texts(result(card).facts())).doesNotContain("Nothing else on file works now.");
        assertThat(result(card).say()).isEqualTo("My message could not be delivered to you. Let me try another way.");
        assertThat(result(card).next())
                .asInstanceOf(type(Card.Next.Again.class))
                .satisfies(again -> {
                    assertThat(again.begin().lead()).isEqualTo("Still works:");
                    assertThat(again.begin().methods())
                            .extracting(Card.MethodChoice::key, Card.MethodChoice::chosen)
                            .containsExactly(tuple("email", true));
                });
        assertThat(new PodPages().card(card, Gallery.ENGLISH)).contains("ready in 12\u00a0s");
    }

    @Test
    void what_still_works_only_tomorrow_is_said_with_the_limit_that_holds_it() {
        Card card = matched().now(story(BY_TEXT, UNDELIVERABLE)).card(LATER, LATER.plus(Duration.ofHours(20)));

        assertThat(texts(result(card).facts()))
                .contains("This person has just had a code, or all of today’s: no new one until 2026-03-03 08:01.")
                .doesNotContain("Nothing else on file works now.");
    }

    @Test
    void a_short_wait_after_any_outcome_leaves_the_way_to_try_again() {
        var expired = after(new Expired(LATER)).card(LATER, LATER.plusSeconds(4));
        var again = matched().card(LATER, LATER.plusSeconds(4));
        var weak = matched().now(arrived(BY_MAIL, verifiedBy(DANA))).card(LATER, LATER.plusSeconds(4));

        assertThat(result(expired).next()).isInstanceOf(Card.Next.Again.class);
        assertThat(again).isInstanceOf(Card.Matched.class);
        assertThat(texts(result(weak).facts())).contains("It needs A2: use something stronger.");
        assertThat(result(weak).next()).isInstanceOf(Card.Next.Again.class);
        for (Card card : List.of(expired, again, weak)) {
            assertThat(new PodPages().card(card, Gallery.ENGLISH)).contains("ready in 4\u00a0s");
        }
    }

    @Test
    void the_same_card_stays_while_a_wait_runs_down() {
        Instant until = LATER.plusSeconds(12);

        assertThat(matched().card(LATER, until).key())
                .isEqualTo(matched().card(LATER.plusSeconds(5), until).key());
    }

    @Test
    void no_new_message_is_promised_on_a_closed_ticket() {
        var cancelled = after(new Cancelled(LATER, new Actor.Connector(), Cancelled.Cancellation.TICKET_CLOSED))
                .with(Gallery.closed());
        var expired = after(new Expired(LATER)).with(Gallery.closed());

        for (Sights closed : List.of(cancelled, expired)) {
            Card.Result result = result(closed.card(dana(LATER)));
            assertThat(result.say()).contains("closed").doesNotContainIgnoringCase("message", "new one");
            assertThat(result.next()).isEqualTo(new Card.Next.New(false));
        }
    }

    @Test
    void no_new_message_is_promised_to_somebody_whose_account_was_erased() {
        Card card = after(new Cancelled(LATER, new Actor.Connector(), Cancelled.Cancellation.ERASED))
                .card(dana(LATER));

        assertThat(result(card).say()).doesNotContain("new message");
    }

    @Test
    void the_loser_is_told_who_decided_and_sees_what_was_decided() {
        Card card = after(new Denied(LATER, ROB, Denied.Denial.BY_TECHNICIAN))
                .card(dana(LATER), View.NOW, new Telling.Lost(Outcome.DENIED, ROB));

        assertThat(card).isInstanceOf(Card.SomebodyElseDecided.class);
        assertThat(texts(result(card).told())).containsExactly("Rob Roe was first: Denied.");
        assertThat(result(card).headline().word()).isEqualTo("Denied");
    }

    @Test
    void pressing_twice_is_not_somebody_else() {
        Card card = after(verifiedBy(DANA)).card(dana(LATER), View.NOW, new Telling.Lost(Outcome.VERIFIED, DANA));

        assertThat(card).isInstanceOf(Card.Verified.class);
        assertThat(result(card).told()).isEmpty();
    }

    @Test
    void a_press_that_came_too_late_is_told_that_time_was_up() {
        Card card = after(new Expired(LATER))
                .card(dana(LATER), View.NOW, new Telling.Lost(Outcome.EXPIRED, new Actor.Connector()));

        assertThat(texts(result(card).told())).containsExactly("The time was up before you pressed.");
    }

    @Test
    void the_note_is_owed_then_written_or_parked() {
        var verification = arrived(BY_TEXT, verifiedBy(DANA));

        assertThat(texts(result(matched().now(verification).card(dana(LATER))).notes()))
                .containsExactly("Note is being written · receipt 7f3a9c");
        assertThat(result(matched()
                                .now(seen(verification, NoteProgress.OWED.parked("no")))
                                .card(dana(LATER)))
                        .notes())
                .containsExactly(new Card.Line(
                        Card.Tone.CAUTION,
                        "The PSA refused the note. The result stands; a person has to look. Receipt 7f3a9c"));
    }

    @Test
    void a_new_press_does_not_hide_what_is_going_on() {
        assertThat(after().card(dana(), View.START, new Telling.Nothing())).isInstanceOf(Card.WaitingBlind.class);
    }
}
