package io.countersign.app.channel.twilio;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.countersign.account.MobileNumber;
import io.countersign.app.channel.OutsideOrigins;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.challenge.Handover;
import io.countersign.challenge.TextMessages.OutgoingText;
import io.countersign.ticket.InstallationId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TwilioTextsTest {
    private static final String ACCOUNT = "AC" + "0".repeat(31) + "1";
    private static final String KEY = "SK" + "0".repeat(31) + "2";
    private static final String SERVICE = "MG" + "0".repeat(31) + "3";
    private static final InstallationId INSTALLATION = new InstallationId("AAAAAAAAAAAAAAAAAAAAAA");
    private static final String MESSAGES = "/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json";
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final OutgoingText TEXT = new OutgoingText(
            INSTALLATION,
            "ref_1-A",
            new MobileNumber("+12025550123"),
            "Example IT: code 482913. Ticket 7",
            Duration.ofMinutes(5));

    private static final WireMockServer twilio =
            new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());

    @BeforeAll
    static void start() {
        twilio.start();
    }

    @AfterAll
    static void stop() {
        twilio.stop();
    }

    @BeforeEach
    void reset() {
        twilio.resetAll();
    }

    @Test
    void a_text_is_one_request_with_everything_twilio_needs() {
        twilio.stubFor(post(anyUrl()).willReturn(accepted()));

        assertThat(texts().send(TEXT)).isEqualTo(new Handover.Accepted("SM0001"));

        twilio.verify(1, anyRequestedFor(anyUrl()));
        twilio.verify(postRequestedFor(urlEqualTo(MESSAGES))
                .withHeader("Content-Type", equalTo("application/x-www-form-urlencoded"))
                .withHeader(
                        "Authorization",
                        equalTo("Basic "
                                + Base64.getEncoder().encodeToString((KEY + ":key-secret").getBytes(US_ASCII)))));
        assertThat(sentForm())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "To", "+12025550123",
                        "MessagingServiceSid", SERVICE,
                        "Body", "Example IT: code 482913. Ticket 7",
                        "ValidityPeriod", "300",
                        "StatusCallback", "https://desk.example/cs/twilio/AAAAAAAAAAAAAAAAAAAAAA/status/ref_1-A"));
    }

    @ParameterizedTest
    @CsvSource({"PT0S,1", "PT0.5S,1", "PT60S,60", "PT24H,36000"})
    void the_validity_stays_within_what_twilio_takes(Duration usefulFor, String seconds) {
        twilio.stubFor(post(anyUrl()).willReturn(accepted()));

        assertThat(texts().send(new OutgoingText(INSTALLATION, "r", TEXT.to(), "code 482913", usefulFor)))
                .isInstanceOf(Handover.Accepted.class);

        assertThat(sentForm()).containsEntry("ValidityPeriod", seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "400,21211,NOT_A_NUMBER",
        "400,21408,COUNTRY_NOT_ENABLED",
        "400,21606,SENDER_NOT_READY",
        "400,21659,SENDER_NOT_READY",
        "400,21610,OPTED_OUT",
        "400,21614,CANNOT_RECEIVE_TEXTS",
        "401,20003,PROVIDER_REFUSES_US",
        "403,20003,PROVIDER_REFUSES_US",
        "400,99999,UNKNOWN"
    })
    void what_twilio_refuses_is_refused_for_good_after_one_request(int status, int code, DeliveryProblem problem) {
        twilio.stubFor(post(anyUrl()).willReturn(error(status, code)));

        assertThat(texts().send(TEXT)).isEqualTo(new Handover.Rejected(problem));

        twilio.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void credentials_refused_without_json_are_still_refused_credentials() {
        twilio.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(401).withBody("<html>Authenticate</html>")));

        assertThat(texts().send(TEXT)).isEqualTo(new Handover.Rejected(DeliveryProblem.PROVIDER_REFUSES_US));
    }

    @ParameterizedTest
    @CsvSource({"7,7", "'',2", "soon,2", "'Wed, 21 Oct 2026 07:28:00 GMT',2", "-1,2", "999999,3600"})
    void throttled_is_surely_not_taken_and_waits_as_asked(String retryAfter, long seconds) {
        var answer = error(429, 20429);
        twilio.stubFor(post(anyUrl())
                .willReturn(retryAfter.isEmpty() ? answer : answer.withHeader("Retry-After", retryAfter)));

        assertThat(texts().send(TEXT)).isEqualTo(new Handover.Busy(Duration.ofSeconds(seconds)));

        twilio.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void the_throttling_code_counts_under_another_status_too() {
        twilio.stubFor(post(anyUrl()).willReturn(error(400, 20429)));

        assertThat(texts().send(TEXT)).isEqualTo(new Handover.Busy(Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void a_server_error_may_have_been_taken_and_is_not_repeated(int status) {
        twilio.stubFor(post(anyUrl()).willReturn(error(status, 20500)));

        assertThat(texts().send(TEXT)).isEqualTo(new Handover.Unclear());

        twilio.verify(1, anyRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 400, 404, 500, 503})
    void an_answer_that_is_not_json_is_unclear(int status) {
        for (String body : List.of("<html>maintenance</html>", "", "{}", "[]", "{\"code\":null,\"status\":null}")) {
            twilio.resetAll();
            twilio.stubFor(
                    post(anyUrl()).willReturn(aResponse().withStatus(status).withBody(body)));

            assertThat(texts().send(TEXT)).as(body).isEqualTo(new Handover.Unclear());

            twilio.verify(1, anyRequestedFor(anyUrl()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECTION_RESET_BY_PEER",
                "EMPTY_RESPONSE",
                "RANDOM_DATA_THEN_CLOSE",
                "MALFORMED_RESPONSE_CHUNK"
            })
    void a_broken_connection_is_unclear_and_not_repeated(Fault fault) {
        twilio.stubFor(post(anyUrl()).willReturn(aResponse().withFault(fault)));

        assertThat(texts().send(TEXT)).isEqualTo(new Handover.Unclear());

        twilio.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void a_broken_connection_is_not_repeated_when_it_was_kept_from_before() {
        twilio.stubFor(post(anyUrl()).willReturn(accepted()));
        var texts = texts();
        assertThat(texts.send(TEXT)).isInstanceOf(Handover.Accepted.class);
        twilio.resetAll();
        twilio.stubFor(post(anyUrl()).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));

        assertThat(texts.send(TEXT)).isEqualTo(new Handover.Unclear());

        twilio.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void a_redirect_is_not_followed_with_our_credentials() {
        twilio.stubFor(post(urlPathEqualTo(MESSAGES))
                .willReturn(aResponse().withStatus(307).withHeader("Location", twilio.baseUrl() + "/elsewhere")));

        assertThat(texts().send(TEXT)).isEqualTo(new Handover.Unclear());

        twilio.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void silence_is_unclear_after_the_limit() {
        twilio.stubFor(post(anyUrl()).willReturn(accepted().withFixedDelay(5_000)));

        assertThat(texts(Duration.ofMillis(300)).send(TEXT)).isEqualTo(new Handover.Unclear());
    }

    @Test
    void a_body_that_trickles_in_does_not_hold_the_thread_beyond_the_limit() {
        twilio.stubFor(post(anyUrl()).willReturn(accepted().withChunkedDribbleDelay(20, 8_000)));

        long start = System.nanoTime();
        assertThat(texts(Duration.ofMillis(500)).send(TEXT)).isEqualTo(new Handover.Unclear());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void a_refused_connection_is_surely_not_taken() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        var base = URI.create("http://127.0.0.1:" + closed);

        assertThat(texts(base, Set.of(base), Duration.ofSeconds(10)).send(TEXT))
                .isEqualTo(new Handover.Busy(Duration.ofSeconds(2)));
    }

    @Test
    void an_origin_that_is_not_listed_gets_neither_text_nor_credentials() {
        twilio.stubFor(any(anyUrl()).willReturn(accepted()));
        var unlisted = texts(URI.create(twilio.baseUrl()), Set.of(), Duration.ofSeconds(10));

        assertThatIllegalStateException().isThrownBy(() -> unlisted.send(TEXT)).withMessageContaining("extra-origins");
        assertThatIllegalStateException().isThrownBy(() -> unlisted.taken(TEXT, NOON));

        twilio.verify(0, anyRequestedFor(anyUrl()));
    }

    @Test
    void a_reference_that_would_need_escaping_is_not_sent() {
        for (String reference : List.of("", "a/b", "a b", "a%20b", "../x", "x".repeat(65))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> texts().send(new OutgoingText(
                            INSTALLATION, reference, TEXT.to(), "code 482913", Duration.ofMinutes(5))));
        }
        twilio.verify(0, anyRequestedFor(anyUrl()));
    }

    @Test
    void a_text_that_twilio_took_is_found_again() {
        listed(
                message("SM0009", "Mon, 02 Mar 2026 12:00:03 +0000", "something else"),
                message("SM0007", "Mon, 02 Mar 2026 12:00:02 +0000", TEXT.body()));

        assertThat(texts().taken(TEXT, NOON)).isEqualTo(Optional.of(new Handover.Accepted("SM0007")));

        twilio.verify(1, anyRequestedFor(anyUrl()));
        twilio.verify(getRequestedFor(urlPathEqualTo(MESSAGES)).withQueryParam("To", equalTo("+12025550123")));
    }

    @Test
    void an_earlier_send_of_the_same_text_is_not_taken_for_this_one() {
        listed(message("SM0007", "Mon, 02 Mar 2026 11:59:45 +0000", TEXT.body()));

        assertThat(texts().taken(TEXT, NOON)).isEmpty();
    }

    @Test
    void clocks_that_differ_by_seconds_do_not_hide_a_text() {
        listed(message("SM0007", "Mon, 02 Mar 2026 11:59:56 +0000", TEXT.body()));

        assertThat(texts().taken(TEXT, NOON.plusMillis(900))).isEqualTo(Optional.of(new Handover.Accepted("SM0007")));
    }

    @Test
    void no_such_text_means_that_twilio_surely_has_none() {
        listed();

        assertThat(texts().taken(TEXT, NOON)).isEmpty();
    }

    @Test
    void later_pages_are_read_from_the_configured_origin_only() {
        twilio.stubFor(get(urlMatching("/2010-04-01/.*"))
                .atPriority(5)
                .willReturn(
                        page("/2010-04-01/next-page", message("SM0009", "Mon, 02 Mar 2026 12:00:03 +0000", "other"))));
        twilio.stubFor(get(urlEqualTo("/2010-04-01/next-page"))
                .atPriority(1)
                .willReturn(page(null, message("SM0007", "Mon, 02 Mar 2026 12:00:01 +0000", TEXT.body()))));

        assertThat(texts().taken(TEXT, NOON)).isEqualTo(Optional.of(new Handover.Accepted("SM0007")));
    }

    @Test
    void a_list_without_end_cannot_answer() {
        twilio.stubFor(get(anyUrl())
                .willReturn(
                        page("/2010-04-01/next-page", message("SM0009", "Mon, 02 Mar 2026 12:00:03 +0000", "other"))));

        assertThatIllegalStateException().isThrownBy(() -> texts().taken(TEXT, NOON));

        twilio.verify(5, anyRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401, 404, 429, 500, 503})
    void a_list_that_cannot_be_read_never_means_none(int status) {
        twilio.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(status).withBody("+12025550123 <html>")));

        assertThatIllegalStateException()
                .isThrownBy(() -> texts().taken(TEXT, NOON))
                .withNoCause()
                .withMessageNotContaining("5550123");

        twilio.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void a_list_without_its_messages_never_means_none() {
        twilio.stubFor(get(anyUrl()).willReturn(json(200, "{}")));

        assertThatIllegalStateException().isThrownBy(() -> texts().taken(TEXT, NOON));
    }

    @Test
    void neither_number_nor_code_nor_secret_reaches_a_log_even_at_the_finest_level() {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var sdk = (Logger) LoggerFactory.getLogger("com.twilio");
        var ours = (Logger) LoggerFactory.getLogger("io.countersign");
        var jdk = (Logger) LoggerFactory.getLogger("jdk.internal.httpclient");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        for (var logger : List.of(sdk, ours, jdk)) {
            logger.setLevel(Level.TRACE);
        }
        root.addAppender(lines);
        try {
            twilio.stubFor(post(anyUrl())
                    .willReturn(aResponse()
                            .withStatus(400)
                            .withBody("{\"code\":21610,\"message\":\"to +12025550123 482913\",\"status\":400}")));
            listed(message("SM0007", "Mon, 02 Mar 2026 12:00:00 +0000", TEXT.body()));
            assertThat(texts().send(TEXT)).isInstanceOf(Handover.Rejected.class);
            assertThat(texts().taken(TEXT, NOON)).isPresent();
        } finally {
            root.detachAppender(lines);
            for (var logger : List.of(sdk, ours, jdk)) {
                logger.setLevel(null);
            }
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("5550123") || line.contains("482913") || line.contains("key-secret"));
    }

    @Test
    void the_settings_print_without_their_secrets() {
        assertThat(settings(URI.create("https://api.twilio.com")).toString())
                .doesNotContain("key-secret")
                .doesNotContain("token-one");
    }

    @Test
    void half_configured_settings_are_refused() {
        var good = settings(TwilioSettings.TWILIO);
        assertThatIllegalArgumentException().isThrownBy(() -> settings("AC1", good.authTokens(), good.publicBaseUrl()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("AC" + "0".repeat(30) + "/.", good.authTokens(), good.publicBaseUrl()));
        assertThatIllegalArgumentException().isThrownBy(() -> settings(ACCOUNT, List.of(), good.publicBaseUrl()));
        assertThatIllegalArgumentException().isThrownBy(() -> settings(ACCOUNT, List.of(" "), good.publicBaseUrl()));
        for (String url : List.of(
                "https://desk.example/", "https://desk.example?x=1", "https://desk.example/%41", "desk.example")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings(ACCOUNT, good.authTokens(), URI.create(url)));
        }
    }

    @Test
    void warming_up_touches_no_network() {
        texts().warmUp();

        twilio.verify(0, anyRequestedFor(anyUrl()));
    }

    private static TwilioTexts texts() {
        return texts(Duration.ofSeconds(10));
    }

    private static TwilioTexts texts(Duration limit) {
        var base = URI.create(twilio.baseUrl());
        return texts(base, Set.of(base), limit);
    }

    private static TwilioTexts texts(URI base, Set<URI> listed, Duration limit) {
        return new TwilioTexts(id -> settings(base), new OutsideOrigins(listed), limit);
    }

    private static TwilioSettings settings(URI base) {
        return new TwilioSettings(
                ACCOUNT, KEY, "key-secret", List.of("token-one"), SERVICE, base, URI.create("https://desk.example/cs"));
    }

    private static TwilioSettings settings(String account, List<String> tokens, URI publicBaseUrl) {
        return new TwilioSettings(account, KEY, "key-secret", tokens, SERVICE, TwilioSettings.TWILIO, publicBaseUrl);
    }

    private static ResponseDefinitionBuilder accepted() {
        return json(
                201,
                "{\"sid\":\"SM0001\",\"status\":\"accepted\",\"num_segments\":\"0\",\"from\":null,\"error_code\":null}");
    }

    private static ResponseDefinitionBuilder error(int status, int code) {
        return json(
                status,
                "{\"code\":%d,\"message\":\"about +12025550123\",\"more_info\":\"https://vendor.example\",\"status\":%d}"
                        .formatted(code, status));
    }

    private static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }

    private static void listed(String... messages) {
        twilio.stubFor(get(anyUrl()).willReturn(page(null, messages)));
    }

    private static ResponseDefinitionBuilder page(@Nullable String next, String... messages) {
        return json(
                200,
                "{\"page\":0,\"page_size\":100,\"uri\":\"/2010-04-01\",\"next_page_uri\":%s,\"messages\":[%s]}"
                        .formatted(next == null ? "null" : "\"" + next + "\"", String.join(",", messages)));
    }

    private static String message(String sid, String created, String body) {
        return "{\"sid\":\"%s\",\"status\":\"delivered\",\"date_created\":\"%s\",\"date_sent\":null,\"body\":\"%s\"}"
                .formatted(sid, created, body);
    }

    private static Map<String, String> sentForm() {
        var form = new TreeMap<String, String>();
        for (String pair : twilio.getAllServeEvents()
                .getFirst()
                .getRequest()
                .getBodyAsString()
                .split("&", -1)) {
            String[] parts = pair.split("=", 2);
            form.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
        }
        return form;
    }
}
