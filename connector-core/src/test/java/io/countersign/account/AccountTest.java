package io.countersign.account;

import static io.countersign.memory.Fixtures.INSTALLATION;
import static io.countersign.memory.Fixtures.LONG_AGO;
import static io.countersign.memory.Fixtures.MAIL;
import static io.countersign.memory.Fixtures.MOBILE;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.OTHER_MAIL;
import static io.countersign.memory.Fixtures.OTHER_MOBILE;
import static io.countersign.memory.Fixtures.PLACES;
import static io.countersign.memory.Fixtures.STRANGERS_MOBILE;
import static io.countersign.memory.Fixtures.aPoint;
import static io.countersign.memory.Fixtures.anAccount;
import static io.countersign.memory.Fixtures.came;
import static io.countersign.memory.Fixtures.in;
import static io.countersign.memory.Fixtures.pointId;
import static io.countersign.memory.Fixtures.shared;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.ContactPoint.Standing;
import io.countersign.account.ContactPoint.State;
import io.countersign.account.Settling.AwaitsPerson;
import io.countersign.account.Settling.FormerPoint;
import io.countersign.account.Settling.Quarantined;
import io.countersign.account.Settling.Settled;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccountTest {
    private static final Instant A_WEEK_LATER = NOON.plus(Settling.QUARANTINE);
    private static final Instant MUCH_LATER = NOON.plus(Duration.ofDays(3650));

    private static ContactPoint changed(FormerPoint former) {
        return came(aPoint(3, OTHER_MOBILE), NOON, new Quarantined(A_WEEK_LATER, former), pointId(1));
    }

    @Test
    void the_quarantine_is_seven_days() {
        assertThat(Settling.QUARANTINE).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void T08_a_changed_number_serves_after_seven_days_when_the_former_one_was_reached_and_silent() {
        var account = anAccount(aPoint(1, MOBILE), changed(FormerPoint.REACHED));

        assertThat(account.mobile(A_WEEK_LATER.minusNanos(1000)).orElseThrow().place())
                .isEqualTo(MOBILE);
        assertThat(account.mobile(A_WEEK_LATER).orElseThrow().place()).isEqualTo(OTHER_MOBILE);
        assertThat(account.serving(PLACES.hash(INSTALLATION, OTHER_MOBILE), A_WEEK_LATER.minusNanos(1000)))
                .isEmpty();
        assertThat(account.serving(PLACES.hash(INSTALLATION, OTHER_MOBILE), A_WEEK_LATER))
                .isPresent();
    }

    @Test
    void T08_a_number_that_a_settled_change_replaced_proves_nothing_more() {
        var account = anAccount(aPoint(1, MOBILE), changed(FormerPoint.REACHED));

        assertThat(account.serving(PLACES.hash(INSTALLATION, MOBILE), A_WEEK_LATER.minusNanos(1000)))
                .isPresent();
        assertThat(account.serving(PLACES.hash(INSTALLATION, MOBILE), A_WEEK_LATER))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = FormerPoint.class, names = "REACHED", mode = EnumSource.Mode.EXCLUDE)
    void T08_time_alone_settles_no_change_of_which_the_former_number_did_not_hear(FormerPoint former) {
        var account = anAccount(aPoint(1, MOBILE), changed(former));

        assertThat(account.mobile(MUCH_LATER).orElseThrow().place()).isEqualTo(MOBILE);
        assertThat(account.serving(PLACES.hash(INSTALLATION, OTHER_MOBILE), MUCH_LATER))
                .isEmpty();
    }

    @Test
    void T08_a_planted_number_waits_for_a_person_however_long() {
        var planted = came(aPoint(3, STRANGERS_MOBILE), NOON, new AwaitsPerson(), null);
        var account = anAccount(aPoint(1, MOBILE), planted);

        assertThat(account.mobile(MUCH_LATER).orElseThrow().place()).isEqualTo(MOBILE);
        assertThat(account.serving(planted.hash(), MUCH_LATER)).isEmpty();
        assertThat(anAccount(planted).mobile(MUCH_LATER).orElseThrow().standing(MUCH_LATER))
                .isEqualTo(Standing.UNSETTLED);
    }

    @Test
    void T08_an_unsettled_number_does_not_serve_even_where_the_former_one_cannot() {
        for (State state : new State[] {State.FROZEN, State.OPTED_OUT, State.CANNOT_RECEIVE}) {
            var account = anAccount(in(state, aPoint(1, MOBILE)), changed(FormerPoint.TOLD));

            var mobile = account.mobile(MUCH_LATER).orElseThrow();

            assertThat(mobile.place()).isEqualTo(MOBILE);
            assertThat(mobile.standing(MUCH_LATER).serves()).isFalse();
        }
    }

    @Test
    void T08_a_change_of_a_change_is_a_quarantine_of_its_own() {
        var second = came(
                aPoint(4, STRANGERS_MOBILE),
                A_WEEK_LATER,
                new Quarantined(A_WEEK_LATER.plus(Settling.QUARANTINE), FormerPoint.REACHED),
                pointId(3));
        var account = anAccount(aPoint(1, MOBILE), changed(FormerPoint.REACHED), second);

        assertThat(account.mobile(A_WEEK_LATER).orElseThrow().place()).isEqualTo(OTHER_MOBILE);
        assertThat(account.serving(PLACES.hash(INSTALLATION, MOBILE), A_WEEK_LATER))
                .isEmpty();
        assertThat(account.mobile(A_WEEK_LATER.plus(Settling.QUARANTINE))
                        .orElseThrow()
                        .place())
                .isEqualTo(STRANGERS_MOBILE);
    }

    @Test
    void T08_a_change_on_top_of_one_that_never_settled_leaves_the_first_number_serving() {
        var second = came(
                aPoint(4, STRANGERS_MOBILE),
                NOON.plusSeconds(60),
                new Quarantined(A_WEEK_LATER, FormerPoint.REACHED),
                pointId(3));
        var account = anAccount(aPoint(1, MOBILE), changed(FormerPoint.OBJECTED), second);

        assertThat(account.serving(PLACES.hash(INSTALLATION, MOBILE), A_WEEK_LATER))
                .isPresent();
    }

    @Test
    void T08_the_same_number_once_more_ends_no_quarantine_and_no_freeze() {
        var again = came(aPoint(5, MOBILE), NOON, new Settled(), null);

        var frozen = anAccount(in(State.FROZEN, aPoint(1, MOBILE)), again);
        assertThat(frozen.serving(PLACES.hash(INSTALLATION, MOBILE), NOON)).isEmpty();
        assertThat(frozen.mobile(NOON).orElseThrow().standing(NOON)).isEqualTo(Standing.FROZEN);

        var optedOut = anAccount(in(State.OPTED_OUT, aPoint(1, MOBILE)), again);
        assertThat(optedOut.serving(PLACES.hash(INSTALLATION, MOBILE), NOON)).isEmpty();
        assertThat(optedOut.mobile(NOON).orElseThrow().standing(NOON)).isEqualTo(Standing.OPTED_OUT);
    }

    @Test
    void T08_swapped_numbers_are_changes_for_both() {
        var sam = anAccount(
                aPoint(1, MOBILE),
                came(aPoint(3, OTHER_MOBILE), NOON, new Quarantined(A_WEEK_LATER, FormerPoint.TOLD), pointId(1)));
        var kim = anAccount(
                2,
                aPoint(2, OTHER_MOBILE),
                came(aPoint(4, MOBILE), NOON, new Quarantined(A_WEEK_LATER, FormerPoint.TOLD), pointId(2)));

        assertThat(sam.mobile(MUCH_LATER).orElseThrow().place()).isEqualTo(MOBILE);
        assertThat(kim.mobile(MUCH_LATER).orElseThrow().place()).isEqualTo(OTHER_MOBILE);
    }

    @Test
    void what_comes_with_a_new_account_settles_only_from_the_directory_or_the_baseline() {
        assertThat(Provenance.values())
                .filteredOn(Provenance::settlesWithTheAccount)
                .containsExactly(Provenance.DIRECTORY, Provenance.ADMINISTRATOR_BASELINE);
    }

    @Test
    void a_shared_point_serves_and_says_so() {
        var account = anAccount(shared(aPoint(1, MOBILE)));

        assertThat(account.mobile(NOON).orElseThrow().standing(NOON)).isEqualTo(Standing.SHARED);
        assertThat(Standing.SHARED.serves()).isTrue();
    }

    @Test
    void a_freeze_or_an_opt_out_counts_for_more_than_being_settled_or_shared() {
        for (State state : new State[] {State.FROZEN, State.OPTED_OUT, State.CANNOT_RECEIVE}) {
            var point = shared(in(state, aPoint(1, MOBILE)));
            assertThat(point.standing(NOON).name()).isEqualTo(state.name());
            assertThat(point.standing(NOON).serves()).isFalse();
        }
    }

    @Test
    void an_account_without_points_has_neither_number_nor_address() {
        assertThat(anAccount(new ContactPoint[0]).mobile(NOON)).isEmpty();
        assertThat(anAccount(aPoint(2, MAIL)).mobile(NOON)).isEmpty();
        assertThat(anAccount(aPoint(1, MOBILE)).mail(NOON)).isEmpty();
    }

    @Test
    void the_newest_that_serves_is_used() {
        var older = aPoint(1, MAIL);
        var newer = came(aPoint(2, OTHER_MAIL), LONG_AGO.plusSeconds(1), new Settled(), null);

        assertThat(anAccount(older, newer).mail(NOON)).contains(newer);
        assertThat(anAccount(newer, older).mail(NOON)).contains(newer);
        assertThat(anAccount(older, in(State.CANNOT_RECEIVE, newer)).mail(NOON)).contains(older);
    }

    @Test
    void an_account_prints_without_name_or_points() {
        assertThat(anAccount().toString()).doesNotContain("Sam").doesNotContain("0123");
        assertThat(aPoint(1, MOBILE).toString()).doesNotContain("2025550123");
    }
}
