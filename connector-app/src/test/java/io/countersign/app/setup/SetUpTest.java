package io.countersign.app.setup;

import static io.countersign.trial.Connector.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.verification.DecisionClock;
import io.countersign.setup.Finding;
import io.countersign.trial.Connector;
import io.countersign.trial.Secrets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** An administrator has the product set the PSA up, looked after and cleaned up again: the same for both. */
class SetUpTest {
    private final Connector connector = Connector.running();
    private final SetUp setUp = connector.bean(SetUp.class);
    private final Watch watch = connector.bean(Watch.class);
    private final JdbcClient database = connector.bean(JdbcClient.class);

    /** What other tests find registered is there again. */
    @AfterEach
    void everythingIsRegistered() {
        connector.sandbox("PUT", "/connectwise/rights", Map.of("missing", List.of()));
        connector.sandbox("PUT", "/autotask/rights", Map.of("missing", List.of()));
        for (var psa : Psa.Kind.values()) {
            setUp.register(Connector.running(psa).installation());
        }
        watch.run();
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void registering_twice_leaves_one_registration_of_each_kind(Psa.Kind psa) {
        var desk = Connector.running(psa);

        var first = setUp.register(desk.installation());
        var registered = registered(psa);
        var second = setUp.register(desk.installation());

        assertThat(first).noneMatch(Finding.Missing.class::isInstance);
        assertThat(second).isEqualTo(first);
        assertThat(registered(psa)).isEqualTo(registered);
        assertThat(webhooks(psa)).hasSize(2).allMatch(SetUpTest::isOn);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void what_was_registered_under_a_name_that_is_no_longer_ours_goes(Psa.Kind psa) {
        var desk = Connector.running(psa);
        setUp.register(desk.installation());
        // its name is dropped here, and the PSA was not told
        connector.bean(Installations.class).dropHooks(desk.installation());

        setUp.register(desk.installation());

        String hook =
                connector.bean(Installations.class).hooks(desk.installation()).getFirst();
        assertThat(webhooks(psa))
                .hasSize(2)
                .allMatch(webhook -> address(webhook).contains(hook));
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void undoing_leaves_nothing_at_the_psa_and_nothing_that_could_be_delivered_to(Psa.Kind psa) {
        var desk = Connector.running(psa);
        setUp.register(desk.installation());
        String hook =
                connector.bean(Installations.class).hooks(desk.installation()).getFirst();

        var undone = setUp.unregister(desk.installation());

        assertThat(undone).noneMatch(Finding.Missing.class::isInstance);
        assertThat(webhooks(psa)).isEmpty();
        assertThat(desk.sandbox("GET", "/" + psa.key() + "/registrations", null).text())
                .doesNotContain(desk.installation().value(), hook);
        assertThat(connector
                        .call("POST", "/webhooks/" + psa.key() + "/" + hook, "{}", Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(setUp.unregister(desk.installation())).noneMatch(Finding.Missing.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void after_the_watch_what_was_switched_off_is_on_again_and_one_alarm_is_told(Psa.Kind psa) {
        var desk = Connector.running(psa);
        setUp.register(desk.installation());
        watch.run();
        int alarms = alarms(desk);

        switchOff(psa);
        watch.run();

        eventually(() -> Optional.of(webhooks(psa)).filter(all -> all.stream().allMatch(SetUpTest::isOn)));
        watch.run();
        watch.run();
        eventually(() -> Optional.of(alarms(desk)).filter(now -> now == alarms + 1));
        eventually(
                () -> Optional.of(mails("PSA had stopped telling of changes")).filter(mails -> mails > 0));
        assertThat(alarms(desk)).isEqualTo(alarms + 1);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void what_stays_off_is_told_once_and_not_at_each_look(Psa.Kind psa) {
        var desk = Connector.running(psa);
        setUp.register(desk.installation());
        watch.run();
        int alarms = alarms(desk);
        connector.sandbox("PUT", "/connectwise/rights", Map.of("missing", List.of("Table Setup")));
        connector.sandbox("PUT", "/autotask/rights", Map.of("missing", List.of("Webhooks")));
        switchOff(psa);

        watch.run();
        watch.run();
        watch.run();

        assertThat(alarms(desk)).isEqualTo(alarms + 1);
        assertThat(detail(desk)).containsPattern("Table Setup|Can create webhooks");
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void what_is_gone_is_registered_again(Psa.Kind psa) {
        var desk = Connector.running(psa);
        setUp.register(desk.installation());
        // somebody deleted it at the PSA
        var there = setUp.psa(desk.installation());
        there.webhooks(desk.installation(), setUp.addresses(desk.installation()))
                .forEach(webhook -> there.remove(desk.installation(), webhook));

        watch.run();

        assertThat(webhooks(psa)).hasSize(2).allMatch(SetUpTest::isOn);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void the_next_genuine_event_is_heard_and_what_was_found_by_asking_is_not(Psa.Kind psa) {
        var desk = Connector.running(psa);
        setUp.register(desk.installation());
        var silent = new AwaitEvent(database, connector.bean(DecisionClock.class), () -> {
            database.sql("""
                                    insert into webhook (installation, message_id, subject, number, ours, read_at)
                                    values (?, 'changed/' || gen_random_uuid(), 'TICKET', 1, false, clock_timestamp())
                                    """).param(desk.installation().value()).update();
            connector.pass(Duration.ofMinutes(1));
        });
        var talkative = new AwaitEvent(database, connector.bean(DecisionClock.class), () -> desk.ticketOfNobody());

        // what other tests began has arrived
        talkative.await(desk.installation(), Duration.ofMinutes(1));
        quiet(desk);
        assertThat(silent.await(desk.installation(), Duration.ofMinutes(3)))
                .isEqualTo(new AwaitEvent.Heard.Silence(Duration.ofMinutes(3)));
        assertThat(talkative.await(desk.installation(), Duration.ofMinutes(1)))
                .isInstanceOf(AwaitEvent.Heard.Genuine.class);
    }

    /** Until nothing was delivered for a moment. */
    private void quiet(Connector desk) {
        long[] seen = {-1};
        eventually(() -> {
            long now = delivered(desk);
            boolean same = now == seen[0];
            seen[0] = now;
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            return same ? Optional.of(now) : Optional.<Long>empty();
        });
    }

    private long delivered(Connector desk) {
        return database.sql("select count(*) from webhook where installation = ? and message_id not like 'changed/%'")
                .param(desk.installation().value())
                .query(Long.class)
                .single();
    }

    private void switchOff(Psa.Kind psa) {
        var off = connector.sandbox("POST", "/" + psa.key() + "/switch-off", Map.of("url", "/webhooks/"));
        assertThat(off.body().path("off").asInt()).isEqualTo(2);
    }

    private int alarms(Connector desk) {
        return database.sql("select count(*) from alarm where installation = ?")
                .param(desk.installation().value())
                .query(Integer.class)
                .single();
    }

    private String detail(Connector desk) {
        return database.sql("select detail from alarm where installation = ? order by at desc limit 1")
                .param(desk.installation().value())
                .query(String.class)
                .single();
    }

    private long mails(String subject) {
        return StreamSupport.stream(
                        connector
                                .sandbox("GET", "/mailboxes/alerts@msp.example/messages", null)
                                .body()
                                .spliterator(),
                        false)
                .filter(mail -> mail.path("subject").asString("").contains(subject))
                .count();
    }

    private String registered(Psa.Kind psa) {
        // when it was last touched may differ
        return connector
                .sandbox("GET", "/" + psa.key() + "/registrations", null)
                .text()
                .replaceAll("\"lastUpdated\":\"[^\"]*\"", "");
    }

    private List<JsonNode> webhooks(Psa.Kind psa) {
        var all = connector
                .sandbox("GET", "/" + psa.key() + "/registrations", null)
                .body();
        return StreamSupport.stream((all.isArray() ? all : all.path("callbacks")).spliterator(), false)
                .filter(webhook -> address(webhook).contains("/webhooks/"))
                .toList();
    }

    private static String address(JsonNode webhook) {
        return webhook.path("url").asString("") + webhook.path("webhookUrl").asString("");
    }

    private static boolean isOn(JsonNode webhook) {
        return webhook.has("webhookUrl")
                ? webhook.path("isActive").asBoolean(false)
                        && webhook.path("isReady").asBoolean(false)
                : !webhook.path("inactiveFlag").asBoolean(false);
    }

    @Test
    void at_autotask_our_own_user_is_left_out_fields_are_added_one_after_the_other_and_the_key_is_ours() {
        var desk = Connector.running(Psa.Kind.AUTOTASK);
        setUp.unregister(desk.installation());
        connector.sandbox("DELETE", "/autotask/limits", null);

        setUp.register(desk.installation());

        int ourselves = connector.world().sandbox().autotask().apiResource();
        assertThat(webhooks(Psa.Kind.AUTOTASK))
                .allSatisfy(webhook -> {
                    assertThat(webhook.path("excluded").toString()).isEqualTo("[" + ourselves + "]");
                    assertThat(webhook.path("name").asString("")).startsWith("countersign-");
                    assertThat(webhook.path("deactivationUrl")).isEqualTo(webhook.path("webhookUrl"));
                })
                .anySatisfy(
                        webhook -> assertThat(webhook.path("fields").toString()).contains("status", "contactID"))
                .anySatisfy(webhook ->
                        assertThat(webhook.path("fields").toString()).contains("mobilePhone", "emailAddress"));
        var limits = connector.sandbox("GET", "/autotask/limits", null).body().path("entities");
        for (String entity : Set.of("ticketwebhooks", "contactwebhooks")) {
            assertThat(limits.path(entity).path("most").asInt()).as(entity).isEqualTo(1);
        }
        var keys = connector
                .bean(Installations.class)
                .get(desk.installation())
                .psa()
                .webhookKeys();
        assertThat(keys).hasSize(1).allMatch(key -> key.value().matches("[A-Za-z0-9_-]{43,64}"));
        keys.forEach(key -> Secrets.ofAll(key.value()));
        // and what it signs by it is believed
        var person = desk.somebody();
        eventually(() -> Optional.of(database.sql("select count(*) from webhook where installation = ? and number = ?")
                        .params(desk.installation().value(), person.ticket())
                        .query(Integer.class)
                        .single())
                .filter(kept -> kept > 0));
    }

    @Test
    void at_autotask_a_right_that_is_missing_is_named_in_a_sentence() {
        var desk = Connector.running(Psa.Kind.AUTOTASK);
        connector.sandbox("PUT", "/autotask/rights", Map.of("missing", List.of("Contacts", "Companies")));

        assertThat(setUp.test(desk.installation()))
                .filteredOn(Finding.Missing.class::isInstance)
                .map(Object::toString)
                .hasSize(2)
                .anySatisfy(told -> assertThat(told).contains("lacks the right to view contacts"))
                .anySatisfy(told -> assertThat(told).contains("lacks the right to view companies"));

        connector.sandbox("PUT", "/autotask/rights", Map.of("missing", List.of("Webhooks")));
        setUp.unregister(desk.installation());
        assertThat(setUp.register(desk.installation()))
                .filteredOn(Finding.Missing.class::isInstance)
                .map(Object::toString)
                .anySatisfy(told -> assertThat(told).contains("Can create webhooks"));
    }
}
