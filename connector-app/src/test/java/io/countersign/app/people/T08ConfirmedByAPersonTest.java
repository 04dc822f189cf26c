package io.countersign.app.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.ContactPoint;
import io.countersign.account.ContactPoint.Standing;
import io.countersign.account.MobileNumber;
import io.countersign.account.Settling.FormerPoint;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.api.Programs;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.installation.Psa;
import io.countersign.app.people.WaitingPoints.Confirmed;
import io.countersign.app.secrets.Keys;
import io.countersign.app.staff.Person;
import io.countersign.app.staff.Role;
import io.countersign.app.staff.Staff;
import io.countersign.app.staff.StaffMember;
import io.countersign.app.work.Housekeeping;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketSystem;
import io.countersign.trial.Connector;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A supervisor lets a number count that no time would have settled, and others try to have theirs counted. */
class T08ConfirmedByAPersonTest {
    private static final String REASON = "asked her manager in person";

    private HelpDesk taken(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        desk.takeAllOver();
        return desk;
    }

    private static StaffMember supervisor(HelpDesk desk, String email, String identifier) {
        var staff = desk.connector().bean(Staff.class);
        var member = staff.seen(
                        desk.id,
                        new Person("https://login.example", "of-" + desk.id(), "Sam Supervisor", Optional.of(email)))
                .orElseThrow();
        assertThat(staff.admit(desk.id, member.id(), Optional.of(identifier), Set.of(Role.SUPERVISOR), "this test"))
                .isEqualTo(Staff.Decided.DONE);
        return staff.find(member.id()).orElseThrow();
    }

    private static StaffMember supervisor(HelpDesk desk) {
        return supervisor(desk, "sam@msp.example", "asmith");
    }

    /** Once nobody can be named any more who entered it just now. */
    private static Confirmed confirm(HelpDesk desk, StaffMember by, long contact, String inFull) {
        desk.database()
                .sql("update contact_point set first_seen = least(first_seen, ?) where id = ?")
                .params(
                        Timestamp.from(desk.connector().now().minus(Duration.ofMinutes(16))),
                        desk.point(contact, inFull).id().value())
                .update();
        return confirmAtOnce(desk, by, contact, inFull);
    }

    private static Confirmed confirmAtOnce(HelpDesk desk, StaffMember by, long contact, String inFull) {
        return desk.connector()
                .bean(WaitingPoints.class)
                .confirm(
                        by,
                        by.name(),
                        desk.of(contact).id(),
                        desk.point(contact, inFull).id(),
                        REASON);
    }

