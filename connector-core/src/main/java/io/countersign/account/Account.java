package io.countersign.account;

import io.countersign.ticket.InstallationId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A person at a customer, known to Countersign. Prints without name or points. */
public record Account(
        AccountId id, InstallationId installation, CustomerId customer, String name, List<ContactPoint> points) {
    public Account {
        points = List.copyOf(points);
    }

    /** The mobile number to use, whatever it is good for: the newest that serves, else the newest. */
    public Optional<ContactPoint> mobile(Instant now) {
        return current(MobileNumber.class, now);
    }

    /** The mail address to use, whatever it is good for: the newest that serves, else the newest. */
    public Optional<ContactPoint> mail(Instant now) {
        return current(MailAddress.class, now);
    }

    private Optional<ContactPoint> current(Class<? extends Place> kind, Instant now) {
        var ofKind = notReplaced(now).stream()
                .filter(point -> kind.isInstance(point.place()))
                .sorted(Comparator.comparing(ContactPoint::firstSeen).reversed())
                .toList();
        return ofKind.stream()
                .filter(point -> point.standing(now).serves())
                .findFirst()
                .or(() -> ofKind.stream()
                        .filter(point -> point.standing(now) != ContactPoint.Standing.UNSETTLED)
                        .findFirst())
                .or(() -> ofKind.stream().findFirst());
    }

    /** All points but those whose place a settled one has taken, or whose number or address stands here once more and was frozen or opted out there. */
    private List<ContactPoint> notReplaced(Instant now) {
        var replaced = points.stream()
                .filter(point -> point.settling().settled(now) && point.replaces() != null)
                .map(ContactPoint::replaces)
                .collect(Collectors.toSet());
        var closed = points.stream()
                .filter(point ->
                        point.state() == ContactPoint.State.FROZEN || point.state() == ContactPoint.State.OPTED_OUT)
                .map(ContactPoint::hash)
                .collect(Collectors.toSet());
        return points.stream()
                .filter(point -> !replaced.contains(point.id()))
                .filter(point -> point.state() != ContactPoint.State.USABLE || !closed.contains(point.hash()))
                .toList();
    }

    /** Whether a point that counts at {@code now} has taken the place of this one. */
    public boolean replaced(ContactPoint point, Instant now) {
        return points.stream()
                .anyMatch(other ->
                        point.id().equals(other.replaces()) && other.settling().settled(now));
    }

    /** The point of this account at that place which may prove something at {@code now}. */
    public Optional<ContactPoint> serving(PlaceHash place, Instant now) {
        return notReplaced(now).stream()
                .filter(point ->
                        point.hash().equals(place) && point.standing(now).serves())
                .findFirst();
    }

    @Override
    public String toString() {
        return "Account[" + id.value() + "]";
    }
}
