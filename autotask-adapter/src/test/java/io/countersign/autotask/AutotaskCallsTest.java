package io.countersign.autotask;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.countersign.autotask.Tenant.ANN;
import static io.countersign.autotask.Tenant.API;
import static io.countersign.autotask.Tenant.COMPANY_PATH;
import static io.countersign.autotask.Tenant.CONTACT_PATH;
import static io.countersign.autotask.Tenant.HARBOUR_DENTAL;
import static io.countersign.autotask.Tenant.HOME;
import static io.countersign.autotask.Tenant.NOTE;
import static io.countersign.autotask.Tenant.NOTES_PATH;
import static io.countersign.autotask.Tenant.NOTES_QUERY_PATH;
import static io.countersign.autotask.Tenant.NOTE_FIELDS_PATH;
import static io.countersign.autotask.Tenant.RESOURCES_PATH;
import static io.countersign.autotask.Tenant.TICKET;
import static io.countersign.autotask.Tenant.TICKETS_QUERY_PATH;
import static io.countersign.autotask.Tenant.TICKET_FIELDS_PATH;
import static io.countersign.autotask.Tenant.TICKET_PATH;
import static io.countersign.autotask.Tenant.payload;
import static io.countersign.autotask.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.countersign.psa.ChangedTickets.Changed;
import io.countersign.psa.PsaRecords.TicketRecord;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.Contact;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.WrittenNote;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutotaskCallsTest {
    private static final Instant TEN = Instant.parse("2026-06-01T10:00:00Z");
    private static final TicketRecord EXPECTED = new TicketRecord(
            TICKET, new TicketName("T20260601.0001"), HARBOUR_DENTAL, "Harbour Dental", ANN, false, "Password Reset");

    private final Tenant tenant = new Tenant();
    private final AutotaskCalls autotask = tenant.calls();

    @AfterEach
    void stop() {
        tenant.close();
    }

    @Test
    void a_ticket_is_asked_for_with_three_headers_and_no_other_credential() {
        tenant.answers(TICKET_PATH, "ticket.json");

        assertThat(autotask.ticket(TICKET)).contains(EXPECTED);

        var request = tenant.last(TICKET_PATH);
        assertThat(request.getHeader("ApiIntegrationCode")).isEqualTo("TRACK1NG000000000000000001");
        assertThat(request.getHeader("UserName")).isEqualTo("abc123@MSP.example");
        assertThat(request.getHeader("Secret")).isEqualTo("s3cr3t$4u");
        assertThat(request.getHeader("Authorization")).isNull();
        assertThat(request.getHeader("ImpersonationResourceId")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"<b>T1</b>\"",
                "\"T2026\\u202e0601\"",
                "\"Reply YES 1\"",
                "\"evil.example\"",
                "\"\"",
                "null",
                "{300}"
            })
    void T19_a_ticket_number_of_another_shape_is_not_shown_and_the_id_serves(String sent) {
        String number = sent.equals("{300}") ? '"' + "1".repeat(300) + '"' : sent;
        tenant.answers(TICKET_PATH, json(payload("ticket.json").replace("\"T20260601.0001\"", number)));

        assertThat(autotask.ticket(TICKET))
                .hasValueSatisfying(ticket -> assertThat(ticket.name()).isEqualTo(new TicketName("7865")));
    }

    @Test
    void the_second_reading_of_a_ticket_costs_one_call() {
        tenant.answers(TICKET_PATH, "ticket.json");
        autotask.ticket(TICKET);
        assertThat(tenant.callsMade())
                .containsExactly(
                        "GET " + Tenant.ZONE_PATH,
                        "GET " + TICKET_PATH,
                        "GET " + COMPANY_PATH,
                        "GET " + TICKET_FIELDS_PATH);
        tenant.server.resetRequests();

        assertThat(autotask.ticket(TICKET)).contains(EXPECTED);
        assertThat(tenant.callsMade()).containsExactly("GET " + TICKET_PATH);
    }

    @Test
    void labels_are_read_anew_after_a_day_and_the_old_ones_serve_where_that_fails() {
        tenant.answers(TICKET_PATH, "ticket.json");
        autotask.ticket(TICKET);
        tenant.pass(Duration.ofHours(25));
        tenant.answers(TICKET_FIELDS_PATH, status(503, "unavailable.html"));

        assertThat(autotask.ticket(TICKET)).contains(EXPECTED);
        assertThat(tenant.count("GET " + TICKET_FIELDS_PATH)).isEqualTo(2);
    }

    @Test
    void a_type_that_somebody_added_since_is_looked_up_once_a_minute_at_most() {
        tenant.answers(TICKET_PATH, "ticket.json");
        autotask.ticket(TICKET);
        tenant.answers(TICKET_PATH, json(payload("ticket.json").replace("137", "138")));

        assertThat(autotask.ticket(TICKET).orElseThrow().type()).isNull();
        assertThat(tenant.count("GET " + TICKET_FIELDS_PATH)).isOne();

        tenant.pass(Duration.ofMinutes(2));
        tenant.answers(TICKET_FIELDS_PATH, json(payload("ticket-fields.json").replace("137", "138")));
        assertThat(autotask.ticket(TICKET).orElseThrow().type()).isEqualTo("Password Reset");
        assertThat(tenant.count("GET " + TICKET_FIELDS_PATH)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/json; charset=utf-8", "application/json; charset=utf-8"})
    void an_answer_is_read_whichever_of_its_names_json_goes_by(String contentType) {
        tenant.answers(
                TICKET_PATH, aResponse().withHeader("Content-Type", contentType).withBody(payload("ticket.json")));

        assertThat(autotask.ticket(TICKET)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-06-01T10:00:00", "2026-06-01T10:00:00.123Z", "2026-06-01T10:00:00+02:00", "soon", ""})
    void a_time_with_a_zone_without_one_or_out_of_its_mind_keeps_no_ticket_from_being_read(String time) {
        tenant.answers(TICKET_PATH, json(payload("ticket.json").replace("2026-06-01T10:00:00.123", time)));

        assertThat(autotask.ticket(TICKET)).contains(EXPECTED);
    }

    @Test
    void a_time_without_a_zone_is_utc() {
        record Times(OffsetDateTime zoneless, OffsetDateTime zoned) {}

        var times = AutotaskClients.JSON.readValue(
                "{\"zoneless\":\"2026-06-01T10:00:00.5\",\"zoned\":\"2026-06-01T12:00:00.5+02:00\"}", Times.class);

        assertThat(times.zoneless().toInstant()).isEqualTo(Instant.parse("2026-06-01T10:00:00.500Z"));
        assertThat(times.zoned().toInstant()).isEqualTo(times.zoneless().toInstant());
    }

    @Test
    void a_complete_ticket_is_closed_and_may_name_nobody_and_be_of_no_type() {
        tenant.answers(TICKET_PATH, "ticket-complete-without-contact-and-type.json");

        assertThat(autotask.ticket(TICKET))
                .contains(new TicketRecord(
                        TICKET, TicketName.of(TICKET), HARBOUR_DENTAL, "Harbour Dental", null, true, null));
    }

    @Test
    void a_ticket_of_the_msp_itself_is_of_company_0_and_not_of_none() {
        tenant.answers(TICKET_PATH, "ticket-of-the-msp-itself.json");
        tenant.answers(COMPANY_PATH.replace("174", "0"), "company.json");

        assertThat(autotask.ticket(TICKET))
                .hasValueSatisfying(ticket -> assertThat(ticket.company()).isEqualTo(new CompanyRef(HOME, 0)));
    }

    @Test
    void a_colleague_at_the_msp_itself_is_somebody() {
        tenant.answers(CONTACT_PATH, "contact-of-the-msp-itself.json");

        assertThat(autotask.contact(ANN))
                .hasValueSatisfying(contact -> assertThat(contact.company()).isEqualTo(new CompanyRef(HOME, 0)));
    }

    @Test
    void a_ticket_that_is_not_there_is_none_whichever_way_autotask_says_so() {
        tenant.answers(TICKET_PATH, "no-item.json");
        assertThat(autotask.ticket(TICKET)).isEmpty();

        tenant.answers(TICKET_PATH, status(404, "nothing.json"));
        assertThat(autotask.ticket(TICKET)).isEmpty();
    }

    @Test
    void an_answer_about_another_ticket_is_no_answer() {
        tenant.answers(TICKET_PATH, json(payload("ticket.json").replace("7865", "7866")));

        assertThatThrownBy(() -> autotask.ticket(TICKET)).isInstanceOf(Unclear.class);
    }

    @Test
    void a_number_that_the_vendor_cannot_have_is_no_ticket() {
        var beyond = new TicketRef(HOME, 1L + Integer.MAX_VALUE);

        assertThat(autotask.ticket(beyond)).isEmpty();
        assertThat(autotask.newestNotes(beyond, TEN)).isEmpty();
        assertThatThrownBy(() -> autotask.write(beyond, NOTE)).isInstanceOf(Refused.class);
        assertThat(tenant.requests()).isEmpty();
    }

    @Test
    void a_contact_has_its_three_addresses_and_no_phone_but_the_mobile() {
        tenant.answers(CONTACT_PATH, "contact.json");

        assertThat(autotask.contact(ANN))
                .contains(new Contact(
                        ANN,
                        HARBOUR_DENTAL,
                        "Ann Perkins",
                        List.of("ann@harbour-dental.example", "front@harbour-dental.example"),
                        List.of("(212) 555-0102")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"contact-inactive.json", "no-item.json"})
    void a_contact_that_left_takes_no_part_in_matching(String file) {
        tenant.answers(CONTACT_PATH, file);

        assertThat(autotask.contact(ANN)).isEmpty();
    }

    @Test
    void a_note_goes_out_internal_and_without_a_single_null() {
        tenant.answers(NOTES_PATH, "written.json");

        assertThat(autotask.write(TICKET, new Note("Verified \"Ann\" ✓\nby text [cs:7f3a]", "[cs:7f3a]")))
                .isEqualTo(new NoteId(29684378));

        var request = tenant.last(NOTES_PATH);
        assertThat(new String(request.getBody(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"ticketID\":7865,\"title\":\"Verified \\\"Ann\\\" ✓\",\"description\":\"Verified \\\"Ann\\\" ✓\\nby text [cs:7f3a]\",\"noteType\":1,\"publish\":2}");
        assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeader("Content-Length")).isEqualTo(String.valueOf(request.getBody().length));
        assertThat(request.getHeader("Transfer-Encoding")).isNull();
    }

    @Test
    void where_no_value_is_surely_internal_nothing_is_written() {
        tenant.answers(NOTE_FIELDS_PATH, "note-fields-where-nothing-is-surely-internal.json");
        tenant.answers(NOTES_PATH, "written.json");

        assertThatThrownBy(() -> autotask.write(TICKET, NOTE))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("publish");
        assertThat(tenant.count("POST " + NOTES_PATH)).isZero();
    }

    @Test
    void after_a_refusal_the_numbers_of_a_note_are_read_anew() {
        tenant.answers(NOTES_PATH, status(500, "errors-picklist.json"));
        assertThatThrownBy(() -> autotask.write(TICKET, NOTE)).isInstanceOf(Refused.class);
        tenant.answers(NOTES_PATH, "written.json");

        autotask.write(TICKET, NOTE);
        autotask.write(TICKET, NOTE);
        assertThat(tenant.count("GET " + NOTE_FIELDS_PATH)).isEqualTo(2);
    }

    @Test
    void a_note_too_long_is_cut_behind_its_marker_and_refused_where_the_marker_would_go() {
        tenant.answers(NOTES_PATH, "written.json");
        String line = "é".repeat(300);

        autotask.write(TICKET, new Note(line + "\n[cs:7f3a]" + "x".repeat(40_000), "[cs:7f3a]"));

        var body = AutotaskClients.JSON.readTree(tenant.last(NOTES_PATH).getBody());
        assertThat(body.path("title").asString()).isEqualTo("é".repeat(250));
        assertThat(body.path("description").asString()).hasSize(32_000).contains("[cs:7f3a]");
        assertThatThrownBy(() -> autotask.write(TICKET, new Note("x".repeat(32_000) + "[cs:7f3a]", "[cs:7f3a]")))
                .isInstanceOf(Refused.class);
        assertThat(tenant.count("POST " + NOTES_PATH)).isOne();
    }

    @Test
    void the_newest_notes_come_first_and_those_of_our_own_resource_are_ours() {
        tenant.answers(NOTES_QUERY_PATH, "notes.json");

        assertThat(autotask.newestNotes(TICKET, TEN))
                .containsExactly(
                        new WrittenNote(new NoteId(503), "Looks like one of yours", false),
                        new WrittenNote(new NoteId(502), "VERIFIED [cs:7f3a]", true),
                        new WrittenNote(new NoteId(501), "Called in", false));
        assertThat(tenant.last(NOTES_QUERY_PATH).getBodyAsString())
                .isEqualTo(
                        "{\"maxRecords\":50,\"includeFields\":[\"id\",\"ticketID\",\"description\",\"creatorResourceID\"],\"filter\":[{\"op\":\"eq\",\"field\":\"ticketID\",\"value\":7865},{\"op\":\"gte\",\"field\":\"createDateTime\",\"value\":\"2026-06-01T09:55:00.000\"}]}");
    }

    @Test
    void without_knowing_who_we_are_no_note_is_called_somebody_elses() {
        tenant.answers(RESOURCES_PATH, "empty-list.json");
        tenant.answers(NOTES_QUERY_PATH, "notes.json");

        assertThatThrownBy(() -> autotask.newestNotes(TICKET, TEN))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("our own API user");
    }

    @Test
    void pages_are_turned_by_the_same_method_and_query() {
        tenant.answers(
                NOTES_QUERY_PATH,
                json(page(1, tenant.origin() + API + "/TicketNotes/query/next?paging=%7B%22a%22%7D")));
        tenant.server.stubFor(post(urlEqualTo(API + "/TicketNotes/query/next?paging=%7B%22a%22%7D"))
                .willReturn(json(page(2, ""))));

        assertThat(autotask.newestNotes(TICKET, TEN))
                .extracting(note -> note.id().number())
                .containsExactly(2L, 1L);
        var queries = tenant.requests().stream()
                .filter(request -> request.getUrl().contains("TicketNotes/query"))
                .toList();
        assertThat(queries).hasSize(2);
        assertThat(queries.getLast().getBodyAsString())
                .isEqualTo(queries.getFirst().getBodyAsString());
        assertThat(queries.getLast().getHeader("Secret")).isEqualTo("s3cr3t$4u");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://webservices5.autotask.net.evil.example/ATServicesRest/V1.0/TicketNotes/query/next",
                "http://webservices5.autotask.net/ATServicesRest/V1.0/TicketNotes/query/next",
                "https://webservices5.autotask.net:8443/ATServicesRest/V1.0/TicketNotes/query/next",
                "https://evil@webservices5.autotask.net/ATServicesRest/V1.0/TicketNotes/query/next",
                "http://localhost:1/next",
                "/relative",
                "not an address"
            })
    void credentials_go_to_no_next_page_that_is_not_autotasks(String address) {
        tenant.answers(NOTES_QUERY_PATH, json(page(1, address)));

        assertThatThrownBy(() -> autotask.newestNotes(TICKET, TEN))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("not Autotask's");
        assertThat(tenant.count("POST " + NOTES_QUERY_PATH)).isOne();
    }

    @Test
    void a_list_of_notes_that_cannot_be_read_to_its_end_is_no_answer() {
        tenant.answers(NOTES_QUERY_PATH, json(page(1, tenant.origin() + API + NOTES_QUERY_PATH)));

        assertThatThrownBy(() -> autotask.newestNotes(TICKET, TEN)).isInstanceOf(Unclear.class);
        assertThat(tenant.count("POST " + NOTES_QUERY_PATH)).isEqualTo(10);
    }

    @Test
    void a_ticket_without_notes_has_none() {
        tenant.answers(NOTES_QUERY_PATH, "empty-list.json");

        assertThat(autotask.newestNotes(TICKET, TEN)).isEmpty();
    }

    @Test
    void tickets_that_changed_are_told_in_the_order_of_their_change() {
        tenant.answers(TICKETS_QUERY_PATH, json("""
                        {"items":[{"id":7,"lastTrackedModificationDateTime":"2026-06-01T10:00:02"},
                            {"id":12,"lastTrackedModificationDateTime":"2026-06-01T10:00:01.500Z"},
                            {"id":13,"lastTrackedModificationDateTime":"2026-06-01T10:00:03Z"}],"pageDetails":{"nextPageUrl":null}}
                        """));

        assertThat(autotask.changedSince(HOME, TEN, 2))
                .containsExactly(
                        new Changed(new TicketRef(HOME, 12), Instant.parse("2026-06-01T10:00:01.500Z")),
                        new Changed(new TicketRef(HOME, 7), Instant.parse("2026-06-01T10:00:02Z")));
        assertThat(tenant.last(TICKETS_QUERY_PATH).getBodyAsString())
                .isEqualTo(
                        "{\"maxRecords\":500,\"includeFields\":[\"id\",\"lastTrackedModificationDateTime\"],\"filter\":[{\"op\":\"gte\",\"field\":\"lastTrackedModificationDateTime\",\"value\":\"2026-06-01T10:00:00.000\"}]}");
    }

    @Test
    void a_technician_is_found_by_user_name_when_active() {
        tenant.answers(RESOURCES_PATH, "technicians.json");

        assertThat(autotask.technician(HOME, "jdoe"))
                .contains(new Technician(HOME, "JDoe", "Jane Doe", "jdoe@msp.example", "29682885"));
        assertThat(tenant.last(RESOURCES_PATH).getBodyAsString())
                .contains("{\"op\":\"eq\",\"field\":\"userName\",\"value\":\"jdoe\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"technician-who-left.json", "our-resource.json", "empty-list.json"})
    void a_server_that_overlooks_the_filter_makes_nobody_a_technician(String file) {
        tenant.answers(RESOURCES_PATH, file);

        assertThat(autotask.technician(HOME, "jdoe")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdoe\"", "", "j doe", "jdoe%", "jdoe\n", "<jdoe>"})
    void an_identifier_that_nobody_can_have_asks_nobody(String identifier) {
        assertThat(autotask.technician(HOME, identifier)).isEmpty();
        assertThat(tenant.requests()).isEmpty();
    }

    @Test
    void every_call_takes_its_turn_under_the_entity_that_it_counts_for() {
        tenant.answers(TICKET_PATH, "ticket.json");
        tenant.answers(CONTACT_PATH, "contact.json");
        tenant.answers(NOTES_PATH, "written.json");
        tenant.answers(NOTES_QUERY_PATH, "notes.json");

        autotask.ticket(TICKET);
        autotask.contact(ANN);
        autotask.write(TICKET, NOTE);
        autotask.newestNotes(TICKET, TEN);

        assertThat(tenant.turns.taken)
                .containsExactly(
                        "Tickets",
                        "Companies",
                        "Tickets",
                        "Contacts",
                        "TicketNotes",
                        "Tickets",
                        "Resources",
                        "TicketNotes");
        assertThat(tenant.requests()).hasSize(tenant.turns.taken.size() + 1);
    }

    @Test
    void where_no_turn_comes_nothing_is_called() {
        var busy = new PsaFault.Busy(Duration.ofSeconds(1), null);
        tenant.answers(TICKET_PATH, "ticket.json");
        var held = tenant.turns;
        held.inTurn(
                HOME,
                "Tickets",
                Duration.ofSeconds(1),
                () -> held.inTurn(HOME, "Tickets", Duration.ofSeconds(1), () -> {
                    assertThatThrownBy(() -> autotask.ticket(TICKET)).hasSameClassAs(busy);
                    return 1;
                }));
        assertThat(tenant.count("GET " + TICKET_PATH)).isZero();
        assertThat(autotask.ticket(TICKET)).isPresent();
    }

    private static String page(int id, String next) {
        String note = "{\"id\":" + id + ",\"ticketID\":7865,\"description\":\"\",\"creatorResourceID\":1}";
        return "{\"items\":[" + note + "],\"pageDetails\":{\"count\":1,\"nextPageUrl\":"
                + (next.isEmpty() ? "null" : "\"" + next + "\"") + "}}";
    }

    private static ResponseDefinitionBuilder json(String body) {
        return aResponse().withHeader("Content-Type", "application/json").withBody(body);
    }
}
