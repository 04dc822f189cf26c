package io.countersign.trial;

import static io.countersign.trial.Connector.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.psa.TicketWarmth;
import io.countersign.ticket.TicketRef;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The same whole way for a help desk that has Autotask, where codes are typed blind. */
class AutotaskVerificationTest {
    private static final Pattern PAGE = Pattern.compile("http://localhost:[0-9]+(/confirm/[A-Za-z0-9_-]{22})");

    private final Connector connector = Connector.running(Psa.Kind.AUTOTASK);

    @AfterEach
    void theSandboxIsWell() {
        connector.sandbox("PUT", "/faults/autotask", Map.of("mode", "ok"));
        connector.sandbox("PUT", "/autotask/limits", Map.of("answerMillis", 0));
    }

    @Test
    void a_matched_person_reads_the_code_out_and_the_ticket_gets_one_internal_note() {
        var person = connector.somebody();
        var opened = connector.post("/api/v1/verifications", Map.of("ticketId", person.ticket(), "method", "sms"));
        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.body().has("code")).isFalse();
        String code = connector.codeBySms(person.number(), 1);

        var decided = connector.enter(opened.at("/id"), code);

        assertThat(decided.at("/outcome")).isEqualTo("VERIFIED");
        assertThat(connector.note(person.ticket()))
                .contains(
                        "Verified (A2", person.name(), "•••• " + person.number().substring(8), opened.at("/id"))
                .doesNotContain(code)
                .doesNotContain(person.number());
        assertThat(connector.notes(person.ticket()))
                .hasSize(1)
                .allMatch(note -> note.path("internal").asBoolean(false));
    }

    @Test
    void the_text_and_the_api_name_the_ticket_as_autotask_shows_it() {
        var person = connector.somebody();
        String shown =
                connector.get("/api/v1/tickets/" + person.ticket() + "/options").at("/ticketNumber");
        assertThat(shown).matches("T[0-9]{8}[.][0-9]{4,6}").endsWith(Long.toString(person.ticket()));

        String id = connector.open(person, "sms");
        connector.codeBySms(person.number(), 1);

        assertThat(connector.texts(person.number()).getLast()).contains("icket " + shown);
        assertThat(connector.verification(id).at("/ticketNumber")).isEqualTo(shown);
        assertThat(connector.verification(id).at("/ticketId")).isEqualTo(Long.toString(person.ticket()));
    }

    @Test
    void the_mail_its_page_and_the_alert_name_the_ticket_as_autotask_shows_it() {
        var person = connector.somebody();
        String id = connector.open(person, "email");
        connector.codeByMail(person.mail());
        String shown = connector.verification(id).at("/ticketNumber");
        assertThat(shown).startsWith("T");

        String mail = connector.mails(person.mail()).getFirst().path("text").asString("");
        assertThat(mail).contains("Ticket: " + shown);
        var page = PAGE.matcher(mail);
        assertThat(page.find()).isTrue();
        assertThat(connector.call("GET", page.group(1), null, Map.of()).text()).contains("<dd>" + shown + "</dd>");

        connector.call("POST", page.group(1) + "/not-me", null, Map.of());
        var alert = eventually(() -> connector.mails("alerts@msp.example").stream()
                .map(sent -> sent.path("text").asString(""))
                .filter(text -> text.contains(id))
                .findFirst());
        assertThat(alert).contains("Ticket: " + shown);
    }

    @Test
    void colleagues_are_verified_where_the_msp_itself_is_a_customer_but_nobody_verifies_themselves() {
        String mail = connector.newMail();
        long colleague = colleague("Colin", mail);
        long oneself = colleague("J.", "jdoe@msp.example");
        assertThat(connector.get("/api/v1/tickets/" + colleague + "/options").at("/match/kind"))
                .isEqualTo("unmatched");

        var database = connector.bean(JdbcClient.class);
        String installation = connector.installation().value();
        database.sql(
                        "insert into customer (id, installation, key, name) values ('c_00000000000000000000ow', ?, 'own', 'Our own people')")
                .param(installation)
                .update();
        database.sql(
                        "insert into customer_company (installation, company, customer) values (?, 0, 'c_00000000000000000000ow')")
                .param(installation)
                .update();
        for (String address : new String[] {mail, "jdoe@msp.example"}) {
            var made = connector.post(
                    "/api/v1/accounts", Map.of("name", "Somebody of ours", "customer", "own", "email", address));
            assertThat(made.status()).as(made.text()).isEqualTo(201);
        }

        var verified = connector.post(
                "/api/v1/verifications", Map.of("ticketId", colleague, "method", "email", "technician", "jdoe"));
        assertThat(verified.status()).as(verified.text()).isEqualTo(201);
        var refused = connector.post(
                "/api/v1/verifications", Map.of("ticketId", oneself, "method", "email", "technician", "jdoe"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("Nobody verifies themselves");
    }

    /** A ticket of somebody at Autotask's company 0. */
    private long colleague(String firstName, String mail) {
        long contact = connector
                .sandbox(
                        "POST",
                        "/autotask/contacts",
                        Map.of("firstName", firstName, "lastName", "Doe", "companyId", 0, "email", mail))
                .body()
                .path("id")
                .asLong();
        return connector.ticket(contact);
    }

    @Test
    void a_ticket_that_closes_cancels_what_is_open_and_gets_no_note() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        connector.codeBySms(person.number(), 1);

        connector.sandbox("PATCH", "/autotask/tickets/" + person.ticket(), Map.of("closed", true));

        assertThat(connector.outcome(id)).isEqualTo("CANCELLED");
        assertThat(connector.verification(id).at("/note/state")).isEqualTo("none");
    }

    @Test
    void a_note_whose_answer_was_lost_is_found_again_and_not_left_twice() {
        var person = connector.somebody();
        String id = connector.open(person, "sms");
        String code = connector.codeBySms(person.number(), 1);
        connector.sandbox(
                "PUT", "/faults/autotask", Map.of("mode", "accept-then-drop", "match", "POST notes", "times", 1));

        connector.enter(id, code);

        eventually(
                () -> Optional.of(connector.verification(id).at("/note/state")).filter("written"::equals));
        assertThat(connector.notes(person.ticket())).hasSize(1);
    }

    @Test
    void a_person_of_the_other_help_desk_is_not_found_here() {
        var theirs = Connector.running().somebody();
        assertThat(connector.get("/api/v1/accounts/" + theirs.account()).status())
                .isEqualTo(404);
        String id = Connector.running().open(theirs, "email");
        assertThat(connector.verification(id).status()).isEqualTo(404);
    }

    @Test
    void twenty_technicians_who_press_at_once_are_all_served_within_autotasks_threads() throws Exception {
        var people = new ArrayList<Connector.Person>();
        for (int i = 0; i < 20; i++) {
            people.add(connector.somebody());
        }
        // what webhooks warmed would cost no call at all
        var database = connector.bean(JdbcClient.class);
        eventually(() -> Optional.of(database.sql("select count(*) from webhook where read_at is null")
                        .query(Integer.class)
                        .single())
                .filter(unread -> unread == 0));
        people.forEach(person ->
                connector.bean(TicketWarmth.class).forget(new TicketRef(connector.installation(), person.ticket())));
        connector.sandbox("PUT", "/autotask/limits", Map.of("answerMillis", 60));
        connector.sandbox("DELETE", "/autotask/limits", null);
        var work = new ArrayList<Callable<Integer>>();
        for (var person : people) {
            work.add(() -> connector
                    .post("/api/v1/verifications", Map.of("ticketId", person.ticket(), "method", "email"))
                    .status());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isEqualTo(201);
            }
        }
        var limits = connector.sandbox("GET", "/autotask/limits", null).body();
        assertThat(limits.path("entities").path("tickets").path("most").asInt()).isEqualTo(2);
        assertThat(limits.path("entities").valueStream())
                .isNotEmpty()
                .allMatch(entity -> entity.path("most").asInt() <= 2
                        && entity.path("refused").asInt() == 0);
    }
}
