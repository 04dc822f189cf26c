package io.countersign.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.app.people.HelpDesk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class PeopleCommandsTest {
    private static PsaCommandsTest.Ran run(HelpDesk desk, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--installation", desk.id()));
        return PsaCommandsTest.run(desk.connector(), all.toArray(String[]::new));
    }

    private static int accounts(HelpDesk desk) {
        return desk.connector()
                .bean(JdbcClient.class)
                .sql("select count(*) from account where installation = ?")
                .param(desk.id())
                .query(Integer.class)
                .single();
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void an_administrator_rehearses_takes_over_and_is_told_whom_to_look_at(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        desk.contact("Nan Settled", "nan@acme.example", "+12025550121");
        long lately = desk.contact("Oz Lately", null, "+12025550122", null, 1);

        assertThat(run(desk, "people", "report").said()).contains("Nobody has been taken over yet");
        var rehearsed = run(desk, "people", "take-over", "--dry-run");
        assertThat(rehearsed.code()).as(rehearsed.said()).isZero();
        assertThat(rehearsed.said()).contains("reach A2                 1", "nothing was written");
        assertThat(accounts(desk)).isZero();

        var taken = run(desk, "people", "take-over");

        assertThat(taken.code()).as(taken.said()).isZero();
        assertThat(accounts(desk)).isEqualTo(2);
        assertThat(taken.said())
                .contains(
                        "1 pages, ",
                        "taken over               2",
                        "reach A2                 1",
                        "reach A0                 1",
                        "contact " + lately + "  mobile  •••• 0122  changed at the PSA in the last 7 days")
                .doesNotContain("5550121", "5550122", "nan@acme", "Nan", "Oz");
        assertThat(run(desk, "people", "report").said()).contains("The take-over is finished.", "•••• 0122");
        var twice = run(desk, "people", "take-over");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.said()).contains("It is one act");
        assertThat(run(desk, "people", "take-over", "--again").code()).isZero();
        assertThat(accounts(desk)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void with_new_customers_every_company_that_has_people_is_one(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        long first = desk.newCompany("Häuser & Söhne", null);
        long second = desk.newCompany("Hauser Sohne", null);
        desk.at(first).contact("Pat One", null, "+12025550131");
        desk.at(second).contact("Quin Two", null, "+12025550132");
        long empty = desk.newCompany("Nobody Works Here", null);

        var taken = run(desk, "people", "take-over", "--new-customers");

        assertThat(taken.code()).as(taken.said()).isZero();
        assertThat(keys(desk))
                .containsEntry(first, "hauser-sohne")
                .containsEntry(second, "hauser-sohne-" + second)
                .doesNotContainKey(empty);
        var otherwise = run(desk, "people", "take-over");
        assertThat(otherwise.code()).isEqualTo(2);
    }

    private static Map<Long, String> keys(HelpDesk desk) {
        var keys = new java.util.HashMap<Long, String>();
        desk.connector()
                .bean(JdbcClient.class)
                .sql(
                        "select l.company, c.key from customer_company l join customer c on c.id = l.customer where l.installation = ?")
                .param(desk.id())
                .query(row -> {
                    keys.put(row.getLong(1), row.getString(2));
                });
        return keys;
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void a_psa_that_is_busy_is_asked_again(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        desk.contact("Ray Waits", null, "+12025550141");
        desk.fault(
                Map.of("mode", "status", "status", 429, "retryAfter", 1, "times", 1, "match", desk.readingContacts()));

        var taken = run(desk, "people", "take-over");

        assertThat(taken.code()).as(taken.said()).isZero();
        assertThat(taken.said()).contains("The PSA is asked again in 1 s.", "taken over               1");
    }
}