    private static List<WaitingPoints.Line> waiting(HelpDesk desk) {
        return desk.connector()
                .bean(WaitingPoints.class)
                .page(desk.id, Optional.empty())
                .lines();
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void somebody_who_is_new_waits_and_counts_once_a_supervisor_says_so(Psa.Kind psa) {
        var desk = taken(psa);
        String number = desk.connector.newNumber();
        long fresh = desk.contact("Nia New", null, number, null, 0);
        desk.poll();
        assertThat(waiting(desk))
                .singleElement()
                .satisfies(line -> assertThat(line.waiting().point().place()).isEqualTo(new MobileNumber(number)));

        assertThat(confirm(desk, supervisor(desk), fresh, number)).isEqualTo(Confirmed.DONE);

        assertThat(desk.standing(fresh, number)).isEqualTo(Standing.SETTLED);
        assertThat(waiting(desk)).isEmpty();
        assertThat(desk.report().waiting()).isZero();
        assertThat(desk.connector()
                        .bean(WaitingPoints.class)
                        .page(desk.id, Optional.empty())
                        .confirmed())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.name()).isEqualTo("Nia New");
                    assertThat(one.by()).isEqualTo("Sam Supervisor");
                    assertThat(one.reason()).isEqualTo(REASON);
                    assertThat(one.masked()).doesNotContain(number);
                });
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void a_changed_number_that_is_confirmed_takes_the_place_of_the_former_one(Psa.Kind psa) {
        var changed = new Changed(psa);
        var desk = changed.desk;
        long ann = changed.ann;
        String fresh = changed.fresh;

        assertThat(confirm(desk, supervisor(desk), ann, fresh)).isEqualTo(Confirmed.DONE);

        assertThat(desk.mobile(ann).place()).isEqualTo(new MobileNumber(fresh));
        assertThat(desk.standing(ann, fresh)).isEqualTo(Standing.SETTLED);
        desk.poll();
        assertThat(desk.mobile(ann).place()).isEqualTo(new MobileNumber(fresh));
    }

    @Test
    void t08_who_had_the_former_number_still_ends_it_after_it_was_confirmed() {
        var changed = new Changed();
        assertThat(confirm(changed.desk, supervisor(changed.desk), changed.ann, changed.fresh))
                .isEqualTo(Confirmed.DONE);

        changed.formerSaysNo();

        assertThat(changed.desk.standing(changed.ann, changed.fresh)).isEqualTo(Standing.UNSETTLED);
        assertThat(changed.desk.mobile(changed.ann).place()).isEqualTo(new MobileNumber(changed.former));
        assertThat(confirm(changed.desk, supervisor(changed.desk), changed.ann, changed.fresh))
                .isEqualTo(Confirmed.OBJECTED);
    }

    @Test
    void t17_whoever_has_the_former_number_a_month_after_it_was_confirmed_has_nothing_to_say_to_it() {
        var changed = new Changed();
        assertThat(confirm(changed.desk, supervisor(changed.desk), changed.ann, changed.fresh))
                .isEqualTo(Confirmed.DONE);

        changed.desk.connector.pass(Duration.ofDays(31));
        changed.isObjectedTo();

        assertThat(changed.desk.standing(changed.ann, changed.fresh)).isEqualTo(Standing.SETTLED);
    }

    @Test
    void t17_nor_has_it_anything_to_say_to_what_came_after_that() {
        var changed = new Changed();
        var desk = changed.desk;
        var by = supervisor(desk);
        assertThat(confirm(desk, by, changed.ann, changed.fresh)).isEqualTo(Confirmed.DONE);
        desk.connector.pass(Duration.ofDays(31));
        String third = desk.connector.newNumber();
        desk.change(changed.ann, "mobile", third);
        desk.poll();
        assertThat(confirm(desk, by, changed.ann, third)).isEqualTo(Confirmed.DONE);

        changed.isObjectedTo();

        assertThat(desk.standing(changed.ann, third)).isEqualTo(Standing.SETTLED);
        assertThat(desk.mobile(changed.ann).place()).isEqualTo(new MobileNumber(third));
    }

    @Test
    void t08_a_number_to_which_the_former_one_objected_cannot_be_confirmed_and_says_so() {
        var changed = new Changed();

        changed.formerSaysNo();

        assertThat(waiting(changed.desk))
                .singleElement()
                .satisfies(line -> assertThat(line.waiting().former()).contains(FormerPoint.OBJECTED));
        assertThat(confirm(changed.desk, supervisor(changed.desk), changed.ann, changed.fresh))
                .isEqualTo(Confirmed.OBJECTED);
        assertThat(changed.desk.standing(changed.ann, changed.fresh)).isEqualTo(Standing.UNSETTLED);
    }

    @Test
    void t08_confirmed_and_objected_to_at_the_same_moment_it_never_counts() throws Exception {
        for (int i = 0; i < 20; i++) {
            var changed = new Changed();
            var by = supervisor(changed.desk);
            var together = new CountDownLatch(1);
            try (var threads = Executors.newFixedThreadPool(2)) {
                var both = new ArrayList<java.util.concurrent.Future<?>>();
                both.add(threads.submit(() -> {
                    together.await();
                    return confirm(changed.desk, by, changed.ann, changed.fresh);
                }));
                both.add(threads.submit(() -> {
                    together.await();
                    changed.isObjectedTo();
                    return null;
                }));
                together.countDown();
                for (var one : both) {
                    one.get();
                }
            }

            assertThat(changed.desk.standing(changed.ann, changed.fresh)).isEqualTo(Standing.UNSETTLED);
        }
    }

    /** Ann's number was changed at the PSA, and the former one was told. */
    private static final class Changed {
        private final HelpDesk desk;
        private final String former;
        private final String fresh;
        private final long ann;

        private Changed() {
            this(Psa.Kind.AUTOTASK);
        }

        private Changed(Psa.Kind psa) {
            desk = new HelpDesk(psa);
            former = desk.connector.newNumber();
            fresh = desk.connector.newNumber();
            ann = desk.contact("Ann Other", null, former);
            desk.takeAllOver();
            desk.change(ann, "mobile", fresh);
            desk.poll();
            Connector.eventually(() -> Optional.of(desk.connector.texts(former)).filter(texts -> texts.size() == 1));
        }

        private void formerSaysNo() {
            desk.connector.sandbox("POST", "/phones/" + former + "/reply", Map.of("text", "NO"));
            Connector.eventually(() -> desk.database()
                    .sql("select 1 from contact_point where id = ? and former = 'OBJECTED'")
                    .param(desk.point(ann, fresh).id().value())
                    .query(Integer.class)
                    .optional());
        }

        private void isObjectedTo() {
            desk.connector
                    .bean(KeepAccounts.class)
                    .objected(
                            desk.id,
                            desk.connector.bean(Keys.class).hash(desk.id, new MobileNumber(former)),
                            Instant.EPOCH);
        }
    }

    @Test
    void t08_nobody_confirms_what_is_their_own() {
        var desk = taken(Psa.Kind.AUTOTASK);
        String number = desk.connector.newNumber();
        long own = desk.contact("Sam Supervisor", "sam.home@acme.example", number, null, 0);
        desk.poll();

        assertThat(confirm(desk, supervisor(desk, "SAM.home@acme.example", "asmith"), own, number))
                .isEqualTo(Confirmed.OWN);

        assertThat(desk.standing(own, number)).isEqualTo(Standing.UNSETTLED);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void t08_nobody_confirms_what_they_entered_at_the_psa_themselves_and_somebody_else_does(Psa.Kind psa) {
        var desk = taken(psa);
        String number = desk.connector.newNumber();
        long planted = desk.contact("Pia Planted", null, number, null, 0);
        desk.poll();
        webhook(desk, planted, "jdoe");
        var enteredIt = supervisor(desk, "jdoe@msp.example", "jdoe");

        assertThat(confirm(desk, enteredIt, planted, number)).isEqualTo(Confirmed.ENTERED_IT);
        assertThat(desk.standing(planted, number)).isEqualTo(Standing.UNSETTLED);

        var staff = desk.connector().bean(Staff.class);
        var other = staff.seen(desk.id, new Person("https://login.example", "other", "Olga", Optional.empty()))
                .orElseThrow();
        assertThat(staff.admit(desk.id, other.id(), Optional.of("asmith"), Set.of(Role.SUPERVISOR), "this test"))
                .isEqualTo(Staff.Decided.DONE);
        assertThat(confirm(desk, staff.find(other.id()).orElseThrow(), planted, number))
                .isEqualTo(Confirmed.DONE);
    }

    private static void webhook(HelpDesk desk, long contact, String by) {
        String person = desk.connector()
                .bean(TicketSystem.class)
                .technician(desk.id, by)
                .map(Technician::inEvents)
                .orElseThrow();
        desk.database()
                .sql(
                        "insert into webhook (installation, message_id, subject, number, ours, by, received_at, read_at) values (?, ?, 'CONTACT', ?, false, ?, ?, now())")
                .params(
                        desk.id(),
                        "m-" + contact,
                        contact,
                        person,
                        Timestamp.from(desk.connector().now()))
                .update();
    }

    @Test
    void t08_what_has_only_just_come_may_still_be_told_of_by_a_webhook() {
        var desk = taken(Psa.Kind.AUTOTASK);
        String number = desk.connector.newNumber();
        long fresh = desk.contact("Jo Just", null, number, null, 0);
        desk.poll();
        var by = supervisor(desk);

        assertThat(confirmAtOnce(desk, by, fresh, number)).isEqualTo(Confirmed.JUST_CAME);
        // somebody else is named
        webhook(desk, fresh, "jdoe");
        assertThat(confirmAtOnce(desk, by, fresh, number)).isEqualTo(Confirmed.DONE);
    }

    @Test
    void t08_who_entered_it_is_remembered_for_as_long_as_it_waits() {
        var desk = taken(Psa.Kind.CONNECTWISE);
        String number = desk.connector.newNumber();
        long planted = desk.contact("Pat Patient", null, number, null, 0);
        desk.poll();
        webhook(desk, planted, "jdoe");
        desk.database()
                .sql(
                        "update webhook set read_at = now() - interval '60 days', received_at = now() - interval '60 days' where installation = ?")
                .param(desk.id())
                .update();
        desk.database()
                .sql("update contact_point set first_seen = now() - interval '60 days' where id = ?")
                .param(desk.point(planted, number).id().value())
                .update();

        desk.connector().bean(Housekeeping.class).tidy();

        assertThat(confirmAtOnce(desk, supervisor(desk, "jdoe@msp.example", "jdoe"), planted, number))
                .isEqualTo(Confirmed.ENTERED_IT);
    }

    @Test
    void t22_an_objection_ends_what_came_after_and_disputes_what_was_proved_by_it() {
        var changed = new Changed();
        var by = supervisor(changed.desk);
        assertThat(confirm(changed.desk, by, changed.ann, changed.fresh)).isEqualTo(Confirmed.DONE);
        // from the number that was planted on to another one: only the planted one is told
        String third = changed.desk.connector.newNumber();
        changed.desk.change(changed.ann, "mobile", third);
        changed.desk.poll();
        assertThat(confirm(changed.desk, by, changed.ann, third)).isEqualTo(Confirmed.DONE);
        assertThat(changed.desk.mobile(changed.ann).place()).isEqualTo(new MobileNumber(third));

        changed.formerSaysNo();

        assertThat(changed.desk.standing(changed.ann, third)).isEqualTo(Standing.UNSETTLED);
        assertThat(changed.desk.mobile(changed.ann).place()).isEqualTo(new MobileNumber(changed.former));
    }

    @Test
    void t22_what_was_proved_at_a_number_that_is_objected_to_is_disputed_and_what_is_open_there_denied() {
        var changed = new Changed();
        var connector = changed.desk.connector;
        assertThat(confirm(changed.desk, supervisor(changed.desk), changed.ann, changed.fresh))
                .isEqualTo(Confirmed.DONE);
        var bearer = Programs.with(new Programs(connector).key(changed.desk.id, EnumSet.allOf(Scope.class)));
        String proved = opened(changed, bearer);
        assertThat(connector
                        .call(
                                "POST",
                                "/api/v1/verifications/" + proved + "/code",
                                Map.of("typed", connector.codeBySms(changed.fresh, 1)),
                                bearer)
                        .at("/outcome"))
                .isEqualTo("VERIFIED");
        connector.pass(Duration.ofMinutes(5));
        String open = opened(changed, bearer);
        connector.codeBySms(changed.fresh, 2);

        changed.formerSaysNo();

        Connector.eventually(() -> Optional.of(connector.call("GET", "/api/v1/verifications/" + open, null, bearer))
                .filter(answer -> answer.at("/outcome").equals("DENIED")));
        Connector.eventually(() -> Optional.of(connector.call("GET", "/api/v1/verifications/" + proved, null, bearer))
                .filter(answer -> answer.at("/disputed").equals("true")));
    }

    private static String opened(Changed changed, Map<String, String> bearer) {
        var connector = changed.desk.connector;
        var answer = connector.call(
                "POST",
                "/api/v1/verifications",
                Map.of(
                        "ticketId",
                        connector.ticket(changed.ann),
                        "accountId",
                        changed.desk.of(changed.ann).id().value(),
                        "method",
                        "sms"),
                bearer);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.at("/id");
    }

    @Test
    void t08_a_no_is_not_forgotten_by_entering_the_number_anew() {
        var changed = new Changed();
        changed.formerSaysNo();
        changed.desk.change(changed.ann, "mobile", changed.former);
        changed.desk.poll();
        changed.desk.change(changed.ann, "mobile", changed.fresh);
        changed.desk.poll();
        var by = supervisor(changed.desk);

        assertThat(waiting(changed.desk))
                .singleElement()
                .satisfies(line -> assertThat(line.waiting().former()).contains(FormerPoint.OBJECTED));
        assertThat(confirm(changed.desk, by, changed.ann, changed.fresh)).isEqualTo(Confirmed.OBJECTED);
        changed.desk.connector.pass(Duration.ofDays(31));
        assertThat(confirm(changed.desk, by, changed.ann, changed.fresh)).isEqualTo(Confirmed.DONE);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void a_number_that_was_replaced_and_is_entered_again_waits_as_any_other_change(Psa.Kind psa) {
        var changed = new Changed(psa);
        var desk = changed.desk;
        long ann = changed.ann;
        String former = changed.former;
        String fresh = changed.fresh;
        var by = supervisor(desk);
        assertThat(confirm(desk, by, ann, fresh)).isEqualTo(Confirmed.DONE);

        desk.change(ann, "mobile", former);
        desk.poll();
        desk.poll();

        assertThat(desk.mobile(ann).place()).isEqualTo(new MobileNumber(fresh));
        var line = waiting(desk);
        assertThat(line).hasSize(1);
        desk.database()
                .sql("update contact_point set first_seen = ? where id = ?")
                .params(
                        Timestamp.from(desk.connector.now().minus(Duration.ofMinutes(16))),
                        line.getFirst().waiting().point().id().value())
                .update();
        assertThat(desk.connector()
                        .bean(WaitingPoints.class)
                        .confirm(
                                by,
                                by.name(),
                                desk.of(ann).id(),
                                line.getFirst().waiting().point().id(),
                                REASON))
                .isEqualTo(Confirmed.DONE);
        assertThat(desk.mobile(ann).place()).isEqualTo(new MobileNumber(former));

        // whose number it is objects to the one in between, not to their own
        changed.isObjectedTo();
        assertThat(desk.mobile(ann).place()).isEqualTo(new MobileNumber(former));
        assertThat(desk.mobile(ann).standing(desk.connector.now())).isEqualTo(Standing.SETTLED);
        assertThat(desk.of(ann).points())
                .filteredOn(point -> point.place().equals(new MobileNumber(former)))
                .allSatisfy(point ->
                        assertThat(point.standing(desk.connector.now())).isEqualTo(Standing.SETTLED));
    }

    @Test
    void t08_while_the_psa_cannot_say_who_entered_it_nothing_is_confirmed() {
        var desk = taken(Psa.Kind.AUTOTASK);
        String number = desk.connector.newNumber();
        long fresh = desk.contact("Una Unclear", null, number, null, 0);
        desk.poll();
        webhook(desk, fresh, "jdoe");
        // somebody whom nobody asked for before, so that no answer of the PSA is at hand
        var by = supervisor(desk, "sam@msp.example", "former");
        desk.fault(Map.of("mode", "status", "status", 503));
        try {
            assertThat(confirm(desk, by, fresh, number)).isEqualTo(Confirmed.PSA_SILENT);
        } finally {
            desk.fault(Map.of("mode", "ok"));
        }
        assertThat(desk.standing(fresh, number)).isEqualTo(Standing.UNSETTLED);
    }

    @Test
    void t08_what_does_not_wait_for_a_person_is_not_theirs_to_decide() {
        var desk = new HelpDesk(Psa.Kind.CONNECTWISE);
        String number = desk.connector.newNumber();
        String later = desk.connector.newNumber();
        long ann = desk.contact("Ann Settled", null, number);
        long bob = desk.contact("Bob Left", null, desk.connector.newNumber());
        desk.takeAllOver();
        var by = supervisor(desk);
        assertThat(confirm(desk, by, ann, number)).isEqualTo(Confirmed.WAITS_NOT);

        // a change by the administrator's own program: time decides it
        var keep = desk.connector().bean(KeepAccounts.class);
        assertThat(keep.change(
                        desk.id,
                        desk.of(ann).id(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new MobileNumber(later))))
                .isPresent();
        assertThat(confirm(desk, by, ann, later)).isEqualTo(Confirmed.WAITS_NOT);
        assertThat(waiting(desk)).isEmpty();

        String entered = desk.connector.newNumber();
        desk.change(bob, "mobile", entered);
        desk.poll();
        assertThat(waiting(desk)).hasSize(1);
        desk.change(bob, "inactive", true);
        desk.poll();
        assertThat(waiting(desk)).isEmpty();
        assertThat(confirm(desk, by, bob, entered)).isEqualTo(Confirmed.WAITS_NOT);
    }

    @Test
    void a_change_whose_former_number_was_never_reached_waits_for_a_person_when_its_time_is_up() {
        var desk = new HelpDesk(Psa.Kind.CONNECTWISE);
        long ann = desk.contact("Ann Unreached", null, desk.connector.newNumber());
        desk.takeAllOver();
        String later = desk.connector.newNumber();
        var keep = desk.connector().bean(KeepAccounts.class);
        assertThat(keep.change(
                        desk.id,
                        desk.of(ann).id(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new MobileNumber(later))))
                .isPresent();
        ContactPoint fresh = desk.point(ann, later);
        // as if it was handed over and no report had ever come: the sandbox's has, so that none is under way any more
        Connector.eventually(() -> desk.database()
                .sql("select 1 from contact_point where id = ? and former = 'REACHED'")
                .param(fresh.id().value())
                .query(Integer.class)
                .optional());
        desk.database()
                .sql("update contact_point set former = 'TOLD' where id = ?")
                .param(fresh.id().value())
                .update();
        assertThat(waiting(desk)).isEmpty();

        desk.connector.pass(Duration.ofDays(8));

        assertThat(waiting(desk)).hasSize(1);
        assertThat(confirm(desk, supervisor(desk), ann, later)).isEqualTo(Confirmed.DONE);
        assertThat(desk.standing(ann, later)).isEqualTo(Standing.SETTLED);
    }

    @Test
    void t07_a_supervisor_of_one_installation_confirms_nothing_of_another() {
        var desk = taken(Psa.Kind.AUTOTASK);
        String number = desk.connector.newNumber();
        long fresh = desk.contact("Nia New", null, number, null, 0);
        desk.poll();

        assertThat(desk.connector()
                        .bean(WaitingPoints.class)
                        .confirm(
                                supervisor(taken(Psa.Kind.AUTOTASK)),
                                "Somebody",
                                desk.of(fresh).id(),
                                desk.point(fresh, number).id(),
                                REASON))
                .isEqualTo(Confirmed.WAITS_NOT);
        assertThat(desk.standing(fresh, number)).isEqualTo(Standing.UNSETTLED);
    }

    @Test
    void the_list_goes_page_by_page_and_ends() {
        var desk = taken(Psa.Kind.CONNECTWISE);
        for (int i = 0; i < 27; i++) {
            desk.contact("Many Person" + i, null, desk.connector.newNumber(), null, 0);
        }
        desk.poll();
        var pages = desk.connector().bean(WaitingPoints.class);

        var first = pages.page(desk.id, Optional.empty());
        var second = pages.page(desk.id, first.next());

        assertThat(first.all()).isEqualTo(27);
        assertThat(first.lines()).hasSize(25);
        assertThat(second.lines()).hasSize(2);
        assertThat(second.next()).isEmpty();
        assertThat(java.util.stream.Stream.concat(first.lines().stream(), second.lines().stream())
                        .map(line -> line.waiting().point().id())
                        .distinct())
                .hasSize(27);
    }
}
