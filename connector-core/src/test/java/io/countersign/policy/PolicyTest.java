package io.countersign.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyTest {
    private static Policy with(Map<Action, Need> needs, Map<String, Action> ticketTypes, Set<Action> shownRefusedFor) {
        return new Policy(CodeEntry.SHOWN, needs, ticketTypes, Set.of("US"), shownRefusedFor, Set.of(), Limits.SHIPPED);
    }

    @Test
    void an_installation_begins_with_codes_typed_blind_texts_at_home_and_needs_that_can_be_reached() {
        var starter = Policy.STARTER;

        assertThat(starter.codeEntry(Action.PASSWORD_RESET)).isEqualTo(CodeEntry.BLIND);
        assertThat(starter.countries()).containsExactly("US");
        assertThat(starter.need(Action.INFORMATION)).isEqualTo(new Need(Assurance.A1, false));
        assertThat(starter.need(Action.CHANGE)).isEqualTo(new Need(Assurance.A2, false));
        assertThat(starter.need(Action.PASSWORD_RESET)).isEqualTo(new Need(Assurance.A2, false));
        for (Action high : new Action[] {Action.MFA_RESET, Action.ADMIN_RIGHTS, Action.PAYEE_CHANGE}) {
            assertThat(starter.need(high)).isEqualTo(new Need(Assurance.A2, true));
        }
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void every_action_asks_for_something_and_has_a_key(Action action) {
        assertThat(Policy.STARTER.need(action).level()).isGreaterThanOrEqualTo(Assurance.A1);
        assertThat(Action.ofKey(action.key())).contains(action);
    }

    @Test
    void what_a_policy_does_not_mention_asks_for_what_the_starter_asks() {
        var raised = with(Map.of(Action.CHANGE, Need.of(Assurance.A3)), Map.of(), Set.of());

        assertThat(raised.need(Action.CHANGE)).isEqualTo(Need.of(Assurance.A3));
        assertThat(raised.need(Action.MFA_RESET)).isEqualTo(Policy.STARTER.need(Action.MFA_RESET));
    }

    @Test
    void T04_the_action_is_taken_from_the_tickets_type_however_it_is_written() {
        var policy =
                with(Map.of(), Map.of(" Password Reset", Action.PASSWORD_RESET, "mfa", Action.MFA_RESET), Set.of());

        assertThat(policy.actionOf("password reset")).isEqualTo(Action.PASSWORD_RESET);
        assertThat(policy.actionOf("PASSWORD RESET ")).isEqualTo(Action.PASSWORD_RESET);
        assertThat(policy.actionOf("MFA")).isEqualTo(Action.MFA_RESET);
        assertThat(policy.actionOf("coffee")).isEqualTo(Action.NOT_STATED);
    }

    @Test
    void T04_an_action_can_refuse_the_shown_code() {
        var policy = with(Map.of(), Map.of(), Set.of(Action.MFA_RESET));

        assertThat(policy.codeEntry(Action.MFA_RESET)).isEqualTo(CodeEntry.BLIND);
        assertThat(policy.codeEntry(Action.CHANGE)).isEqualTo(CodeEntry.SHOWN);
        assertThat(policy.withCodeEntry(CodeEntry.BLIND).codeEntry(Action.CHANGE))
                .isEqualTo(CodeEntry.BLIND);
    }

    @Test
    void one_persons_proof_meets_no_need_for_a_second_person() {
        assertThat(Need.of(Assurance.A2).metBy(Assurance.A2)).isTrue();
        assertThat(Need.of(Assurance.A2).metBy(Assurance.A1)).isFalse();
        assertThat(Need.of(Assurance.A2).andSecondPerson().metBy(Assurance.A3)).isFalse();
        assertThat(Need.of(Assurance.A2).andSecondPerson().metBy(Assurance.A4)).isTrue();
    }

    @Test
    void assurance_rises_from_A0_to_A4_and_a_ceiling_holds() {
        assertThat(Assurance.values())
                .isSorted()
                .containsExactly(Assurance.A0, Assurance.A1, Assurance.A2, Assurance.A3, Assurance.A4);
        assertThat(Assurance.A2.atMost(Assurance.A1)).isEqualTo(Assurance.A1);
        assertThat(Assurance.A1.atMost(Assurance.A2)).isEqualTo(Assurance.A1);
        assertThat(Assurance.A2.atLeast(Assurance.A2)).isTrue();
        assertThat(Assurance.A1.atLeast(Assurance.A2)).isFalse();
    }

    @Test
    void a_policy_names_a_country() {
        assertThatThrownBy(() ->
                        new Policy(CodeEntry.BLIND, Map.of(), Map.of(), Set.of(), Set.of(), Set.of(), Limits.SHIPPED))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
