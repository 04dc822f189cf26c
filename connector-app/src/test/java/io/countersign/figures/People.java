package io.countersign.figures;

import io.countersign.account.MobileNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** People whom nobody has verified before, each with a number of the range that is kept free for fiction. A person may ask for few codes a day, so each is used once. */
final class People {
    private static final int NUMBERS_OF_AN_AREA = 100;
    private static final long FIRST_TICKET = 1_000;

    private final List<Integer> areas = areas();
    private final AtomicInteger next = new AtomicInteger();

    /** Somebody, with the ticket and the contact of the same number. */
    record Person(int index, long ticket, String number) {
        String name() {
            return "Person " + index;
        }

        String mail() {
            return "person" + index + "@customer.example";
        }
    }

    List<Person> take(int count) {
        var taken = new ArrayList<Person>();
        for (int i = 0; i < count; i++) {
            taken.add(person(next.getAndIncrement()));
        }
        return taken;
    }

    Person ofTicket(long ticket) {
        return person(Math.toIntExact(ticket - FIRST_TICKET));
    }

    private Person person(int index) {
        return new Person(
                index,
                FIRST_TICKET + index,
                "+1%d55501%02d".formatted(areas.get(index / NUMBERS_OF_AN_AREA), index % NUMBERS_OF_AN_AREA));
    }

    private static List<Integer> areas() {
        var areas = new ArrayList<Integer>();
        for (int area = 201; area < 990; area++) {
            var number = MobileNumber.parse("+1" + area + "5550100", "US");
            if (number.filter(it -> it.country().equals("US")).isPresent()) {
                areas.add(area);
            }
        }
        return areas;
    }
}
