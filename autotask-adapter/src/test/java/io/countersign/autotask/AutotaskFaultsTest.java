package io.countersign.autotask;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.countersign.autotask.Tenant.HOME;
import static io.countersign.autotask.Tenant.NOTE;
import static io.countersign.autotask.Tenant.NOTES_PATH;
import static io.countersign.autotask.Tenant.TICKET;
import static io.countersign.autotask.Tenant.TICKET_PATH;
import static io.countersign.autotask.Tenant.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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

class AutotaskFaultsTest {
    private static final String POST = "POST " + NOTES_PATH;

    private final Tenant tenant = new Tenant();

    @AfterEach
    void stop() {
        tenant.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            500 | errors-picklist.json   | Autotask refused the request; it names noteType
            500 | errors-other.json      | Autotask refused the request
            200 | errors-other.json      | Autotask refused the request
            400 | errors-picklist.json   | Autotask refused the request; it names noteType
            500 | errors-permission.json | The security level of our API user in Autotask lacks the right to add notes to tickets
            200 | errors-permission.json | The security level of our API user in Autotask lacks the right to add notes to tickets
            403 | nothing.json           | The security level of our API user in Autotask lacks the right to add notes to tickets
            403 | errors-other.json      | The security level of our API user in Autotask lacks the right to add notes to tickets
            404 | nothing.json           | Autotask does not have this record, or does not know this address
            405 | unavailable.html       | Autotask answered 405
            """, delimiter = '|')
    void what_is_refused_is_refused_for_good_in_a_sentence_of_ours(int status, String file, String why) {
        tenant.answers(NOTES_PATH, status(status, file));

        assertThat(write()).isInstanceOf(Refused.class).hasMessage(why);
        assertThat(tenant.count(POST)).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "408, nothing.json",
        "500, unavailable.html",
        "500, nothing.json",
        "500, errors-empty.json",
        "500, errors-deadlock.json",
        "500, errors-timeout.json",
        "200, errors-timeout.json",
        "502, unavailable.html",
        "503, unavailable.html",
        "504, unavailable.html",
        "200, unavailable.html",
        "200, nothing.json",
        "200, errors-empty.json",
        "200, no-item.json"
    })
    void after_what_may_have_broken_off_under_way_the_note_may_be_there(int status, String file) {
        tenant.answers(NOTES_PATH, status(status, file));

        assertThat(write()).isInstanceOf(Unclear.class);
        assertThat(tenant.count(POST)).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "500, errors-thread-limit.json",
        "429, errors-thread-limit.json",
        "409, errors-thread-limit.json",
        "403, errors-thread-limit.json",
        "401, errors-thread-limit.json",
        "404, errors-thread-limit.json",
        "503, errors-thread-limit.json",
        "200, errors-thread-limit.json",
        "500, thread-limit.html"
    })
    void one_call_too_many_at_once_did_surely_nothing_whatever_the_status(int status, String file) {
        tenant.answers(NOTES_PATH, status(status, file));

        assertThat(write())
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.waitFor()).isEqualTo(Duration.ofSeconds(2)));
        assertThat(tenant.count(POST)).isOne();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            17                            | 17
            0                             | 1
            999999                        | 600
            Mon, 01 Jun 2026 10:01:30 GMT | 90
            Mon, 01 Jun 2026 09:00:00 GMT | 1
            soon                          | 60
                                          | 60
            """, delimiter = '|')
    void over_the_allowance_we_wait_as_long_as_the_header_says_or_else_a_minute(String header, int seconds) {
        var answer = status(429, "nothing.json").withHeader("Date", "Mon, 01 Jun 2026 10:00:00 GMT");
        tenant.answers(NOTES_PATH, header == null ? answer : answer.withHeader("Retry-After", header));

        assertThat(write())
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.waitFor()).isEqualTo(Duration.ofSeconds(seconds)));
        assertThat(tenant.count(POST)).isOne();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK"})
    void after_a_reset_or_half_an_answer_the_note_may_be_there(Fault fault) {
        tenant.answers(NOTES_PATH, aResponse().withStatus(200).withFault(fault));

        assertThat(write()).isInstanceOf(Unclear.class);
        assertThat(tenant.count(POST)).isOne();
    }

    @Test
    void silence_is_unclear_and_ends() {
        tenant.answers(NOTES_PATH, status(200, "written.json").withFixedDelay(5_000));

        assertThat(fault(() -> tenant.calls(Duration.ofSeconds(1)).write(TICKET, NOTE)))
                .isInstanceOf(Unclear.class);
        assertThat(tenant.count(POST)).isOne();
    }

    @Test
    void an_answer_that_trickles_is_unclear_and_ends() {
        tenant.answers(NOTES_PATH, status(200, "written.json").withChunkedDribbleDelay(10, 10_000));
        var calls = tenant.calls(Duration.ofSeconds(1));
        long start = System.nanoTime();

        assertThat(fault(() -> calls.write(TICKET, NOTE))).isInstanceOf(Unclear.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void an_endless_answer_is_read_to_two_mebibytes_and_no_further() {
        String start = "{\"item\":{\"id\":7865,\"companyID\":174,\"status\":1},\"padding\":\"";
        String fits = start + "x".repeat(BoundedAnswer.LONGEST - start.length() - 2) + "\"}";
        tenant.answers(
                TICKET_PATH,
                aResponse().withHeader("Content-Type", "application/json").withBody(fits));
        assertThat(tenant.calls().ticket(TICKET)).isPresent();

        tenant.answers(
                TICKET_PATH,
                aResponse().withHeader("Content-Type", "application/json").withBody(fits + " "));
        assertThat(fault(() -> tenant.calls().ticket(TICKET))).isInstanceOf(Unclear.class);
    }

    @Test
    void a_refused_connection_did_surely_nothing() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        tenant.zone("http://127.0.0.1:" + closed + "/ATServicesRest/");
        var outside = new OutsideOrigins(Set.of(tenant.origin(), URI.create("http://127.0.0.1:" + closed)));
        var calls = tenant.calls(tenant.calling(Duration.ofSeconds(1), outside));

        assertThat(fault(() -> calls.write(TICKET, NOTE))).isInstanceOf(Busy.class);
    }

    @Test
    void credentials_follow_no_redirect() {
        tenant.answers(NOTES_PATH, aResponse().withStatus(307).withHeader("Location", "/elsewhere"));

        assertThat(write()).isInstanceOf(Refused.class);
        assertThat(tenant.callsMade()).doesNotContain("POST /elsewhere");
    }

    @Test
    void what_is_unclear_before_the_note_is_posted_leaves_no_doubt_about_the_note() {
        tenant.answers(Tenant.NOTE_FIELDS_PATH, aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        assertThat(write()).isInstanceOf(Busy.class);

        tenant.zone(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        assertThat(write()).isInstanceOf(Busy.class);
        assertThat(tenant.count(POST)).isZero();
    }

    /** An error body repeats what was sent; a fault ends in logs and before an administrator's eyes. */
    @ParameterizedTest
    @CsvSource({
        "400, errors-other.json",
        "401, errors-other.json",
        "403, errors-other.json",
        "404, errors-other.json",
        "500, errors-picklist.json",
        "503, unavailable.html",
        "200, errors-other.json",
        "200, contact.json"
    })
    void a_fault_shows_nothing_of_what_was_sent_or_answered(int status, String file) {
        tenant.answers(NOTES_PATH, status(status, file));

        assertThat(shown(write()))
                .doesNotContain("482913", "harbour-dental.example", "s3cr3t", "abc123", "TRACK1NG", "cs:7f3a");
    }

    @Test
    void an_answer_that_cannot_be_read_is_not_quoted() {
        tenant.answers(
                TICKET_PATH,
                aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody("{\"item\":{\"id\":\"ann@harbour-dental.example\"}}"));

        assertThat(shown(fault(() -> tenant.calls().ticket(TICKET))))
                .contains("cannot be read")
                .doesNotContain("harbour-dental");
    }

    @Test
    void settings_print_without_credentials() {
        assertThat(tenant.settings(HOME).toString()).doesNotContain("s3cr3t", "abc123", "TRACK1NG", "kat-secret");
    }

    private static String shown(PsaFault fault) {
        var shown = new StringWriter();
        fault.printStackTrace(new PrintWriter(shown));
        return shown.toString();
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
