package io.countersign.memory;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.ContactPoint;
import io.countersign.account.ContactPointId;
import io.countersign.account.Customer;
import io.countersign.account.CustomerId;
import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.account.PlaceHasher;
import io.countersign.account.Provenance;
import io.countersign.account.Settling;
import io.countersign.challenge.Channel;
import io.countersign.challenge.Code;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.Need;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.Contact;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Technician;
import io.countersign.ticket.Ticket;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.verification.Actor;
import io.countersign.verification.Destination;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.Direction;
import io.countersign.verification.Request;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent.Requested;
import io.countersign.verification.VerificationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The people, tickets and places that tests speak of. Every number is fictional (+1 NXX 555 0100 to 0199), every domain ends in .example. */
public final class Fixtures {
    private Fixtures() {}

    public static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    /** When the points of {@link #anAccount()} were first seen. */
    public static final Instant LONG_AGO = NOON.minus(Duration.ofDays(214));

    public static final InstallationId INSTALLATION = new InstallationId("inst_0000000000000001A");
    public static final InstallationId OTHER_INSTALLATION = new InstallationId("inst_0000000000000002B");

    /** Two technicians, as a verification knows them. */
    public static final Actor.Technician DANA = new Actor.Technician("dana", "Dana Doe");

    public static final Actor.Technician ROB = new Actor.Technician("rob", "Rob Roe");

    /** The same two, as the PSA knows them. */
    public static final Technician DANA_OF_THE_PSA =
            new Technician(INSTALLATION, "dana", "Dana Doe", "dana@msp.example");

    public static final Technician ROB_OF_THE_PSA = new Technician(INSTALLATION, "rob", "Rob Roe", "rob@msp.example");

    public static final Actor.Automation A_SCRIPT = new Actor.Automation("nightly", null);

    public static final CompanyRef COMPANY = new CompanyRef(INSTALLATION, 1);
    public static final CompanyRef OTHER_COMPANY = new CompanyRef(INSTALLATION, 2);
    public static final Customer CUSTOMER =
            new Customer(new CustomerId("c_" + digits(1)), INSTALLATION, "acme", "Acme Ltd");
    public static final Customer OTHER_CUSTOMER =
            new Customer(new CustomerId("c_" + digits(2)), INSTALLATION, "initech", "Initech");

    public static final MobileNumber MOBILE = new MobileNumber("+12025550123");
    public static final MobileNumber OTHER_MOBILE = new MobileNumber("+12025550145");
    public static final MobileNumber STRANGERS_MOBILE = new MobileNumber("+12025550177");
    public static final MailAddress MAIL = new MailAddress("sam@acme.example");
    public static final MailAddress OTHER_MAIL = new MailAddress("samuel@acme.example");

    public static final PlaceHasher PLACES = new KeyedPlaces();

    public static final Code CODE = new Code("482913");

    private static String digits(long number) {
        return String.format(Locale.ROOT, "%022d", number);
    }

    public static VerificationId verificationId(long number) {
        return new VerificationId("v_" + digits(number));
    }

    public static AccountId accountId(long number) {
        return new AccountId("a_" + digits(number));
    }

    public static ContactPointId pointId(long number) {
        return new ContactPointId("p_" + digits(number));
    }

    // ---- tickets ----

    public static TicketRef ticketRef(long number) {
        return new TicketRef(INSTALLATION, number);
    }

    public static ContactRef contactRef(long number) {
        return new ContactRef(INSTALLATION, number);
    }

    /** A contact of the company who has Sam's address and number. */
    public static Contact aContact() {
        return aContact(List.of("sam@acme.example"), List.of("(202) 555-0123"));
    }

    public static Contact aContact(List<String> emails, List<String> mobiles) {
        return new Contact(contactRef(77), COMPANY, "Sam Sample", emails, mobiles);
    }

    /** An open ticket of the company, with {@link #aContact()}. */
    public static Ticket aTicket() {
        return aTicket(aContact());
    }

    public static Ticket aTicket(@Nullable Contact contact) {
        return new Ticket(ticketRef(4711), TicketName.of(ticketRef(4711)), COMPANY, "Acme Ltd", contact, false, null);
    }

    // ---- accounts ----

