package io.countersign.verification;

import io.countersign.account.Account;
import io.countersign.account.ContactPoint;
import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.account.PlaceHash;
import io.countersign.account.PlaceHasher;
import io.countersign.challenge.Channel;
import io.countersign.policy.Assurance;
import io.countersign.policy.Policy;
import io.countersign.policy.Tallies;
import io.countersign.ticket.InstallationId;
import io.countersign.verification.Destination.Basis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be offered for an account: exactly the methods for which it has a place that serves. */
public final class Offers {
    private final PlaceHasher hasher;

    public Offers(PlaceHasher hasher) {
        this.hasher = hasher;
    }

    /** Every method, offered or not, the strongest that is offered first among equals as listed. */
    public List<Offer> of(Account account, Policy policy, Tallies tallies, Actor by, Instant now) {
        var offers = new ArrayList<Offer>();
        for (Method method : Method.values()) {
            offers.add(offer(method, account, policy, tallies, by, now));
        }
        return List.copyOf(offers);
    }

    private Offer offer(Method method, Account account, Policy policy, Tallies tallies, Actor by, Instant now) {
        return switch (onFile(method, account, policy, now)) {
            case Places.Missing(var refusal, var masked) -> new Offer(method, masked, null, refusal, null);
            case Places.Found(var chosen) -> {
                var destinations = chosen.stream().map(Chosen::destination).toList();
                Assurance level = level(chosen);
                var counted = Verification.counted(Optional.of(account.id()), destinations, by);
                yield new Offer(
                        method,
                        destinations.stream().map(Destination::masked).toList(),
                        level,
                        null,
                        policy.limits()
                                .refusesOneMoreCode(counted, tallies, now)
                                .orElse(null));
            }
        };
    }

    private static Assurance level(List<Chosen> chosen) {
        return chosen.stream()
                .map(Chosen::destination)
                .map(Verification::worth)
                .reduce(Assurance.A4, Assurance::atMost);
    }

    /** The most that a method could prove with what is on file, whatever limit is reached just now. With nothing that serves it is A0: what is given during the contact. */
    public Assurance reach(Account account, Policy policy, Instant now) {
        Assurance most = Assurance.A0;
        for (Method method : Method.values()) {
            if (onFile(method, account, policy, now) instanceof Places.Found(var chosen)
                    && level(chosen).atLeast(most)) {
                most = level(chosen);
            }
        }
        return most;
    }

    /** Where a method's code would go, on file. */
    Places onFile(Method method, Account account, Policy policy, Instant now) {
        if (method.channels().isEmpty()) {
            return new Places.Missing(Refusal.NOT_ENROLLED, List.of());
        }
        var chosen = new ArrayList<Chosen>();
        var masked = new ArrayList<String>();
        Refusal refusal = null;
        for (Channel channel : method.channels()) {
            Optional<ContactPoint> point = switch (channel) {
                case SMS -> account.mobile(now);
                case EMAIL -> account.mail(now);
            };
            point.ifPresent(there -> masked.add(there.place().masked()));
            Optional<Refusal> here = point.map(there -> refusal(there, policy, now))
                    .orElseGet(() ->
                            Optional.of(channel == Channel.SMS ? Refusal.NO_MOBILE_ON_FILE : Refusal.NO_MAIL_ON_FILE));
            if (here.isPresent()) {
                refusal = refusal == null ? here.get() : refusal;
            } else {
                point.ifPresent(there ->
                        chosen.add(new Chosen(destination(account.installation(), there, now), there.place())));
            }
        }
        return refusal == null ? new Places.Found(chosen) : new Places.Missing(refusal, masked);
    }

    private static Optional<Refusal> refusal(ContactPoint point, Policy policy, Instant now) {
        var standing = point.standing(now);
        if (!standing.serves()) {
            return Optional.of(Refusal.of(standing));
        }
        return countryRefused(point.place(), policy) ? Optional.of(Refusal.COUNTRY_NOT_ALLOWED) : Optional.empty();
    }

    static boolean countryRefused(Place place, Policy policy) {
        return place instanceof MobileNumber number && !policy.countries().contains(number.country());
    }

    Destination destination(InstallationId installation, ContactPoint point, Instant now) {
        Basis basis = switch (point.standing(now)) {
            case SETTLED -> Basis.SETTLED;
            case SHARED -> Basis.SHARED;
            case UNSETTLED, OPTED_OUT, CANNOT_RECEIVE, FROZEN -> Basis.SUPPLIED;
        };
        return new Destination(
                Actor.channelTo(point.place()),
                basis,
                point.place().masked(),
                point.hash(),
                prefix(installation, point.place()).orElse(null),
                point.id(),
                point.firstSeen(),
                country(point.place()));
    }

    /** A place that was given during the contact. It can at best be reached. */
    Destination supplied(InstallationId installation, Place place) {
        return new Destination(
                Actor.channelTo(place),
                Basis.SUPPLIED,
                place.masked(),
                hasher.hash(installation, place),
                prefix(installation, place).orElse(null),
                null,
                null,
                country(place));
    }

    private static @Nullable String country(Place place) {
        return switch (place) {
            case MobileNumber number -> number.country();
            case MailAddress address -> null;
        };
    }

    private Optional<PlaceHash> prefix(InstallationId installation, Place place) {
        return switch (place) {
            case MobileNumber number -> Optional.of(hasher.hash(installation, number.prefix()));
            case MailAddress address -> Optional.empty();
        };
    }

    /** A destination with its place in full. */
    record Chosen(Destination destination, Place place) {}

    sealed interface Places {
        record Found(List<Chosen> chosen) implements Places {}

        record Missing(Refusal refusal, List<String> masked) implements Places {}
    }
}
