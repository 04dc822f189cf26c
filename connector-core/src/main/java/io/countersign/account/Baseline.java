package io.countersign.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one act at set-up takes of a PSA's contacts as settled, and what it does not: somebody who planted a number just before, a number that several people answer, or
 * one that cannot be texted must not come in by the way.
 */
public final class Baseline {
    /** What changed less than this before the take-over began may have been changed for it. */
    public static final Duration LATELY = Duration.ofDays(7);

    private final String region;
    private final Instant begun;
    private final Predicate<Place> ofACompany;
    private final Predicate<Place> ofSomebodyElse;

    /**
     * The rule for one installation.
     *
     * @param region where a number without country code belongs, as two letters
     * @param begun when the take-over began
     * @param ofACompany whether a company has this as its own number
     * @param ofSomebodyElse whether this stands at another open account
     */
    public Baseline(String region, Instant begun, Predicate<Place> ofACompany, Predicate<Place> ofSomebodyElse) {
        this.region = region;
        this.begun = begun;
        this.ofACompany = ofACompany;
        this.ofSomebodyElse = ofSomebodyElse;
    }

    /** Why something that the PSA says of a person is not settled by a take-over. */
    public enum Doubt {
        /** The contact changed within {@link #LATELY}, or the PSA does not say when it changed. */
        CHANGED_LATELY,
        SHARED,
        COMPANY_NUMBER,
        ROLE_MAILBOX,
        /** Ends at a wall by its numbering plan, or nothing calls it a mobile. Not taken: it cannot be texted. */
        LANDLINE,
        /** Neither a number nor an address that can be used. Not taken. */
        UNUSABLE,
        /** What happened to it here before: it left somebody lately, or waits at somebody else. Found when it is kept. */
        HISTORY
    }

    /** A person's numbers and addresses as a PSA writes them: free text, the first of each kind is the one it would use. */
    public record Written(List<String> mails, List<String> mobiles, List<String> otherNumbers) {
        public Written {
            mails = List.copyOf(mails);
            mobiles = List.copyOf(mobiles);
            otherNumbers = List.copyOf(otherNumbers);
        }

        @Override
        public String toString() {
            return "Written[…]";
        }
    }

    /** One that is taken; settled only without any doubt. */
    public record Taken(Place place, Set<Doubt> doubts) {
        public Taken {
            doubts = Set.copyOf(doubts);
        }

        public boolean settles() {
            return doubts.isEmpty();
        }
    }

    /** One that is not taken, as much of it as may be shown. */
    public record Left(String masked, Doubt doubt) {}

    /** What becomes of one person. */
    public record Judged(List<Taken> taken, List<Left> left) {
        public Judged {
            taken = List.copyOf(taken);
            left = List.copyOf(left);
        }
    }

    /** Judges one person. At most one number and one address are taken, the PSA's first of each kind that can be used. */
    public Judged judge(Written written, @Nullable Instant changed) {
        var left = new ArrayList<Left>();
        var taken = new ArrayList<Taken>();
        mobile(written.mobiles(), region, left).ifPresent(number -> taken.add(taken(number, changed)));
        if (taken.isEmpty()) {
            // whoever has a mobile is not asked about their desk
            for (String other : written.otherNumbers()) {
                MobileNumber.parse(other, region)
                        .ifPresent(number -> left.add(new Left(number.masked(), Doubt.LANDLINE)));
            }
        }
        mail(written.mails(), left).ifPresent(address -> taken.add(taken(address, changed)));
        return new Judged(taken, left);
    }

    /** The number to use of those that a PSA calls mobiles. */
    public static Optional<MobileNumber> mobile(List<String> mobiles, String region) {
        return mobile(mobiles, region, new ArrayList<>());
    }

    /** The address to use of those that a PSA has. */
    public static Optional<MailAddress> mail(List<String> mails) {
        return mail(mails, new ArrayList<>());
    }

    private static Optional<MobileNumber> mobile(List<String> mobiles, String region, List<Left> left) {
        for (String text : mobiles) {
            var number = MobileNumber.parse(text, region);
            if (number.isEmpty()) {
                left.add(new Left("", Doubt.UNUSABLE));
            } else if (number.get().isFixedLine()) {
                left.add(new Left(number.get().masked(), Doubt.LANDLINE));
            } else {
                return number;
            }
        }
        return Optional.empty();
    }

    private static Optional<MailAddress> mail(List<String> mails, List<Left> left) {
        for (String text : mails) {
            var address = MailAddress.parse(text);
            if (address.isPresent()) {
                return address;
            }
            left.add(new Left("", Doubt.UNUSABLE));
        }
        return Optional.empty();
    }

    private Taken taken(Place place, @Nullable Instant changed) {
        var doubts = EnumSet.noneOf(Doubt.class);
        if (changed == null || changed.isAfter(begun.minus(LATELY))) {
            doubts.add(Doubt.CHANGED_LATELY);
        }
        if (ofSomebodyElse.test(place)) {
            doubts.add(Doubt.SHARED);
        }
        if (ofACompany.test(place)) {
            doubts.add(Doubt.COMPANY_NUMBER);
        }
        if (place instanceof MailAddress address && address.isOfARole()) {
            doubts.add(Doubt.ROLE_MAILBOX);
        }
        return new Taken(place, doubts);
    }
}
