package io.countersign.ticket;

import static io.countersign.memory.Fixtures.DANA_OF_THE_PSA;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.aTicket;
import static io.countersign.memory.Fixtures.ticketRef;

import io.countersign.memory.Fixtures;
import io.countersign.memory.MovableClock;
import io.countersign.memory.TicketsInMemory;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;

class TicketsInMemoryTest extends TicketSystemContract {
    private final TicketsInMemory psa = new TicketsInMemory(new MovableClock());

    @BeforeEach
    void fill() {
        psa.has(aTicketOfThePsa());
        psa.has(aTicketWithoutContact());
        psa.has(DANA_OF_THE_PSA);
    }

    @Override
    protected TicketSystem system() {
        return psa;
    }

    @Override
    protected Ticket aTicketOfThePsa() {
        return aTicket();
    }

    @Override
    protected Ticket aTicketWithoutContact() {
        return new Ticket(
                ticketRef(4712), TicketName.of(ticketRef(4712)), Fixtures.COMPANY, "Acme Ltd", null, false, null);
    }

    @Override
    protected TicketRef aMissingTicket() {
        return ticketRef(9999);
    }

    @Override
    protected Technician anActiveTechnician() {
        return DANA_OF_THE_PSA;
    }

    @Override
    protected String anInactiveTechnician() {
        return "left-last-year";
    }

    @Override
    protected void failNext(Fault fault) {
        psa.failNext(fault);
    }

    @Override
    protected void somebodyElseWrites(TicketRef ticket, String text) {
        psa.somebodyElseWrites(ticket, text);
    }

    @Override
    protected Instant beforeTheTest() {
        return NOON;
    }
}
