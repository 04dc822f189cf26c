package io.countersign.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every PSA promises the rules, however it says it. Each adapter runs this against its vendor's answers, and core against the PSA in memory. */
public abstract class TicketSystemContract {
    /** The system under test; the same one until the test ends. */
    protected abstract TicketSystem system();

    /** A ticket that the PSA has, with a contact who has at least one mail address and one number. */
    protected abstract Ticket aTicketOfThePsa();

    /** A ticket that the PSA has, which names nobody. */
    protected abstract Ticket aTicketWithoutContact();

    /** A number that no ticket of this PSA has. */
    protected abstract TicketRef aMissingTicket();

    protected abstract Technician anActiveTechnician();

    /** The identifier of somebody who left. */
    protected abstract String anInactiveTechnician();

    /** Makes the vendor meet the next call this way, and only that one. */
    protected abstract void failNext(Fault fault);

    /** Somebody who is not our API member writes this note on the ticket. */
    protected abstract void somebodyElseWrites(TicketRef ticket, String text);

    /** Before anything that this test writes. */
    protected abstract Instant beforeTheTest();

    private static Note aNote(String marker) {
        return new Note("Verified (A2, known number): Sam Sample. " + marker, marker);
    }

    @Test
    void a_ticket_is_read_with_its_contact() {
        var expected = aTicketOfThePsa();

        assertThat(system().ticket(expected.ref())).contains(expected);
        assertThat(expected.contact()).isNotNull();
    }

    @Test
    void a_ticket_that_names_nobody_has_no_contact() {
        var expected = aTicketWithoutContact();

        assertThat(system().ticket(expected.ref()))
                .hasValueSatisfying(ticket -> assertThat(ticket.contact()).isNull());
    }

    @Test
    void a_ticket_that_does_not_exist_is_none_and_no_failure() {
        assertThat(system().ticket(aMissingTicket())).isEmpty();
    }

    @Test
    void a_note_is_written_once_and_found_again_as_ours() {
        var ticket = aTicketOfThePsa().ref();
        var note = aNote("Receipt 7f3a9c. ID v_once");

        var id = system().write(ticket, note);

        assertThat(system().newestNotes(ticket, beforeTheTest()))
                .filteredOn(written -> written.text().contains(note.marker()))
                .singleElement()
                .satisfies(written -> {
                    assertThat(written.id()).isEqualTo(id);
                    assertThat(written.text()).isEqualTo(note.text());
                    assertThat(written.ours()).isTrue();
                });
    }

    @Test
    void T26_a_note_that_somebody_else_typed_is_not_ours() {
        var ticket = aTicketOfThePsa().ref();
        somebodyElseWrites(ticket, "Verified (A4). Receipt 000000. ID v_forged");

        assertThat(system().newestNotes(ticket, beforeTheTest()))
                .filteredOn(written -> written.text().contains("v_forged"))
                .singleElement()
                .satisfies(written -> assertThat(written.ours()).isFalse());
    }

    @Test
    void the_newest_note_comes_first() {
        var ticket = aTicketOfThePsa().ref();
        system().write(ticket, aNote("ID v_first"));
        system().write(ticket, aNote("ID v_second"));

        assertThat(system().newestNotes(ticket, beforeTheTest()))
                .extracting(written -> written.text().replaceAll(".*ID ", ""))
                .containsSubsequence("v_second", "v_first");
    }

    @Test
    void a_note_stands_on_its_own_ticket_only() {
        var other = aTicketWithoutContact().ref();
        system().write(aTicketOfThePsa().ref(), aNote("ID v_here"));

        assertThat(system().newestNotes(other, beforeTheTest()))
                .noneMatch(written -> written.text().contains("v_here"));
    }

