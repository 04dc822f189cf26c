package io.countersign.app.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.countersign.app.installation.Psa;
import io.countersign.psa.PsaPeople;
import io.countersign.psa.PsaPeople.Company;
import io.countersign.psa.PsaPeople.Person;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.PsaFault;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both adapters promise of the people of a PSA, each against the sandbox's own. */
class PsaPeopleContractTest {
    private static PsaPeople people(HelpDesk desk) {
        return desk.connector.bean(EachPsaPeople.class);
    }

    private static List<Person> all(HelpDesk desk, long after, @Nullable Instant since) {
        var all = new ArrayList<Person>();
        PsaPeople.Page<Person> page;
        long from = after;
        do {
            page = people(desk).people(desk.id, from, since);
            all.addAll(page.items());
            from = page.upTo();
        } while (!page.last());
        return all;
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void a_person_comes_with_what_the_psa_says_of_them(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        long contact = desk.contact("Lee Long", "lee@acme.example", "(202) 555-0111", "202-555-0112", 30);

        var person = people(desk).person(new ContactRef(desk.id, contact)).orElseThrow();

        assertThat(person.name()).isEqualTo("Lee Long");
        assertThat(person.company()).isEqualTo(new CompanyRef(desk.id, desk.company));
        assertThat(person.emails()).containsExactly("lee@acme.example");
        assertThat(person.mobiles()).containsExactly("(202) 555-0111");
        assertThat(person.otherNumbers()).containsExactly("202-555-0112");
        assertThat(person.active()).isTrue();
        assertThat(person.changed())
                .isCloseTo(desk.connector.now().minus(Duration.ofDays(30)), within(5, ChronoUnit.MINUTES));
        assertThat(all(desk, contact - 1, null)).containsExactly(person);
        assertThat(person.toString()).doesNotContain("Lee", "555");
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void everybody_is_listed_once_by_rising_number(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        long first = desk.contact("First One", null, null);
        long second = desk.contact("Second One", null, null);

        assertThat(all(desk, 0, null))
                .extracting(person -> person.ref().number())
                .isSorted()
                .doesNotHaveDuplicates()
                .contains(first, second);
        assertThat(all(desk, first, null))
                .extracting(person -> person.ref().number())
                .containsExactly(second);
        assertThat(all(desk, second, null)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void only_whoever_changed_since_is_listed_when_that_is_asked(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        long before = desk.contact("Long Unchanged", null, null, null, 2);
        long lately = desk.contact("Lately Changed", null, null, null, 0);

        assertThat(all(desk, before - 1, desk.connector.now().minus(Duration.ofDays(1))))
                .extracting(person -> person.ref().number())
                .containsExactly(lately);
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void whoever_is_inactive_is_told_so_and_whoever_was_deleted_is_nobody(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        long contact = desk.contact("Moe Left", null, null);
        var ref = new ContactRef(desk.id, contact);
        desk.change(contact, "inactive", true);

        assertThat(people(desk).person(ref).orElseThrow().active()).isFalse();
        assertThat(people(desk).person(ref).orElseThrow().contact()).isEmpty();
        desk.delete(contact);
        assertThat(people(desk).person(ref)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void companies_come_with_their_numbers(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        long company = desk.newCompany("Reception Inc", "202-555-0113");

        assertThat(people(desk).companies(desk.id, company - 1).items())
                .containsExactly(new Company(
                        new CompanyRef(desk.id, company), "Reception Inc", List.of("202-555-0113"), true, false));
        assertThat(people(desk).companies(desk.id, 0).items())
                .extracting(Company::name)
                .contains("Acme Ltd", "Reception Inc");
    }

    @ParameterizedTest
    @EnumSource(Psa.Kind.class)
    void a_psa_that_fails_is_a_fault_and_no_empty_list(Psa.Kind psa) {
        var desk = new HelpDesk(psa);
        for (int status : new int[] {429, 503}) {
            var once = Map.<String, Object>of(
                    "mode", "status", "status", status, "times", 1, "match", desk.readingContacts());
            desk.fault(once);

            assertThatThrownBy(() -> people(desk).people(desk.id, 0, null)).isInstanceOf(PsaFault.class);
        }
        assertThat(people(desk).people(desk.id, 0, null).items()).isNotEmpty();
    }
}
