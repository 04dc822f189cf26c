package io.countersign.app.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.ContactPoint.Standing;
import io.countersign.account.MobileNumber;
import io.countersign.account.Provenance;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.trial.Connector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody's number is changed, planted, swapped or re-used in the PSA, after its people were taken over. */
class T08PsaPeopleTest {
    private static final Duration A_MONTH = Duration.ofDays(30);

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void t08_changed_at_the_psa_the_former_number_serves_on_and_is_told_and_no_time_settles_the_new_one(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        String former = desk.connector.newNumber();
        String fresh = desk.connector.newNumber();
        long ann = desk.contact("Ann Other", null, former);
        desk.takeAllOver();

        desk.change(ann, "mobile", fresh);
        desk.poll();
        desk.poll();

        assertThat(desk.mobile(ann).place()).isEqualTo(new MobileNumber(former));
        assertThat(desk.standing(ann, former)).isEqualTo(Standing.SETTLED);
        assertThat(desk.point(ann, fresh).provenance()).isEqualTo(Provenance.PSA);
        Connector.eventually(() -> Optional.of(desk.connector.texts(former))
                .filter(texts -> texts.size() == 1 && texts.getFirst().contains("was changed")));
        Connector.eventually(() -> desk.database()
                .sql("select 1 from contact_point where id = ? and former = 'REACHED'")
                .param(desk.point(ann, fresh).id().value())
                .query(Integer.class)
                .optional());
        desk.connector.pass(A_MONTH);
        desk.poll();
        assertThat(desk.standing(ann, fresh)).isEqualTo(Standing.UNSETTLED);
        assertThat(desk.mobile(ann).place()).isEqualTo(new MobileNumber(former));
        assertThat(desk.connector.texts(former)).hasSize(1);
        assertThat(desk.connector.texts(fresh)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void t08_planted_at_the_psa_a_new_contact_waits_for_a_person(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        desk.takeAllOver();
        long planted = desk.contact("Planted Person", "planted@acme.example", desk.connector.newNumber(), null, 0);

        desk.poll();
        desk.connector.pass(A_MONTH);

        assertThat(desk.of(planted).points())
                .hasSize(2)
                .allSatisfy(point ->
                        assertThat(point.standing(desk.connector.now())).isEqualTo(Standing.UNSETTLED));
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void t08_deleted_and_made_again_with_another_number_it_waits_for_a_person(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        String former = desk.connector.newNumber();
        String fresh = desk.connector.newNumber();
        long before = desk.contact("Bo Again", null, former);
        desk.takeAllOver();

        desk.delete(before);
        desk.read(before);
        long after = desk.contact("Bo Again", null, fresh, null, 0);
        desk.poll();
        desk.connector.pass(A_MONTH);

        assertThat(desk.standing(after, fresh)).isEqualTo(Standing.UNSETTLED);
        assertThat(desk.standing(before, former)).isEqualTo(Standing.UNSETTLED);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void t08_deleted_and_made_again_with_the_same_number_it_is_the_same_account(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        String number = desk.connector.newNumber();
        String pending = desk.connector.newNumber();
        long before = desk.contact("Cy Again", null, number);
        desk.takeAllOver();
        desk.change(before, "mobile", pending);
        desk.poll();

        desk.delete(before);
        desk.read(before);
        long after = desk.contact("Cy Again", null, pending, null, 0);
        desk.poll();
        desk.connector.pass(A_MONTH);

        assertThat(desk.of(after).id()).isEqualTo(desk.of(before).id());
        assertThat(desk.standing(after, number)).isEqualTo(Standing.SETTLED);
        assertThat(desk.standing(after, pending)).isEqualTo(Standing.UNSETTLED);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void t08_two_people_whose_numbers_are_swapped_reach_a1_at_most(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        String ofDi = desk.connector.newNumber();
        String ofEd = desk.connector.newNumber();
        long di = desk.contact("Di One", null, ofDi);
        long ed = desk.contact("Ed Two", null, ofEd);
        desk.takeAllOver();

        desk.change(di, "mobile", ofEd);
        desk.change(ed, "mobile", ofDi);
        desk.poll();
        desk.connector.pass(A_MONTH);

        assertThat(List.of(desk.standing(di, ofEd), desk.standing(ed, ofDi))).containsOnly(Standing.UNSETTLED);
        assertThat(List.of(desk.standing(di, ofDi), desk.standing(ed, ofEd))).containsOnly(Standing.SHARED);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void t08_a_leavers_number_proves_nothing_for_whoever_gets_it_and_nothing_more_for_the_leaver(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        String number = desk.connector.newNumber();
        long leaver = desk.contact("Fay Left", null, number);
        desk.takeAllOver();

        desk.change(leaver, "inactive", true);
        desk.poll();
        long next = desk.contact("Gus Came", null, number, null, 0);
        desk.poll();
        desk.connector.pass(A_MONTH);

        assertThat(desk.standing(next, number)).isEqualTo(Standing.UNSETTLED);
        assertThat(desk.standing(leaver, number)).isEqualTo(Standing.UNSETTLED);
        assertThat(desk.report().left()).isEqualTo(1);
        // back at work
        desk.change(leaver, "inactive", false);
        desk.poll();
        assertThat(desk.standing(leaver, number)).isEqualTo(Standing.SHARED);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void t08_merged_at_the_psa_the_other_contacts_number_waits_for_a_person(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        String number = desk.connector.newNumber();
        long stays = desk.contact("Hal Stays", "hal@acme.example", null);
        long merged = desk.contact("Hal Merged", null, number);
        desk.takeAllOver();

        desk.delete(merged);
        desk.change(stays, "mobile", number);
        desk.poll();
        desk.read(merged);
        desk.connector.pass(A_MONTH);

        assertThat(desk.standing(stays, number)).isEqualTo(Standing.UNSETTLED);
        assertThat(desk.standing(merged, number)).isEqualTo(Standing.UNSETTLED);
        assertThat(desk.standing(stays, "hal@acme.example")).isEqualTo(Standing.SETTLED);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void t08_a_comparison_with_the_whole_list_settles_nothing_and_finds_who_left(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        String former = desk.connector.newNumber();
        String fresh = desk.connector.newNumber();
        long ivy = desk.contact("Ivy Stays", null, former);
        long lost = desk.contact("Jo Lost", null, desk.connector.newNumber());
        desk.takeAllOver();

        desk.change(ivy, "mobile", fresh);
        desk.delete(lost);
        while (!desk.takeOver().compare(desk.id)) {
            assertThat(desk.takeOver().progress(desk.id)).isPresent();
        }

        assertThat(desk.standing(ivy, fresh)).isEqualTo(Standing.UNSETTLED);
        assertThat(desk.mobile(ivy).place()).isEqualTo(new MobileNumber(former));
        assertThat(desk.mobile(lost).standing(desk.connector.now())).isEqualTo(Standing.UNSETTLED);
    }

    @Test
    void a_webhook_about_a_contact_brings_its_change() {
        var desk = new HelpDesk(Psa.Kind.CONNECTWISE);
        String former = desk.connector.newNumber();
        String fresh = desk.connector.newNumber();
        long kay = desk.contact("Kay Hooked", null, former);
        desk.takeAllOver();
        String hook = desk.connector.bean(Installations.class).newHook(desk.id);
        String callback = desk.connector
                .psa(
                        "POST",
                        "/system/callbacks",
                        Map.of(
                                "description",
                                "people",
                                "url",
                                desk.connector.world().connector() + "/webhooks/connectwise/" + hook + "?recordId=",
                                "objectId",
                                0,
                                "type",
                                "contact",
                                "level",
                                "owner"))
                .at("/id");
        try {
            desk.change(kay, "mobile", fresh);

            Connector.eventually(() ->
                    Optional.of(desk.of(kay)).filter(account -> account.points().size() == 2));
            assertThat(desk.standing(kay, fresh)).isEqualTo(Standing.UNSETTLED);
            assertThat(desk.standing(kay, former)).isEqualTo(Standing.SETTLED);
        } finally {
            desk.connector.psa("DELETE", "/system/callbacks/" + callback, null);
        }
    }

    @Test
    void where_nobody_was_taken_over_a_contact_makes_no_account() {
        var desk = new HelpDesk(Psa.Kind.CONNECTWISE);
        long nobody = desk.contact("Nobody Asked", null, desk.connector.newNumber(), null, 0);

        desk.poll();
        desk.read(nobody);

        assertThat(desk.everybody()).isEmpty();
    }
}
