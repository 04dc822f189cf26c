package io.countersign.verification;

import io.countersign.account.ContactPoint;

/** Why a verification cannot begin this way. Each has a sentence in the message bundles, which says what works instead. */
public enum Refusal {
    /** Nobody has enrolled a device or a time-based code. */
    NOT_ENROLLED,
    NO_MOBILE_ON_FILE,
    NO_MAIL_ON_FILE,
    OPTED_OUT,
    CANNOT_RECEIVE,
    /** Somebody at this place said "that wasn't me", or it was reported lost. */
    FROZEN,
    /** The number or address changed and has not settled yet. */
    NOT_SETTLED,
    COUNTRY_NOT_ALLOWED,
    NOT_A_NUMBER,
    NOT_AN_ADDRESS,
    /** A number or address that is not on file needs a reason, in at most 200 characters. */
    REASON_NEEDED,
    /** A number or address can be given for one channel only. */
    ONE_CHANNEL_ONLY,
    /** We call only a number on file: what is given during a contact cannot be called back. */
    OUTBOUND_NEEDS_NUMBER_ON_FILE,
    /** The ticket's contact is no account: choose one, or use a number or address they give. */
    UNMATCHED,
    /** Several accounts could be meant: choose one. */
    AMBIGUOUS,
    OTHER_CUSTOMER,
    TICKET_CLOSED,
    /** A member of the MSP cannot be verified by themselves. */
    OWN_CONTACT_POINT;

    static Refusal of(ContactPoint.Standing standing) {
        return switch (standing) {
            case OPTED_OUT -> OPTED_OUT;
            case CANNOT_RECEIVE -> CANNOT_RECEIVE;
            case FROZEN -> FROZEN;
            case UNSETTLED -> NOT_SETTLED;
            case SETTLED, SHARED -> throw new IllegalArgumentException(standing + " refuses nothing");
        };
    }
}
