package io.countersign.connectwise;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.countersign.connectwise.Tenant.NOTE;
import static io.countersign.connectwise.Tenant.NOTES_PATH;
import static io.countersign.connectwise.Tenant.TICKET;
import static io.countersign.connectwise.Tenant.TICKET_PATH;
import static io.countersign.connectwise.Tenant.VENDOR_JSON;
import static io.countersign.connectwise.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.countersign.psa.BoundedAnswer;
import io.countersign.psa.OutsideOrigins;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectWiseFaultsTest {
    private final Tenant tenant = new Tenant();

    @AfterEach
    void stop() {
        tenant.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            400 | note-without-a-place.json       | ConnectWise refused the request: InvalidObject, MissingRequiredField in detailDescriptionFlag
            400 | callback-object-exists.json     | ConnectWise refused the request: InvalidObject, ObjectExists in objectId
            400 | cannot-route.json               | ConnectWise does not know this company or code base; the API address or the company is wrong
            400 | ssl-is-required.json            | ConnectWise wants its API host, which begins with api-, not the host that people open
            400 | sign-in-page.html               | ConnectWise refused the request
            401 | sign-in-page.html               | ConnectWise does not accept our keys or our client id
            403 | forbidden-naming-the-module.json| The security role of our API member lacks a permission in ConnectWise: Service Tickets
            403 | forbidden-without-a-hint.json   | The security role of our API member lacks a permission in ConnectWise, which does not say which
            404 | record-not-found.json           | ConnectWise no longer has this record
            404 | route-not-found.json            | ConnectWise does not know this address; company, code base or keys may be wrong
            404 | sign-in-page.html               | ConnectWise does not know this address; company, code base or keys may be wrong
            405 | sign-in-page.html               | ConnectWise answered 405
            415 | empty-page.json                 | ConnectWise answered 415
            """, delimiter = '|')
    void what_is_refused_is_refused_for_good_in_a_sentence_of_ours(int status, String file, String why) {
        tenant.answers(NOTES_PATH, status(status, file));

        assertThat(write()).isInstanceOf(Refused.class).hasMessage(why);
        assertThat(tenant.callsMade()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504})
    void after_an_error_of_the_server_the_note_may_be_there(int status) {
        tenant.answers(NOTES_PATH, status(status, "sign-in-page.html"));

        assertThat(write()).isInstanceOf(Unclear.class);
        assertThat(tenant.callsMade()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK"})
    void after_a_reset_or_half_an_answer_the_note_may_be_there(Fault fault) {
        tenant.answers(NOTES_PATH, aResponse().withStatus(201).withFault(fault));

        assertThat(write()).isInstanceOf(Unclear.class);
        assertThat(tenant.callsMade()).hasSize(1);
    }

    @Test
    void a_kept_connection_that_breaks_under_a_note_repeats_nothing() {
        tenant.answers(TICKET_PATH, "ticket.json");
        assertThat(tenant.calls().ticket(TICKET)).isPresent();
        tenant.answers(NOTES_PATH, aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        assertThat(write()).isInstanceOf(Unclear.class);
        assertThat(tenant.callsMade()).containsExactly("GET " + TICKET_PATH, "POST " + NOTES_PATH);
    }

    @Test
    void silence_is_unclear_and_ends() {
        tenant.answers(NOTES_PATH, status(201, "note-written.json").withFixedDelay(5_000));

        assertThat(writeWithin(Duration.ofSeconds(1))).isInstanceOf(Unclear.class);
        assertThat(tenant.callsMade()).hasSize(1);
    }

    @Test
    void an_answer_that_trickles_is_unclear_and_ends() {
        tenant.answers(NOTES_PATH, status(201, "note-written.json").withChunkedDribbleDelay(20, 10_000));
        long start = System.nanoTime();

        assertThat(writeWithin(Duration.ofSeconds(1))).isInstanceOf(Unclear.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void an_endless_answer_is_read_to_two_mebibytes_and_no_further() {
        String start = "{\"id\":5000,\"company\":{\"id\":1},\"padding\":\"";
        String fits = start + "x".repeat(BoundedAnswer.LONGEST - start.length() - 2) + "\"}";
        tenant.answers(TICKET_PATH, json(fits));
        assertThat(tenant.calls().ticket(TICKET)).isPresent();

        tenant.answers(TICKET_PATH, json(fits.replace("padding\":\"", "padding\":\"x")));
        assertThat(fault(() -> tenant.calls().ticket(TICKET))).isInstanceOf(Unclear.class);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            17                            | 17
            0                             | 1
            999999                        | 600
            Mon, 01 Jun 2026 10:01:00 GMT | 60
            Mon, 01 Jun 2026 09:00:00 GMT | 1
            soon                          | 42
                                          | 42
            """, delimiter = '|')
    void when_throttled_we_wait_as_long_as_the_header_says_or_else_the_sentence(String header, int seconds) {
        var answer = status(429, "too-many-requests-with-error-instead-of-code.json")
                .withHeader("Date", "Mon, 01 Jun 2026 10:00:00 GMT");
        tenant.answers(NOTES_PATH, header == null ? answer : answer.withHeader("Retry-After", header));

        assertThat(write())
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.waitFor()).isEqualTo(Duration.ofSeconds(seconds)));
        assertThat(tenant.callsMade()).hasSize(1);
    }

    @Test
    void throttled_without_a_word_we_wait_half_a_minute() {
        tenant.answers(NOTES_PATH, status(429, "sign-in-page.html"));

        assertThat(write())
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.waitFor()).isEqualTo(Duration.ofSeconds(30)));
    }

    @Test
    void a_record_in_use_is_surely_not_changed() {
        tenant.answers(NOTES_PATH, status(409, "empty-page.json"));

        assertThat(write()).isInstanceOf(Busy.class);
    }

    @Test
    void a_refused_connection_did_surely_nothing() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        var nobody = URI.create("http://127.0.0.1:" + closed);
        tenant.now(Tenant.settings(nobody, Set.of(nobody)));
        var outside = new OutsideOrigins(Set.of(nobody));
        var connectWise = new ConnectWiseCalls(
                tenant, new ConnectWiseClients(tenant, outside, tenant.httpClients(), Duration.ofSeconds(1)));

        assertThat(fault(() -> connectWise.write(TICKET, NOTE))).isInstanceOf(Busy.class);
    }

    @Test
    void a_host_that_does_not_exist_did_surely_nothing() {
        var nobody = URI.create("https://connectwise.invalid");
        tenant.now(Tenant.settings(nobody, Set.of(nobody)));

        assertThat(write()).isInstanceOf(Busy.class);
    }

    @Test
    void credentials_follow_no_redirect() {
        tenant.answers(NOTES_PATH, aResponse().withStatus(307).withHeader("Location", "/elsewhere"));

        assertThat(write()).isInstanceOf(Refused.class);
        assertThat(tenant.callsMade()).containsExactly("POST " + NOTES_PATH);
    }

    @Test
    void plain_http_is_refused_before_anything_is_sent_unless_exactly_that_origin_is_named() {
        tenant.answers(TICKET_PATH, "ticket.json");
        var strict = new ConnectWiseCalls(
                tenant,
                new ConnectWiseClients(
                        tenant, new OutsideOrigins(Set.of()), tenant.httpClients(), Duration.ofSeconds(1)));

        assertThat(fault(() -> strict.ticket(TICKET))).isInstanceOf(Refused.class);
        assertThat(tenant.requests()).isEmpty();
        assertThat(tenant.calls().ticket(TICKET)).isPresent();
    }

    /** An error body repeats what was sent; a fault ends in logs and before an administrator's eyes. */
    @ParameterizedTest
    @CsvSource({
        "400, note-without-a-place.json",
        "403, forbidden-naming-the-module.json",
        "404, record-not-found.json",
        "500, note-without-a-place.json",
        "201, notes.json"
    })
    void a_fault_shows_nothing_of_what_was_sent_or_answered(int status, String file) {
        tenant.answers(NOTES_PATH, status(status, file));

        var shown = new StringWriter();
        write().printStackTrace(new PrintWriter(shown));

        assertThat(shown.toString())
                .doesNotContain("482913", "harbour-dental.example", "57919", "priv456", "cHJpdjQ1Ng", "cs:7f3a");
    }

    @Test
    void an_answer_that_cannot_be_read_is_not_quoted() {
        tenant.answers(TICKET_PATH, json("{\"id\":\"ann@harbour-dental.example\"}"));

        var shown = new StringWriter();
        fault(() -> tenant.calls().ticket(TICKET)).printStackTrace(new PrintWriter(shown));

        assertThat(shown.toString()).contains("cannot be read").doesNotContain("harbour-dental");
    }

    @Test
    void settings_and_members_print_without_credentials() {
        assertThat(tenant.settings(Tenant.HOME).toString()).doesNotContain("priv456", "pub123", "0a1b2c3d");
        assertThat(new ConnectWiseMember("Training", "jdoe", "s3cr3t-hash").toString())
                .doesNotContain("s3cr3t", "jdoe");
    }

    private static ResponseDefinitionBuilder json(String body) {
        return aResponse().withHeader("Content-Type", VENDOR_JSON).withBody(body);
    }

    private PsaFault writeWithin(Duration readTimeout) {
        return fault(() -> tenant.calls(readTimeout).write(TICKET, NOTE));
    }

    private PsaFault write() {
        return fault(() -> tenant.calls().write(TICKET, NOTE));
    }

    private static PsaFault fault(Runnable call) {
        PsaFault fault = catchThrowableOfType(PsaFault.class, call::run);
        assertThat(fault).isNotNull();
        return fault;
    }
}
