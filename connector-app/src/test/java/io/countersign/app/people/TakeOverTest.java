package io.countersign.app.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.countersign.account.Accounts;
import io.countersign.account.Baseline.Doubt;
import io.countersign.account.ContactPoint.Standing;
import io.countersign.account.MobileNumber;
import io.countersign.account.Provenance;
import io.countersign.app.account.PlaceStates;
import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Keys;
import io.countersign.policy.Assurance;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.PsaFault;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TakeOverTest {
    private static final int[] AREAS = {312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325};

    private static String number(int which) {
        return "+1%d55501%02d".formatted(AREAS[which / 100], which % 100);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void whoever_the_psa_has_reaches_a2_as_old_as_the_psa_says(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        long sam = desk.contact("Sam Poole", "sam@acme.example", "(312) 555-0101");

        desk.takeAllOver();

        assertThat(desk.standing(sam, "+13125550101")).isEqualTo(Standing.SETTLED);
        assertThat(desk.standing(sam, "sam@acme.example")).isEqualTo(Standing.SETTLED);
        var point = desk.point(sam, "+13125550101");
        assertThat(point.provenance()).isEqualTo(Provenance.ADMINISTRATOR_BASELINE);
        assertThat(point.firstSeen())
                .isCloseTo(
                        desk.connector.now().minus(Duration.ofDays(HelpDesk.LONG_AGO)), within(5, ChronoUnit.MINUTES));
        assertThat(desk.report().levels()).containsExactly(Map.entry(Assurance.A2, 1));
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void twelve_hundred_people_are_taken_over_once_though_the_psa_fails_in_the_middle(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        var contacts = IntStream.range(0, 1_200)
                .mapToObj(i -> desk.contact("Person N" + i, null, number(i)))
                .collect(Collectors.toSet());
        var unused = desk.takeOver().begin(desk.id, false);
        TakeOver.Progress progress;
        do {
            progress = desk.takeOver().step(desk.id);
        } while (progress.taken() == 0);
        int before = progress.taken();
        desk.fault(Map.of("mode", "status", "status", 503, "times", 1, "match", desk.readingContacts()));
        assertThatThrownBy(() -> desk.takeOver().step(desk.id)).isInstanceOf(PsaFault.class);
        assertThat(desk.everybody()).hasSize(before);

        var finished = desk.goOn();

        assertThat(before).isLessThan(1_200);
        assertThat(finished.taken()).isEqualTo(1_200);
        assertThat(desk.report().levels()).containsExactly(Map.entry(Assurance.A2, 1_200));
        assertThat(linked(desk)).isEqualTo(contacts);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void two_that_take_over_at_the_same_time_take_everybody_once(Psa.Kind psa) throws Exception {
        var desk = new HelpDesk(psa);
        var contacts = IntStream.range(0, 40)
                .mapToObj(i -> desk.contact("Person N" + i, null, number(i)))
                .collect(Collectors.toSet());
        var unused = desk.takeOver().begin(desk.id, false);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(desk::goOn);
            var second = threads.submit(desk::goOn);
            first.get();
            second.get();
        }

        assertThat(desk.everybody()).hasSize(40);
        assertThat(linked(desk)).isEqualTo(contacts);
        assertThat(desk.takeOver().progress(desk.id).orElseThrow().taken()).isEqualTo(40);
    }

    private static Set<Long> linked(HelpDesk desk) {
        return desk
                .database()
                .sql("select contact from contact_link where installation = ?")
                .param(desk.id.value())
                .query(Long.class)
                .list()
                .stream()
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void what_is_doubted_is_listed_and_not_settled(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        long reception = desk.newCompany("Reception Inc", "312-555-0119");
        desk.customer(reception, "reception");
        long lately = desk.contact("Lately Changed", "lately@acme.example", number(10), null, 6);
        long ripe = desk.contact("Long Unchanged", null, number(11), null, 8);
        long one = desk.contact("One Sharer", null, number(12));
        long other = desk.contact("Other Sharer", null, number(12));
        long desk9 = desk.contact("Front Desk", null, "+13125550119");
        long role = desk.contact("Role Mailbox", "support@acme.example", number(13));
        long landline = desk.contact("Land Line", null, null, "+13125550114", HelpDesk.LONG_AGO);
        long abroad = desk.contact("Wall Abroad", null, "+442079460123");

        desk.takeAllOver();

        assertThat(List.of(
                        desk.standing(lately, number(10)),
                        desk.standing(lately, "lately@acme.example"),
                        desk.standing(one, number(12)),
                        desk.standing(other, number(12)),
                        desk.standing(desk9, "+13125550119"),
                        desk.standing(role, "support@acme.example")))
                .containsOnly(Standing.UNSETTLED);
        assertThat(desk.standing(ripe, number(11))).isEqualTo(Standing.SETTLED);
        assertThat(desk.standing(role, number(13))).isEqualTo(Standing.SETTLED);
        assertThat(desk.point(one, number(12)).provenance()).isEqualTo(Provenance.PSA);
        assertThat(desk.of(landline).points()).isEmpty();
        assertThat(desk.of(abroad).points()).isEmpty();
        var report = desk.report();
        assertThat(report.doubted().stream()
                        .map(listed -> listed.contact() + " " + listed.doubt())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        lately + " " + Doubt.CHANGED_LATELY,
                        one + " " + Doubt.SHARED,
                        other + " " + Doubt.SHARED,
                        desk9 + " " + Doubt.COMPANY_NUMBER,
                        role + " " + Doubt.ROLE_MAILBOX,
                        landline + " " + Doubt.LANDLINE,
                        abroad + " " + Doubt.LANDLINE);
        assertThat(report.doubted())
                .allSatisfy(listed -> assertThat(listed.masked()).containsAnyOf("•••• 01", "•••@"));
        assertThat(report.levels()).containsExactlyInAnyOrderEntriesOf(Map.of(Assurance.A2, 2, Assurance.A0, 6));
        assertThat(report.withoutPoint()).isEqualTo(2);
        // no time changes that
        desk.connector.pass(Duration.ofDays(30));
        assertThat(desk.standing(lately, number(10))).isEqualTo(Standing.UNSETTLED);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void whoever_opted_out_stays_opted_out(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        long quiet = desk.contact("Quiet Person", null, number(20));
        desk.connector
                .bean(PlaceStates.class)
                .optedOut(
                        desk.id,
                        desk.connector.bean(Keys.class).hash(desk.id, new MobileNumber(number(20))),
                        desk.connector.now());

        desk.takeAllOver();

        assertThat(desk.standing(quiet, number(20))).isEqualTo(Standing.OPTED_OUT);
        assertThat(desk.report().levels()).containsExactly(Map.entry(Assurance.A0, 1));
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void it_is_one_act(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        desk.takeAllOver();
        long later = desk.contact("Later Person", null, number(30));

        assertThat(desk.takeOver().begin(desk.id, false)).isInstanceOf(TakeOver.Begun.AlreadyDone.class);
        desk.goOn();
        assertThat(desk.everybody()).isEmpty();

        while (!desk.takeOver().compare(desk.id)) {
            assertThat(desk.takeOver().progress(desk.id)).isPresent();
        }
        assertThat(desk.standing(later, number(30))).isEqualTo(Standing.UNSETTLED);
        assertThat(desk.point(later, number(30)).provenance()).isEqualTo(Provenance.PSA);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void an_inactive_contact_and_one_of_no_customer_are_passed_over(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        long gone = desk.contact("Gone Person", null, number(40));
        desk.change(gone, "inactive", true);

        var progress = desk.takeAllOver();

        assertThat(progress.taken()).isZero();
        assertThat(progress.inactive()).isPositive();
        assertThat(progress.elsewhere()).isPositive();
        assertThat(desk.report().withoutCustomer())
                .anySatisfy(company -> assertThat(company.company()).isEqualTo(1));
    }

    @Test
    void new_customers_are_made_of_companies_but_not_of_the_msp_itself() {
        var desk = new HelpDesk(Psa.Kind.AUTOTASK);
        desk.connector.sandbox(
                "POST", "/autotask/contacts", Map.of("firstName", "Colin", "lastName", "League", "companyId", 0));

        var unused = desk.takeOver().begin(desk.id, true);
        desk.goOn();

        var accounts = desk.connector.bean(Accounts.class);
        assertThat(accounts.customerOf(new CompanyRef(desk.id, 1))).isPresent();
        assertThat(accounts.customerOf(new CompanyRef(desk.id, 0))).isEmpty();
        assertThat(desk.report().withoutCustomer())
                .anySatisfy(company -> assertThat(company.company()).isZero());
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void an_account_that_was_there_before_is_linked_and_keeps_its_points(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        var customer = desk.connector
                .bean(io.countersign.app.account.PostgresAccounts.class)
                .customer(desk.id, "acme")
                .orElseThrow();
        var made = desk.connector
                .bean(io.countersign.app.account.KeepAccounts.class)
                .create(
                        customer,
                        "Known Before",
                        java.util.Optional.empty(),
                        java.util.Optional.of(new MobileNumber(number(50))));
        long contact = desk.contact("Known  before", "known@acme.example", number(50));

        assertThat(desk.takeAllOver().onFile()).isEqualTo(1);

        assertThat(desk.of(contact).id()).isEqualTo(made.id());
        assertThat(desk.of(contact).points()).hasSize(1);
    }
}
