package io.countersign.verification;

import static io.countersign.memory.Fixtures.DANA;
import static io.countersign.memory.Fixtures.MAIL;
import static io.countersign.memory.Fixtures.MOBILE;
import static io.countersign.memory.Fixtures.NOON;
import static io.countersign.memory.Fixtures.OTHER_MOBILE;
import static io.countersign.memory.Fixtures.PLACES;
import static io.countersign.memory.Fixtures.aPoint;
import static io.countersign.memory.Fixtures.aRequest;
import static io.countersign.memory.Fixtures.aVerification;
import static io.countersign.memory.Fixtures.anAccount;
import static io.countersign.memory.Fixtures.came;
import static io.countersign.memory.Fixtures.in;
import static io.countersign.memory.Fixtures.mail;
import static io.countersign.memory.Fixtures.shared;
import static io.countersign.memory.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.account.Account;
import io.countersign.account.ContactPoint;
import io.countersign.account.ContactPoint.State;
import io.countersign.account.MobileNumber;
import io.countersign.account.Settling;
import io.countersign.memory.TalliesInMemory;
import io.countersign.policy.Assurance;
import io.countersign.policy.Policy;
import io.countersign.verification.Destination.Basis;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OffersTest {
    private final TalliesInMemory tallies = new TalliesInMemory();
    private final Offers offers = new Offers(PLACES);

    private Offer offer(Method method, Account account) {
        return offers.of(account, Policy.STARTER, tallies, DANA, NOON).stream()
                .filter(offer -> offer.method() == method)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void all_methods_are_listed_offered_or_not() {
        assertThat(offers.of(anAccount(), Policy.STARTER, tallies, DANA, NOON))
                .extracting(Offer::method)
                .containsExactly(Method.values());
    }

    @Test
    void exactly_what_the_account_has_is_offered_with_what_it_would_prove() {
        assertThat(offer(Method.SMS, anAccount()))
                .isEqualTo(new Offer(Method.SMS, List.of("•••• 0123"), Assurance.A2, null, null));
        assertThat(offer(Method.EMAIL, anAccount()))
                .isEqualTo(new Offer(Method.EMAIL, List.of("s•••@a…"), Assurance.A1, null, null));
        assertThat(offer(Method.SMS_AND_EMAIL, anAccount()))
                .isEqualTo(new Offer(Method.SMS_AND_EMAIL, List.of("•••• 0123", "s•••@a…"), Assurance.A1, null, null));
        assertThat(offer(Method.PUSH, anAccount()).refusal()).isEqualTo(Refusal.NOT_ENROLLED);
        assertThat(offer(Method.TOTP, anAccount()).refusal()).isEqualTo(Refusal.NOT_ENROLLED);
    }

    @Test
    void what_is_missing_is_not_offered() {
        assertThat(offer(Method.SMS, anAccount(aPoint(2, MAIL))).refusal()).isEqualTo(Refusal.NO_MOBILE_ON_FILE);
        assertThat(offer(Method.EMAIL, anAccount(aPoint(1, MOBILE))).refusal()).isEqualTo(Refusal.NO_MAIL_ON_FILE);
        assertThat(offer(Method.SMS_AND_EMAIL, anAccount(aPoint(1, MOBILE))).refusal())
                .isEqualTo(Refusal.NO_MAIL_ON_FILE);
    }

    @Test
    void T08_a_shared_number_is_offered_at_A1() {
        assertThat(offer(Method.SMS, anAccount(shared(aPoint(1, MOBILE)))))
                .isEqualTo(new Offer(Method.SMS, List.of("•••• 0123"), Assurance.A1, null, null));
    }

    @ParameterizedTest
    @EnumSource(value = State.class, names = "USABLE", mode = EnumSource.Mode.EXCLUDE)
    void T22_what_is_opted_out_frozen_or_dead_says_so_and_the_other_channel_still_works(State state) {
        var account = anAccount(in(state, aPoint(1, MOBILE)), aPoint(2, MAIL));

        assertThat(offer(Method.SMS, account))
                .isEqualTo(new Offer(Method.SMS, List.of("•••• 0123"), null, Refusal.valueOf(state.name()), null));
        assertThat(offer(Method.SMS_AND_EMAIL, account).offered()).isFalse();
        assertThat(offer(Method.EMAIL, account).offered()).isTrue();
    }

    @Test
    void T08_what_has_not_settled_says_so() {
        var account = anAccount(came(aPoint(1, MOBILE), NOON, new Settling.AwaitsPerson(), null));

        assertThat(offer(Method.SMS, account).refusal()).isEqualTo(Refusal.NOT_SETTLED);
        assertThat(offer(Method.SMS, account).level()).isNull();
    }

    @Test
    void T08_while_a_change_settles_the_former_number_is_offered() {
        ContactPoint changed = came(aPoint(3, OTHER_MOBILE), NOON, new Settling.AwaitsPerson(), null);

        assertThat(offer(Method.SMS, anAccount(aPoint(1, MOBILE), changed)).to())
                .containsExactly("•••• 0123");
    }

    @Test
    void T16_a_country_that_is_not_allowed_is_not_offered() {
        assertThat(offer(Method.SMS, anAccount(aPoint(1, new MobileNumber("+447400123456"))))
                        .refusal())
                .isEqualTo(Refusal.COUNTRY_NOT_ALLOWED);
    }

    @Test
    void a_limit_that_refuses_just_now_says_until_when() {
        var before = aVerification(aRequest(text(Basis.SETTLED)));
        tallies.count(before.counts(before.events().getFirst()), NOON);

        var offer = offer(Method.SMS, anAccount());

        assertThat(offer.offered()).isFalse();
        assertThat(offer.refusal()).isNull();
        assertThat(offer.limit()).isNotNull();
    }

    @Test
    void a_method_is_known_by_its_key_and_by_its_channels() {
        for (Method method : Method.values()) {
            assertThat(Method.ofKey(method.key())).contains(method);
        }
        assertThat(Method.ofKey("SMS")).isEmpty();
        assertThat(Method.of(List.of(text(Basis.SETTLED)))).isEqualTo(Method.SMS);
        assertThat(Method.of(List.of(mail(Basis.SETTLED)))).isEqualTo(Method.EMAIL);
        assertThat(Method.of(List.of(text(Basis.SETTLED), mail(Basis.SETTLED)))).isEqualTo(Method.SMS_AND_EMAIL);
        assertThatThrownBy(() -> Method.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void every_refusal_of_a_standing_has_its_own_word() {
        for (ContactPoint.Standing standing : ContactPoint.Standing.values()) {
            if (standing.serves()) {
                assertThatThrownBy(() -> Refusal.of(standing)).isInstanceOf(IllegalArgumentException.class);
            } else {
                assertThat(Refusal.of(standing)).isNotNull();
            }
        }
    }
}