    /** Sam: a settled number and a settled address, both on file for 214 days. */
    public static Account anAccount() {
        return anAccount(aPoint(1, MOBILE), aPoint(2, MAIL));
    }

    public static Account anAccount(ContactPoint... points) {
        return anAccount(1, points);
    }

    public static Account anAccount(long number, ContactPoint... points) {
        return new Account(accountId(number), INSTALLATION, CUSTOMER.id(), "Sam Sample", Arrays.asList(points));
    }

    public static ContactPoint aPoint(long id, Place place) {
        return new ContactPoint(
                pointId(id),
                place,
                PLACES.hash(INSTALLATION, place),
                Provenance.ADMINISTRATOR_BASELINE,
                LONG_AGO,
                new Settling.Settled(),
                null,
                ContactPoint.State.USABLE,
                false);
    }

    public static ContactPoint in(ContactPoint.State state, ContactPoint point) {
        return new ContactPoint(
                point.id(),
                point.place(),
                point.hash(),
                point.provenance(),
                point.firstSeen(),
                point.settling(),
                point.replaces(),
                state,
                point.shared());
    }

    public static ContactPoint shared(ContactPoint point) {
        return new ContactPoint(
                point.id(),
                point.place(),
                point.hash(),
                point.provenance(),
                point.firstSeen(),
                point.settling(),
                point.replaces(),
                point.state(),
                true);
    }

    /** The point as it came at {@code since} in the place of {@code replaces}, settling as said. */
    public static ContactPoint came(
            ContactPoint point, Instant since, Settling settling, @Nullable ContactPointId replaces) {
        return new ContactPoint(
                point.id(),
                point.place(),
                point.hash(),
                point.provenance(),
                since,
                settling,
                replaces,
                point.state(),
                point.shared());
    }

    // ---- requests and verifications ----

    public static Destination aDestination(Place place, Basis basis) {
        boolean supplied = basis == Basis.SUPPLIED;
        return new Destination(
                Actor.channelTo(place),
                basis,
                place.masked(),
                PLACES.hash(INSTALLATION, place),
                place instanceof MobileNumber number ? PLACES.hash(INSTALLATION, number.prefix()) : null,
                supplied ? null : pointId(place instanceof MobileNumber ? 1 : 2),
                supplied ? null : LONG_AGO,
                place instanceof MobileNumber number ? number.country() : null);
    }

    public static Destination text(Basis basis) {
        return aDestination(MOBILE, basis);
    }

    public static Destination mail(Basis basis) {
        return aDestination(MAIL, basis);
    }

    /** Inbound, for a password reset, typed blind, on {@link #aTicket()}, asked for by Dana. */
    public static Request aRequest(Destination... destinations) {
        return aRequest(Direction.INBOUND, CodeEntry.BLIND, destinations);
    }

    public static Request aRequest(Direction direction, CodeEntry entry, Destination... destinations) {
        return new Request(
                ticketRef(4711),
                contactRef(77),
                accountId(1),
                "Sam Sample",
                Request.MatchedBy.RULE,
                Arrays.asList(destinations),
                Action.PASSWORD_RESET,
                Need.of(Assurance.A2),
                direction,
                entry,
                DANA,
                null);
    }

    /** A request for somebody whom nobody knows, to a number given during the contact. */
    public static Request aRequestToASuppliedPlace(CodeEntry entry) {
        return new Request(
                ticketRef(4711),
                contactRef(77),
                null,
                null,
                Request.MatchedBy.NOBODY,
                List.of(aDestination(STRANGERS_MOBILE, Basis.SUPPLIED)),
                Action.PASSWORD_RESET,
                Need.of(Assurance.A2),
                Direction.INBOUND,
                entry,
                DANA,
                "borrowed phone");
    }

    /** A verification of this request, begun at noon with {@link #CODE}, open for five minutes. */
    public static Verification aVerification(Request request) {
        var id = verificationId(1);
        return Verification.of(
                id,
                List.of(new Requested(
                        NOON, request, NOON.plus(Duration.ofMinutes(5)), CodesInOrder.hashOf(id, CODE), null)));
    }

    public static Verification aVerification() {
        return aVerification(aRequest(text(Basis.SETTLED)));
    }

    public static Channel otherThan(Channel channel) {
        return channel == Channel.SMS ? Channel.EMAIL : Channel.SMS;
    }
}