    @Test
    void an_active_technician_is_known_and_one_who_left_is_not() {
        var dana = anActiveTechnician();

        assertThat(system().technician(dana.installation(), dana.identifier()).orElseThrow())
                .usingRecursiveComparison()
                // only where webhooks name people by something else
                .ignoringFields("inEvents")
                .isEqualTo(dana);
        assertThat(system().technician(dana.installation(), anInactiveTechnician()))
                .isEmpty();
        assertThat(system().technician(dana.installation(), "nobody-of-that-name"))
                .isEmpty();
    }

    @Test
    void technicians_are_proposed_by_their_address_and_nobody_by_another() {
        var dana = anActiveTechnician();
        String address = String.valueOf(dana.email());

        assertThat(system().techniciansOf(dana.installation(), address))
                .extracting(Technician::identifier)
                .contains(dana.identifier());
        assertThat(system().techniciansOf(dana.installation(), "nobody@elsewhere.example"))
                .isEmpty();
        assertThat(system().techniciansOf(dana.installation(), "\" or identifier!=\"x"))
                .isEmpty();
    }

    @Test
    void a_note_that_is_refused_is_not_there_and_says_why() {
        var ticket = aTicketOfThePsa().ref();
        failNext(Fault.REFUSED);

        var fault = catchThrowableOfType(PsaFault.Refused.class, () -> system().write(ticket, aNote("ID v_refused")));

        assertThat(fault.why()).isNotBlank().doesNotContain("v_refused");
        assertThat(found(ticket, "v_refused")).isZero();
    }

    @Test
    void a_busy_psa_has_surely_not_written_the_note_and_says_how_long_to_wait() {
        var ticket = aTicketOfThePsa().ref();
        failNext(Fault.BUSY);

        var fault = catchThrowableOfType(PsaFault.Busy.class, () -> system().write(ticket, aNote("ID v_busy")));

        assertThat(fault.waitFor()).isPositive().isLessThanOrEqualTo(Duration.ofHours(1));
        assertThat(found(ticket, "v_busy")).isZero();
    }

    @Test
    void T20_a_lost_answer_is_unclear_even_when_the_note_was_written() {
        var ticket = aTicketOfThePsa().ref();
        failNext(Fault.UNCLEAR_AFTER_DOING);

        assertThatThrownBy(() -> system().write(ticket, aNote("ID v_lost"))).isInstanceOf(PsaFault.Unclear.class);

        assertThat(found(ticket, "v_lost")).isOne();
    }

    @Test
    void T20_no_answer_is_unclear_even_when_nothing_was_written() {
        var ticket = aTicketOfThePsa().ref();
        failNext(Fault.UNCLEAR_WITHOUT_DOING);

        assertThatThrownBy(() -> system().write(ticket, aNote("ID v_never"))).isInstanceOf(PsaFault.Unclear.class);

        assertThat(found(ticket, "v_never")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void no_failure_reads_as_none(Fault fault) {
        var ticket = aTicketOfThePsa().ref();
        var dana = anActiveTechnician();

        failNext(fault);
        assertThatThrownBy(() -> system().ticket(ticket)).isInstanceOf(PsaFault.class);
        failNext(fault);
        assertThatThrownBy(() -> system().newestNotes(ticket, beforeTheTest())).isInstanceOf(PsaFault.class);
        failNext(fault);
        assertThatThrownBy(() -> system().technician(dana.installation(), dana.identifier()))
                .isInstanceOf(PsaFault.class);
    }

    @Test
    void a_failed_read_may_be_repeated() {
        var ticket = aTicketOfThePsa();
        failNext(Fault.UNCLEAR_WITHOUT_DOING);
        assertThatThrownBy(() -> system().ticket(ticket.ref()))
                .isInstanceOfAny(PsaFault.Busy.class, PsaFault.Unclear.class);

        assertThat(system().ticket(ticket.ref())).contains(ticket);
    }

    private long found(TicketRef ticket, String marker) {
        return system().newestNotes(ticket, beforeTheTest()).stream()
                .filter(written -> written.text().contains(marker))
                .count();
    }
}
