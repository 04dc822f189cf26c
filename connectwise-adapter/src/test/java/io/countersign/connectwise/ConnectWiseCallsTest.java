package io.countersign.connectwise;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.countersign.connectwise.Tenant.ANN;
import static io.countersign.connectwise.Tenant.API;
import static io.countersign.connectwise.Tenant.CONTACT_PATH;
import static io.countersign.connectwise.Tenant.HARBOUR_DENTAL;
import static io.countersign.connectwise.Tenant.HOME;
import static io.countersign.connectwise.Tenant.MEMBERS_PATH;
import static io.countersign.connectwise.Tenant.NOTE;
import static io.countersign.connectwise.Tenant.NOTES_PATH;
import static io.countersign.connectwise.Tenant.TICKET;
import static io.countersign.connectwise.Tenant.TICKET_PATH;
import static io.countersign.connectwise.Tenant.payload;
import static io.countersign.connectwise.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.psa.PsaRecords.TicketRecord;
import io.countersign.ticket.Contact;
import io.countersign.ticket.Note;
import io.countersign.ticket.NoteId;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.WrittenNote;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectWiseCallsTest {
    private static final Instant TEN = Instant.parse("2026-06-01T10:00:00Z");

    private final Tenant tenant = new Tenant();
    private final ConnectWise connectWise = tenant.calls();

    @AfterEach
    void stop() {
        tenant.close();
    }

    @Test
    void a_ticket_is_asked_for_with_our_keys_and_only_the_fields_we_use() {
        tenant.answers(TICKET_PATH, "ticket.json");

        assertThat(connectWise.ticket(TICKET))
                .contains(new TicketRecord(
                        TICKET, TicketName.of(TICKET), HARBOUR_DENTAL, "Harbour Dental", ANN, false, "Password Reset"));

        var request = tenant.requests().getFirst();
        assertThat(request.getHeader("Authorization")).isEqualTo("Basic VHJhaW5pbmcrcHViMTIzOnByaXY0NTY=");
        assertThat(request.getHeader("clientId")).isEqualTo("0a1b2c3d-0000-4000-8000-000000000001");
        assertThat(request.getHeader("Accept").replace(" ", ""))
                .isEqualTo("application/vnd.connectwise.com+json;version=2025.1");
        assertThat(decoded(request.getUrl()))
                .isEqualTo(API + TICKET_PATH + "?fields=id,company/id,company/name,contact/id,closedFlag,type/name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/vnd.connectwise.com+json; version=2025.1"})
    void an_answer_is_read_whichever_of_its_names_json_goes_by(String contentType) {
        var answer = aResponse().withHeader("Content-Type", contentType).withBody(payload("ticket.json"));
        tenant.answers(TICKET_PATH, answer);

        assertThat(connectWise.ticket(TICKET)).isPresent();
    }

    @Test
    void a_server_that_answers_with_more_than_asked_is_understood() {
        tenant.answers(TICKET_PATH, "ticket-with-more-than-asked.json");

        assertThat(connectWise.ticket(TICKET))
                .contains(new TicketRecord(
                        TICKET, TicketName.of(TICKET), HARBOUR_DENTAL, "Harbour Dental", ANN, true, null));
    }

    @Test
    void a_ticket_may_name_nobody_and_be_of_no_type() {
        tenant.answers(TICKET_PATH, "ticket-without-contact-and-type.json");

        assertThat(connectWise.ticket(TICKET))
                .contains(new TicketRecord(
                        TICKET, TicketName.of(TICKET), HARBOUR_DENTAL, "Harbour Dental", null, false, null));
    }

    @Test
    void a_blank_company_means_that_our_role_may_not_read_companies() {
        tenant.answers(TICKET_PATH, "ticket-with-blank-company.json");

        assertThatThrownBy(() -> connectWise.ticket(TICKET))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("Company Maintenance");
    }

    @Test
    void a_ticket_that_connectwise_names_as_not_found_is_none() {
        tenant.answers(TICKET_PATH, status(404, "record-not-found.json"));

        assertThat(connectWise.ticket(TICKET)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"route-not-found.json", "sign-in-page.html"})
    void any_other_not_found_may_be_wrong_keys_and_is_no_empty_answer(String file) {
        tenant.answers(TICKET_PATH, status(404, file));

        assertThatThrownBy(() -> connectWise.ticket(TICKET)).isInstanceOf(Refused.class);
    }

    @Test
    void a_number_that_the_vendor_cannot_have_is_no_ticket() {
        var beyond = new TicketRef(HOME, 1L + Integer.MAX_VALUE);

        assertThat(connectWise.ticket(beyond)).isEmpty();
        assertThat(connectWise.newestNotes(beyond, TEN)).isEmpty();
        assertThatThrownBy(() -> connectWise.write(beyond, NOTE)).isInstanceOf(Refused.class);
        assertThat(tenant.requests()).isEmpty();
    }

    @Test
    void a_contact_has_its_addresses_and_only_those_phones_that_this_company_calls_mobile() {
        tenant.answers(CONTACT_PATH, "contact.json");

        assertThat(connectWise.contact(ANN))
                .contains(new Contact(
                        ANN,
                        HARBOUR_DENTAL,
                        "Ann Perkins",
                        List.of("ann@harbour-dental.example", "front@harbour-dental.example"),
                        List.of("(212) 555-0102")));
        assertThat(decoded(tenant.requests().getFirst().getUrl()))
                .isEqualTo(
                        API + CONTACT_PATH + "?fields=id,firstName,lastName,company/id,inactiveFlag,communicationItems")
                .doesNotContain("portalPassword");
    }

    @Test
    void a_company_names_its_own_kinds_of_mobile() {
        tenant.answers(CONTACT_PATH, "contact.json");
        var usual = tenant.settings(HOME);
        tenant.now(new ConnectWiseSettings(
                usual.companyId(),
                usual.publicKey(),
                usual.privateKey(),
                usual.clientId(),
                usual.apiMember(),
                usual.apiRoot(),
                usual.uiOrigins(),
                usual.keyOrigins(),
                null,
                null,
                Set.of(" direct ")));

        assertThat(connectWise.contact(ANN).orElseThrow().mobiles()).containsExactly("2125550101");
    }

    @Test
    void a_kind_of_communication_that_the_vendor_invents_is_neither_phone_nor_mail() {
        tenant.answers(CONTACT_PATH, "contact-with-new-enum-value.json");

        var contact = connectWise.contact(ANN).orElseThrow();

        assertThat(contact.mobiles()).containsExactly("+1 212 555 0102");
        assertThat(contact.emails()).isEmpty();
    }

    @Test
    void fields_that_are_missing_from_a_contact_are_no_mobile_and_no_error() {
        tenant.answers(CONTACT_PATH, "contact-with-missing-fields.json");

        assertThat(connectWise.contact(ANN))
                .contains(
                        new Contact(ANN, HARBOUR_DENTAL, "Perkins", List.of("ann@harbour-dental.example"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"contact-inactive.json", "contact-of-no-company.json"})
    void a_contact_that_left_or_belongs_nowhere_takes_no_part_in_matching(String file) {
        tenant.answers(CONTACT_PATH, file);

        assertThat(connectWise.contact(ANN)).isEmpty();
    }

    @Test
    void a_note_goes_out_internal_mailing_nobody_and_without_a_single_null() {
        tenant.answers(NOTES_PATH, status(201, "note-written.json"));

        assertThat(connectWise.write(TICKET, new Note("Verified \"Ann\" ✓ [cs:7f3a]", "[cs:7f3a]")))
                .isEqualTo(new NoteId(770001));

        var request = tenant.requests().getFirst();
        assertThat(new String(request.getBody(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"text\":\"Verified \\\"Ann\\\" ✓ [cs:7f3a]\",\"internalAnalysisFlag\":true,\"processNotifications\":false}");
        assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeader("Content-Length")).isEqualTo(String.valueOf(request.getBody().length));
        assertThat(request.getHeader("Transfer-Encoding")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sign-in-page.html", "empty-page.json", "route-not-found.json"})
    void a_note_whose_number_does_not_come_back_is_unclear(String file) {
        tenant.answers(NOTES_PATH, status(201, file));

        assertThatThrownBy(() -> connectWise.write(TICKET, NOTE)).isInstanceOf(Unclear.class);
    }

    @Test
    void the_newest_notes_come_first_and_those_of_our_own_member_are_ours() {
        tenant.answers(NOTES_PATH, "notes.json");

        assertThat(connectWise.newestNotes(TICKET, TEN))
                .containsExactly(
                        new WrittenNote(new NoteId(770003), "Looks like one of yours", false),
                        new WrittenNote(new NoteId(770002), "VERIFIED [cs:7f3a]", true),
                        new WrittenNote(new NoteId(770001), "Called in", false));
        assertThat(decoded(tenant.requests().getFirst().getUrl()))
                .isEqualTo(
                        API + NOTES_PATH + "?orderBy=id desc&fields=id,text,createdBy,dateCreated&page=1&pageSize=50");
    }

    @Test
    void notes_are_turned_over_until_they_are_older_than_asked_for() {
        page(1, fifty("2026-06-01T10:30:00Z"));
        page(2, fifty("2026-06-01T09:57:00Z"));
        page(3, fifty("2026-06-01T09:54:59Z"));

        assertThat(connectWise.newestNotes(TICKET, TEN)).hasSize(150);
        assertThat(tenant.callsMade()).hasSize(3);
    }

    @Test
    void a_list_of_notes_that_cannot_be_read_to_its_end_is_no_answer() {
        tenant.answers(
                NOTES_PATH,
                aResponse().withHeader("Content-Type", Tenant.VENDOR_JSON).withBody(fifty("soon")));

        assertThatThrownBy(() -> connectWise.newestNotes(TICKET, TEN)).isInstanceOf(Unclear.class);
        assertThat(tenant.callsMade()).hasSize(10);
    }

    @Test
    void a_ticket_without_notes_has_none() {
        tenant.answers(NOTES_PATH, "empty-page.json");

        assertThat(connectWise.newestNotes(TICKET, TEN)).isEmpty();
    }

    @Test
    void a_member_is_found_by_identifier_when_active() {
        tenant.answers(MEMBERS_PATH, "members.json");

        assertThat(connectWise.technician(HOME, "jdoe"))
                .contains(new Technician(HOME, "JDoe", "Jane Doe", null, "jdoe"));
        assertThat(decoded(tenant.requests().getFirst().getUrl()))
                .contains("conditions=identifier=\"jdoe\" and inactiveFlag=false&");
        assertThat(tenant.requests().getFirst().getUrl()).contains("conditions=identifier%3D%22jdoe%22%20and%20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"member-inactive.json", "member-of-another-name.json", "empty-page.json"})
    void a_server_that_overlooks_the_condition_makes_nobody_a_member(String file) {
        tenant.answers(MEMBERS_PATH, file);

        assertThat(connectWise.technician(HOME, "jdoe")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdoe\" or identifier!=\"", "", "j doe", "jdoe'", "jdoe%", "jdoe\n", "j:doe"})
    void an_identifier_that_could_leave_its_quotes_is_nobody_and_asks_nobody(String identifier) {
        assertThat(connectWise.technician(HOME, identifier)).isEmpty();
        assertThat(tenant.requests()).isEmpty();
    }

    private void page(int page, String body) {
        tenant.server.stubFor(get(urlPathEqualTo(API + NOTES_PATH))
                .withQueryParam("page", equalTo(String.valueOf(page)))
                .willReturn(aResponse()
                        .withHeader("Content-Type", Tenant.VENDOR_JSON)
                        .withBody(body)));
    }

    private static String fifty(String date) {
        return IntStream.rangeClosed(1, 50)
                .mapToObj(id -> "{\"id\":" + id + ",\"text\":\"\",\"dateCreated\":\"" + date + "\"}")
                .toList()
                .toString();
    }

    private static String decoded(String url) {
        return URLDecoder.decode(url, StandardCharsets.UTF_8);
    }
}
