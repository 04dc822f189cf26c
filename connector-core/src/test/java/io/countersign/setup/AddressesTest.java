package io.countersign.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private static final String OURS = "ourOwnHook-0123456789a";
    private static final String THEIRS = "theirHook--0123456789a";
    private static final String WEBHOOKS = "https://verify.msp.example/webhooks/connectwise";

    private final Addresses addresses = new Addresses(
            URI.create(WEBHOOKS),
            Set.of(THEIRS),
            URI.create("https://verify.msp.example/pod/connectwise/installation-000000001"));

    @Test
    void a_hook_of_ours_or_of_nobody_is_ours_and_one_of_another_installation_is_not() {
        assertThat(addresses.areOurs(addresses.of(OURS) + "?recordId=")).isTrue();
        assertThat(addresses.areOurs(addresses.of(OURS))).isTrue();
        assertThat(addresses.areOurs(addresses.of(THEIRS) + "?recordId=")).isFalse();
    }

    @Test
    void what_only_begins_like_our_address_is_somebody_elses() {
        assertThat(addresses.areOurs(WEBHOOKS)).isFalse();
        assertThat(addresses.areOurs(WEBHOOKS + "-of-another/" + OURS)).isFalse();
        assertThat(addresses.areOurs(WEBHOOKS + "/" + OURS + "/more")).isFalse();
        assertThat(addresses.areOurs("https://verify.msp.example.neighbour.example/webhooks/connectwise/" + OURS))
                .isFalse();
        assertThat(addresses.areOurPage(addresses.page() + "?id=[cw_id]")).isTrue();
        assertThat(addresses.areOurPage(addresses.page() + "2?id=[cw_id]")).isFalse();
    }
}
