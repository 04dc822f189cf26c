package io.countersign.verification;

import static io.countersign.memory.Fixtures.CODE;
import static io.countersign.memory.Fixtures.COMPANY;
import static io.countersign.memory.Fixtures.CUSTOMER;
import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.INSTALLATION;
import static io.countersign.memory.Fixtures.MAIL;
import static io.countersign.memory.Fixtures.MOBILE;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.OTHER_COMPANY;
import static io.countersign.memory.Fixtures.OTHER_CUSTOMER;
import static io.countersign.memory.Fixtures.OTHER_INSTALLATION;
import static io.countersign.memory.Fixtures.OTHER_MOBILE;
import static io.countersign.memory.Fixtures.PLACES;
import static io.countersign.memory.Fixtures.STRANGERS_MOBILE;
import static io.countersign.memory.Fixtures.aContact;
import static io.countersign.memory.Fixtures.aPoint;
import static io.countersign.memory.Fixtures.aTicket;
import static io.countersign.memory.Fixtures.accountId;
import static io.countersign.memory.Fixtures.anAccount;
import static io.countersign.memory.Fixtures.came;
import static io.countersign.memory.Fixtures.in;
import static io.countersign.memory.Fixtures.pointId;
import static io.countersign.memory.Fixtures.shared;
import static io.countersign.memory.Fixtures.ticketRef;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.ContactPoint.State;
import io.countersign.account.MatchContact;
import io.countersign.account.MobileNumber;
import io.countersign.account.Settling;
import io.countersign.challenge.Channel;
import io.countersign.memory.AccountsInMemory;
import io.countersign.memory.CodesInOrder;
import io.countersign.memory.MovableClock;
import io.countersign.memory.VerificationsInMemory;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.Limits;
import io.countersign.policy.Policy;
import io.countersign.ticket.Contact;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.RequestVerification.Answer;
import io.countersign.verification.RequestVerification.Wanted;
import io.countersign.verification.VerificationEvent.Cancelled;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestVerificationTest {
    private final MovableClock clock = new MovableClock();
    private final AccountsInMemory accounts = new AccountsInMemory(clock);
    private final VerificationsInMemory verifications = new VerificationsInMemory(clock, accounts);
    private final MatchContact matching = new MatchContact(accounts, new MatchContact.Settings() {
        @Override
        public String region(InstallationId installation) {
            return "US";
        }

        @Override
        public boolean catchAll(Contact contact) {
            return false;
        }
    });
    private final RequestVerification flow =
            new RequestVerification(matching, accounts, verifications, new Offers(PLACES), PLACES, new CodesInOrder());

    /** A wish on Sam's ticket that a test changes in the one thing it is about. */
    private static final class Wish {
        private Optional<Ticket> ticket = Optional.of(aTicket());
        private Optional<AccountId> account = Optional.empty();
        private Method method = Method.SMS;
        private Optional<Action> action = Optional.empty();
        private Direction direction = Direction.INBOUND;
        private Optional<String> to = Optional.empty();
        private Optional<String> reason = Optional.empty();
        private Actor by = DANA;
        private Optional<String> ownMail = Optional.of("dana@msp.example");

        Wish on(@Nullable Ticket other) {
            ticket = Optional.ofNullable(other);
            return this;
        }

        Wish as(AccountId id) {
            account = Optional.of(id);
            return this;
        }

        Wish with(Method other) {
            method = other;
            return this;
        }

        Wish to(String place) {
            to = Optional.of(place);
            return this;
        }

        Wish because(String why) {
            reason = Optional.of(why);
            return this;
        }

        Wish callingThem() {
            direction = Direction.OUTBOUND;
            return this;
        }

        Wish toDo(Action other) {
            action = Optional.of(other);
            return this;
        }

        Wish by(Actor other, @Nullable String mail) {
            by = other;
            ownMail = Optional.ofNullable(mail);
            return this;
        }

        Wanted wanted() {
            return new Wanted(INSTALLATION, ticket, account, method, action, direction, to, reason, "US", by, ownMail);
        }
    }

    @BeforeEach
    void knowSam() {
        accounts.know(CUSTOMER, COMPANY);
        accounts.know(OTHER_CUSTOMER, OTHER_COMPANY);
        accounts.know(anAccount());
    }

    private Verification opened(Wish wish) {
        var answer = flow.request(wish.wanted());
        assertThat(answer).isInstanceOf(Answer.Opened.class);
        return ((Answer.Opened) answer).verification();
    }

    private void assertRefused(Wish wish, Refusal refusal) {
        int before = verifications.all().size();
        assertThat(flow.request(wish.wanted())).isEqualTo(new Answer.Refused(refusal));
        assertThat(verifications.all()).hasSize(before);
    }

    private Verification verified(Verification open) {
        verifications.decide(
                INSTALLATION,
                open.id(),
                (verification, tallies, now) -> verification.enter(
                        CodesInOrder.hashOf(
                                open.id(),
                                verifications.live(open.id()).orElseThrow().code()),
                        DANA,
                        Limits.SHIPPED,
                        tallies,
                        now));
        return verifications.find(INSTALLATION, open.id()).orElseThrow();
    }

    private static Account sam(Set<State> states) {
        return anAccount(
                states.stream()
                        .map(state -> in(state, aPoint(1, MOBILE)))
                        .findFirst()
                        .orElseThrow(),
                aPoint(2, MAIL));
    }

    // ---- matched ----

    @Test
    void a_matched_contact_gets_a_code_on_the_number_on_file() {
        var open = opened(new Wish());

        assertThat(open.account()).contains(accountId(1));
        assertThat(open.request().matchedBy()).isEqualTo(Request.MatchedBy.RULE);
        assertThat(open.request().entry()).isEqualTo(CodeEntry.BLIND);
        assertThat(open.deadline()).isEqualTo(NOON.plus(Duration.ofMinutes(5)));
        assertThat(open.request().destinations())
                .extracting(Destination::basis, Destination::masked)
                .containsExactly(tuple(Basis.SETTLED, "•••• 0123"));
        assertThat(verifications.live(open.id())).contains(new LiveCode(CODE, Map.of(Channel.SMS, MOBILE)));
        assertThat(verified(open).assurance()).contains(Assurance.A2);
    }

    @Test
    void one_code_goes_to_both_places() {
        var open = opened(new Wish().with(Method.SMS_AND_EMAIL));

        assertThat(verifications.live(open.id()).orElseThrow().places())
                .isEqualTo(Map.of(Channel.SMS, MOBILE, Channel.EMAIL, MAIL));
        assertThat(verified(open).assurance()).contains(Assurance.A1);
    }

    @Test
    void T04_the_tickets_type_says_what_is_asked_for() {
        verifications.obey(new Policy(
                CodeEntry.SHOWN,
                Map.of(),
                Map.of("password reset", Action.PASSWORD_RESET),
                Set.of("US"),
                Set.of(Action.PASSWORD_RESET),
                Set.of(),
                Limits.SHIPPED));
        var ticket = new Ticket(
                ticketRef(1), TicketName.of(ticketRef(1)), COMPANY, "Acme Ltd", aContact(), false, "Password Reset");

        var open = opened(new Wish().on(ticket));

        assertThat(open.request().action()).isEqualTo(Action.PASSWORD_RESET);
        assertThat(open.request().need().level()).isEqualTo(Assurance.A2);
        assertThat(open.codeShown()).isFalse();
        clock.pass(Duration.ofMinutes(1));
        assertThat(opened(new Wish()).codeShown()).isTrue();
        clock.pass(Duration.ofMinutes(10));
        assertThat(opened(new Wish().toDo(Action.CHANGE)).request().action()).isEqualTo(Action.CHANGE);
    }

    @Test
    void T08_a_shared_number_proves_at_most_A1() {
        accounts.know(anAccount(shared(aPoint(1, MOBILE)), aPoint(2, MAIL)));

        assertThat(verified(opened(new Wish())).assurance()).contains(Assurance.A1);
    }

    // ---- refused ----

    @Test
    void a_device_that_nobody_enrolled_is_no_method() {
        assertRefused(new Wish().with(Method.PUSH), Refusal.NOT_ENROLLED);
        assertRefused(new Wish().with(Method.TOTP), Refusal.NOT_ENROLLED);
        assertRefused(new Wish().with(Method.PUSH).to("2025550177").because("x"), Refusal.NOT_ENROLLED);
    }

    @Test
    void a_place_that_is_not_on_file_is_no_method() {
        accounts.know(anAccount(aPoint(2, MAIL)));
        assertRefused(new Wish(), Refusal.NO_MOBILE_ON_FILE);
        assertRefused(new Wish().with(Method.SMS_AND_EMAIL), Refusal.NO_MOBILE_ON_FILE);
        accounts.know(anAccount(aPoint(1, MOBILE)));
        assertRefused(new Wish().with(Method.EMAIL), Refusal.NO_MAIL_ON_FILE);
        assertRefused(new Wish().with(Method.SMS_AND_EMAIL), Refusal.NO_MAIL_ON_FILE);
    }

    @ParameterizedTest
    @EnumSource(value = State.class, names = "USABLE", mode = EnumSource.Mode.EXCLUDE)
    void T22_a_number_that_is_opted_out_frozen_or_dead_gets_no_code(State state) {
        accounts.know(sam(EnumSet.of(state)));

        assertRefused(new Wish(), Refusal.valueOf(state.name()));
        assertRefused(new Wish().with(Method.SMS_AND_EMAIL), Refusal.valueOf(state.name()));
    }

    @Test
    void T08_a_number_that_has_not_settled_gets_no_code() {
        accounts.know(anAccount(came(aPoint(1, MOBILE), NOON, new Settling.AwaitsPerson(), null), aPoint(2, MAIL)));

        assertRefused(new Wish(), Refusal.NOT_SETTLED);
    }

    @Test
    void T16_a_country_that_is_not_allowed_gets_no_text() {
        var abroad = new MobileNumber("+447400123456");
        accounts.know(anAccount(aPoint(1, abroad), aPoint(2, MAIL)));

        assertRefused(new Wish(), Refusal.COUNTRY_NOT_ALLOWED);
        assertRefused(new Wish().to("+447400123456").because("x"), Refusal.COUNTRY_NOT_ALLOWED);
        assertRefused(new Wish().to("+1 416 555 0123").because("x"), Refusal.COUNTRY_NOT_ALLOWED);
        assertThat(opened(new Wish().with(Method.EMAIL)).open()).isTrue();
    }

    @Test
    void what_is_given_must_be_a_place_of_the_methods_kind() {
        assertRefused(new Wish().to("867-5309").because("x"), Refusal.NOT_A_NUMBER);
        assertRefused(new Wish().to("sam@acme.example").because("x"), Refusal.NOT_A_NUMBER);
        assertRefused(new Wish().with(Method.EMAIL).to("2025550177").because("x"), Refusal.NOT_AN_ADDRESS);
        assertRefused(new Wish().with(Method.SMS_AND_EMAIL).to("2025550177"), Refusal.ONE_CHANNEL_ONLY);
    }

    @Test
    void a_closed_ticket_gets_no_verification() {
        assertRefused(
                new Wish()
                        .on(new Ticket(
                                ticketRef(1),
                                TicketName.of(ticketRef(1)),
                                COMPANY,
                                "Acme Ltd",
                                aContact(),
                                true,
                                null)),
                Refusal.TICKET_CLOSED);
    }

    @Test
    void an_unmatched_or_ambiguous_contact_needs_a_choice() {
        assertRefused(new Wish().on(aTicket(null)), Refusal.UNMATCHED);
        accounts.know(anAccount(2, aPoint(3, OTHER_MOBILE)));
        assertRefused(
                new Wish().on(aTicket(aContact(List.of(MAIL.value()), List.of(OTHER_MOBILE.e164())))),
                Refusal.AMBIGUOUS);
        assertRefused(new Wish().on(null), Refusal.UNMATCHED);
    }

    @Test
    void an_account_erased_while_it_was_asked_for_is_unmatched() {
        var erased = new RequestVerification(
                matching,
                accounts,
                (installation, ticket, account, supplied, decide) -> decide.apply(
                        new Openings.Situation(Optional.empty(), State.USABLE, Policy.STARTER, verifications.tallies()),
                        NOON),
                new Offers(PLACES),
                PLACES,
                new CodesInOrder());

        assertThat(erased.request(new Wish().wanted())).isEqualTo(new Answer.Refused(Refusal.UNMATCHED));
        assertThat(erased.request(new Wish().to("2025550177").because("x").wanted()))
                .isEqualTo(new Answer.Refused(Refusal.UNMATCHED));
    }

    // ---- Verify as… ----

    @Test
    void a_technician_chooses_an_account_of_the_tickets_company() {
        var open = opened(new Wish().on(aTicket(null)).as(accountId(1)));

        assertThat(open.account()).contains(accountId(1));
        assertThat(open.request().matchedBy()).isEqualTo(Request.MatchedBy.CHOICE);
        assertThat(verified(open).outcome()).contains(Outcome.VERIFIED);
    }

    @Test
    void T07_an_account_of_another_customer_cannot_be_chosen_with_or_without_a_number() {
        var elsewhere =
                new Ticket(ticketRef(1), TicketName.of(ticketRef(1)), OTHER_COMPANY, "Initech", null, false, null);

        assertRefused(new Wish().on(elsewhere).as(accountId(1)), Refusal.OTHER_CUSTOMER);
        assertRefused(new Wish().on(elsewhere).as(accountId(1)).to("2025550123").because("x"), Refusal.OTHER_CUSTOMER);
    }

    @Test
    void T07_an_account_of_another_installation_does_not_exist() {
        accounts.know(new Account(
                accountId(9), OTHER_INSTALLATION, CUSTOMER.id(), "Eve", List.of(aPoint(1, STRANGERS_MOBILE))));

        assertThat(flow.request(new Wish().as(accountId(9)).wanted())).isEqualTo(new Answer.NoSuchAccount());
        assertThat(flow.request(new Wish().as(accountId(404)).wanted())).isEqualTo(new Answer.NoSuchAccount());
    }

    @Test
    void without_a_ticket_the_chosen_account_is_verified_from_the_console() {
        var open = opened(new Wish().on(null).as(accountId(1)));

        assertThat(open.request().ticket()).isNull();
        assertThat(verified(open).outcome()).contains(Outcome.VERIFIED);
        assertThat(verifications.owedNotes()).isEmpty();
    }

    // ---- a place given during the contact ----

    @Test
    void a_given_number_that_is_the_accounts_own_settled_point_is_on_file_and_needs_no_reason() {
        var open = opened(new Wish().to("202-555-0123"));

        assertThat(open.request().destinations().getFirst().basis()).isEqualTo(Basis.SETTLED);
        var verified = verified(open);
        assertThat(verified.outcome()).contains(Outcome.VERIFIED);
        assertThat(verified.assurance()).contains(Assurance.A2);
    }

    @Test
    void T01_another_number_needs_a_reason_and_is_reached_at_best() {
        assertRefused(new Wish().to("2025550177"), Refusal.REASON_NEEDED);

        var open = opened(new Wish().to("2025550177").because("borrowed phone"));

        assertThat(open.account()).contains(accountId(1));
        var reached = verified(open);
        assertThat(reached.outcome()).contains(Outcome.REACHED);
        assertThat(reached.assurance()).contains(Assurance.A0);
    }

    @Test
    void a_reason_has_at_most_two_hundred_characters() {
        assertRefused(new Wish().to("2025550177").because("x".repeat(201)), Refusal.REASON_NEEDED);
        assertThat(opened(new Wish().to("2025550177").because(" " + "x".repeat(200)))
                        .request()
                        .reason())
                .hasSize(200);
    }

    @Test
    void T01_nobody_on_file_is_reached_at_best() {
        var open = opened(new Wish().on(aTicket(null)).to("2025550177").because("new starter"));

        assertThat(open.account()).isEmpty();
        assertThat(verified(open).outcome()).contains(Outcome.REACHED);
    }

    @Test
    void T01_somebody_elses_number_on_file_identifies_nobody_here() {
        accounts.know(anAccount(2, aPoint(3, OTHER_MOBILE)));

        var open = opened(new Wish().to(OTHER_MOBILE.e164()).because("colleague's phone"));

        assertThat(verified(open).outcome()).contains(Outcome.REACHED);
    }

    @Test
    void T08_the_accounts_own_number_in_quarantine_is_only_given() {
        accounts.know(anAccount(
                aPoint(1, MOBILE),
                came(
                        aPoint(3, OTHER_MOBILE),
                        NOON,
                        new Settling.Quarantined(NOON.plus(Duration.ofDays(7)), Settling.FormerPoint.REACHED),
                        pointId(1)),
                aPoint(2, MAIL)));

        var open = opened(new Wish().to(OTHER_MOBILE.e164()).because("new phone"));

        assertThat(open.request().destinations().getFirst().basis()).isEqualTo(Basis.SUPPLIED);
        assertThat(verified(open).outcome()).contains(Outcome.REACHED);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"FROZEN", "OPTED_OUT"})
    void T22_a_freeze_or_an_opt_out_never_opens_an_override(State state) {
        accounts.know(sam(EnumSet.of(state)));
        var refusal = Refusal.valueOf(state.name());

        assertRefused(new Wish().to("2025550177").because("borrowed phone"), refusal);
        assertRefused(new Wish().to("2025550123").because("their own"), refusal);
        assertRefused(new Wish().with(Method.EMAIL).to("eve@evil.example").because("x"), refusal);
        assertThat(opened(new Wish().with(Method.EMAIL).to(MAIL.value())).open())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"FROZEN", "OPTED_OUT"})
    void T22_leaving_open_which_of_two_it_is_opens_no_override_round_a_freeze_or_an_opt_out(State state) {
        accounts.know(sam(EnumSet.of(state)));
        accounts.know(anAccount(2, aPoint(3, OTHER_MOBILE)));
        var ambiguous = aTicket(aContact(List.of(MAIL.value()), List.of(OTHER_MOBILE.e164())));

        assertRefused(
                new Wish().on(ambiguous).to("2025550177").because("borrowed phone"), Refusal.valueOf(state.name()));
        assertThat(opened(new Wish().on(ambiguous).as(accountId(2))).open()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"FROZEN", "OPTED_OUT"})
    void T22_a_number_that_is_frozen_or_opted_out_gets_no_code_for_somebody_unknown_either(State state) {
        verifications.learn(PLACES.hash(INSTALLATION, MOBILE), state);

        assertRefused(
                new Wish().on(aTicket(null)).to(MOBILE.e164()).because("borrowed phone"),
                Refusal.valueOf(state.name()));
    }

    // ---- outbound ----

    @Test
    void T02_we_call_only_a_number_on_file() {
        assertRefused(new Wish().callingThem().to("2025550177").because("x"), Refusal.OUTBOUND_NEEDS_NUMBER_ON_FILE);
        assertRefused(
                new Wish().on(aTicket(null)).callingThem().to("2025550177").because("x"),
                Refusal.OUTBOUND_NEEDS_NUMBER_ON_FILE);
        var open = opened(new Wish().callingThem());
        assertThat(open.codeShown()).isTrue();
        clock.pass(Duration.ofMinutes(1));
        assertThat(opened(new Wish().callingThem().to("2025550123")).request().direction())
                .isEqualTo(Direction.OUTBOUND);
    }

    @Test
    void T02_switching_direction_cancels_the_open_one() {
        var inbound = opened(new Wish());
        clock.pass(Duration.ofSeconds(15));
        opened(new Wish().callingThem());

        assertThat(verifications.find(INSTALLATION, inbound.id()).orElseThrow().decidingEvent())
                .hasValueSatisfying(event ->
                        assertThat(((Cancelled) event).reason()).isEqualTo(Cancelled.Cancellation.DIRECTION_SWITCHED));
    }

    // ---- nobody verifies themselves ----

    @Test
    void T04_a_technicians_own_address_gets_no_code() {
        assertRefused(new Wish().with(Method.EMAIL).by(DANA, " Sam@ACME.example "), Refusal.OWN_CONTACT_POINT);
        assertRefused(
                new Wish()
                        .with(Method.EMAIL)
                        .to("dana@msp.example")
                        .because("x")
                        .by(DANA, "dana@msp.example"),
                Refusal.OWN_CONTACT_POINT);
    }

    // ---- limits ----

    @Test
    void T16_a_second_code_too_soon_is_limited_and_replaces_nothing() {
        var first = opened(new Wish());
        clock.pass(Duration.ofSeconds(14));

        assertThat(flow.request(new Wish().wanted()))
                .isInstanceOfSatisfying(
                        Answer.Limited.class,
                        limited -> assertThat(limited.limit().until()).isEqualTo(NOON.plusSeconds(15)));
        assertThat(verifications.find(INSTALLATION, first.id()).orElseThrow().open())
                .isTrue();
    }

    @Test
    void T16_a_number_given_by_many_is_counted_as_one() {
        opened(new Wish().on(aTicket(null)).to("2025550177").because("x"));
        clock.pass(Duration.ofSeconds(14));

        assertThat(flow.request(new Wish().to("+1 (202) 555-0177").because("y").wanted()))
                .isInstanceOf(Answer.Limited.class);
    }

    @Test
    void T04_no_code_is_printed_with_what_was_opened() {
        var answer = flow.request(new Wish().wanted());

        assertThat(answer.toString()).doesNotContain(CODE.digits()).doesNotContain("5550123");
        assertThat(verifications
                        .live(((Answer.Opened) answer).verification().id())
                        .toString())
                .doesNotContain(CODE.digits())
                .doesNotContain("5550123");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\t\n", "\u200b\u200b", "\u202e", "\u00a0"})
    void T01_a_reason_that_nobody_can_read_is_none(String reason) {
        assertRefused(new Wish().to("2025550177").because(reason), Refusal.REASON_NEEDED);
    }

    @Test
    void a_blank_reason_is_no_reason() {
        assertThat(opened(new Wish().because("  ")).request().reason()).isNull();
    }

    @Test
    void T04_a_technicians_own_account_cannot_be_verified_by_them_whatever_way_the_code_goes() {
        assertRefused(new Wish().with(Method.SMS).by(DANA, MAIL.value()), Refusal.OWN_CONTACT_POINT);
        assertRefused(new Wish().to("2025550177").because("x").by(DANA, MAIL.value()), Refusal.OWN_CONTACT_POINT);
        accounts.know(anAccount(aPoint(1, MOBILE), in(State.CANNOT_RECEIVE, aPoint(2, MAIL))));
        assertRefused(new Wish().with(Method.SMS).by(DANA, MAIL.value()), Refusal.OWN_CONTACT_POINT);
        assertThat(opened(new Wish().by(DANA, null)).open()).isTrue();
    }

    @Test
    void T07_a_ticket_of_another_installation_is_a_mistake_of_ours() {
        var foreign = new Ticket(
                new TicketRef(OTHER_INSTALLATION, 1),
                TicketName.of(new TicketRef(OTHER_INSTALLATION, 1)),
                COMPANY,
                "Acme Ltd",
                null,
                false,
                null);
        var wish = new Wish().on(foreign);

        assertThatThrownBy(wish::wanted).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_is_wanted_prints_without_places_reasons_or_names() {
        var printed = new Wish()
                .to("+12025550177")
                .because("borrowed phone")
                .with(Method.SMS)
                .wanted()
                .toString();

        assertThat(printed)
                .doesNotContain("5550177")
                .doesNotContain("borrowed")
                .doesNotContain("dana@msp")
                .contains("SMS");
    }

    @Test
    void T02_without_a_number_on_file_we_cannot_have_called_whatever_way_the_code_goes() {
        accounts.know(anAccount(aPoint(2, MAIL)));
        assertRefused(new Wish().callingThem().with(Method.EMAIL), Refusal.OUTBOUND_NEEDS_NUMBER_ON_FILE);
        accounts.know(anAccount(came(aPoint(1, MOBILE), NOON, new Settling.AwaitsPerson(), null), aPoint(2, MAIL)));
        assertRefused(new Wish().callingThem().with(Method.EMAIL), Refusal.OUTBOUND_NEEDS_NUMBER_ON_FILE);
        accounts.know(sam(EnumSet.of(State.FROZEN)));
        assertRefused(new Wish().callingThem().with(Method.EMAIL), Refusal.OUTBOUND_NEEDS_NUMBER_ON_FILE);
        accounts.know(anAccount());
        assertThat(opened(new Wish().callingThem().with(Method.EMAIL)).open()).isTrue();
    }
}
