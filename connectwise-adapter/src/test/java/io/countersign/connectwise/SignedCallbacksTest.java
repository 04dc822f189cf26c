package io.countersign.connectwise;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.countersign.connectwise.Tenant.HOME;
import static io.countersign.connectwise.Tenant.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.countersign.connectwise.KeyFetch.NoKey;
import io.countersign.ticket.TicketEvents.Hint;
import io.countersign.ticket.TicketEvents.Proof;
import io.countersign.ticket.TicketEvents.Subject;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCallbacksTest {
    private static final String KEY_PATH = "/v2025_1//system/callbackkey/index.rails";
    private static final String SIGNING_KEY = "test-signing-key";

    private final Tenant tenant = new Tenant();
    private final AtomicLong nanos = new AtomicLong();
    private final KeyFetch fetch =
            new KeyFetch(tenant, tenant.outside(), tenant.httpClients(), InetAddress::getAllByName);
    private final SignedCallbacks callbacks = new SignedCallbacks(tenant, tenant.outside(), fetch, nanos::get);

    @BeforeEach
    void theKeyLiesAtItsPlace() {
        keys(aResponse().withHeader("Content-Type", "text/html").withBody("{\"signing_key\":\"test-signing-key\"}"));
    }

    @AfterEach
    void stop() {
        fetch.close();
        tenant.close();
    }

    /** A vector that was computed in two languages, and what comes out of the two usual mistakes. */
    @Test
    void T05_the_signature_is_the_vendors() throws Exception {
        byte[] body = """
                {"Action":"updated","CompanyId":"training","Entity":"{\\"id\\":5000,\\"summary\\":\\"Caf\\u00e9\\"}","FromUrl":"na.myconnectwise.net","ID":5000,"MemberId":"jdoe","Type":"ticket"}""".getBytes(StandardCharsets.UTF_8);
        var key = KeyFetch.keyOf("{\"signing_key\":\"test-signing-key\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(SignedCallbacks.signs(key, body, base64("k6zrlDYGz9CxJBksCGHQvAtilOvyJ/H2XfaUhMgU4hE=")))
                .isTrue();
        // by the raw key, and by the hexadecimal text of its hash
        assertThat(SignedCallbacks.signs(key, body, base64("2YmPVhOSIVPfiQ+S6Vn+028eU6t7O2X/azIa1gkPlPQ=")))
                .isFalse();
        assertThat(SignedCallbacks.signs(key, body, base64("PHI8wdZbPkAeobl0nsqsOsNemucj8UqIjEUUohGjoKE=")))
                .isFalse();
    }

    @Test
    void a_signed_callback_is_genuine_and_says_which_record_changed() {
        assertThat(prove(ticketUpdated()))
                .isEqualTo(new Proof.Genuine(
                        new Hint("11111111-2222-4333-8444-555555555555", Subject.TICKET, 5000, false, "jdoe")));
        var request = tenant.requests().getFirst();
        assertThat(request.getHeader("Authorization")).isNull();
        assertThat(request.getHeader("clientId")).isNull();
    }

    @Test
    void T05_one_changed_byte_is_a_forgery() {
        byte[] body = ticketUpdated();
        String signature = sign(SIGNING_KEY, body);
        for (int at = 0; at < body.length; at += 7) {
            byte[] changed = body.clone();
            changed[at] ^= 1;
            assertThat(callbacks.prove(HOME, headers(signature), changed)).isNotInstanceOf(Proof.Genuine.class);
        }
        assertThat(callbacks.prove(HOME, headers(signature), body)).isInstanceOf(Proof.Genuine.class);
        assertThat(callbacks.prove(
                        HOME,
                        headers(signature),
                        (new String(body, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Proof.Forged.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "k6zrlDYGz9CxJBksCGHQvA==",
                "not base64!",
                "sha256=k6zrlDYGz9CxJBksCGHQvAtilOvyJ/H2XfaUhMgU4hE="
            })
    void T05_what_is_not_signed_is_refused_before_anything_is_looked_up(String signature) {
        var unasked = new SignedCallbacks(
                installation -> {
                    throw new AssertionError("settings were looked up");
                },
                tenant.outside(),
                fetch,
                nanos::get);

        assertThat(unasked.prove(HOME, headers(signature), ticketUpdated())).isInstanceOf(Proof.Forged.class);
        assertThat(unasked.prove(HOME, Map.of(), ticketUpdated())).isInstanceOf(Proof.Forged.class);
        assertThat(tenant.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "<html>",
                "{}",
                "{\"Metadata\":null}",
                "{\"Metadata\":{\"key_url\":7}}",
                "{\"Metadata\":\"https://na.myconnectwise.net\"}"
            })
    void T05_what_names_no_key_is_a_forgery(String body) {
        assertThat(prove(body.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Proof.Forged.class);
        assertThat(tenant.requests()).isEmpty();
    }

    @Test
    void T05_a_body_deeper_than_fifty_is_a_forgery() {
        assertThat(prove(message("\"Deep\":" + "[".repeat(49) + "]".repeat(49))))
                .isInstanceOf(Proof.Genuine.class);
        assertThat(prove(message("\"Deep\":" + "[".repeat(50) + "]".repeat(50))))
                .isInstanceOf(Proof.Forged.class);
    }

    @Test
    void T05_a_key_somewhere_else_is_not_even_asked_for() {
        for (String keyUrl : new String[] {
            tenant.origin() + "/v2025_1//system/callbackkey/other.rails?companyName=Training&id=A-1",
            tenant.origin() + KEY_PATH + "?companyName=neighbour&id=A-1",
            "https://evil.myconnectwise.net" + KEY_PATH + "?companyName=Training&id=A-1",
            tenant.origin().toString().replace("127.0.0.1", "localhost") + KEY_PATH + "?companyName=Training&id=A-1",
        }) {
            assertThat(prove(message("\"ID\":1", keyUrl))).isInstanceOf(Proof.Forged.class);
        }
        assertThat(tenant.requests()).isEmpty();
    }

    @Test
    void T05_unknown_keys_cost_one_fetch_a_minute_whatever_a_forger_sends() {
        keys(aResponse().withStatus(404));
        for (int i = 0; i < 50; i++) {
            assertThat(prove(message("\"ID\":" + i, keyUrl("forged-" + i)))).isNotInstanceOf(Proof.Genuine.class);
        }
        assertThat(tenant.requests()).hasSize(1);

        pass(Duration.ofSeconds(59));
        prove(message("\"ID\":1", keyUrl("forged-again")));
        assertThat(tenant.requests()).hasSize(1);
        pass(Duration.ofSeconds(1));
        prove(message("\"ID\":1", keyUrl("forged-again")));
        assertThat(tenant.requests()).hasSize(2);
    }

    @Test
    void T05_bad_signatures_for_a_known_key_cost_one_fetch_a_minute_and_do_not_unseat_it() {
        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.Genuine.class);
        keys(aResponse().withStatus(503));

        for (int i = 0; i < 50; i++) {
            assertThat(callbacks.prove(HOME, headers(sign("guess-" + i, ticketUpdated())), ticketUpdated()))
                    .isNotInstanceOf(Proof.Genuine.class);
        }

        assertThat(tenant.requests()).hasSize(2);
        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.Genuine.class);
        assertThat(tenant.requests()).hasSize(2);
    }

    @Test
    void T05_bad_signatures_and_unknown_keys_share_the_one_fetch() {
        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.Genuine.class);
        assertThat(callbacks.prove(HOME, headers(sign("guess", ticketUpdated())), ticketUpdated()))
                .isInstanceOf(Proof.Forged.class);
        tenant.server.resetRequests();

        assertThat(prove(message("\"ID\":1", keyUrl("unknown")))).isInstanceOf(Proof.KeyUnavailable.class);
        assertThat(tenant.requests()).isEmpty();
    }

    @Test
    void genuine_callbacks_with_different_keys_wait_for_no_minute() {
        for (int i = 0; i < 5; i++) {
            assertThat(prove(message("\"ID\":1", keyUrl("real-" + i)))).isInstanceOf(Proof.Genuine.class);
        }
        assertThat(tenant.requests()).hasSize(5);
    }

    @Test
    void one_installations_forger_does_not_use_up_anothers_fetch() {
        keys(aResponse().withStatus(404));
        prove(message("\"ID\":1", keyUrl("forged")));
        theKeyLiesAtItsPlace();

        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.KeyUnavailable.class);
        assertThat(callbacks.prove(OTHER, headers(sign(SIGNING_KEY, ticketUpdated())), ticketUpdated()))
                .isInstanceOf(Proof.Genuine.class);
    }

    @Test
    void a_key_that_was_changed_at_its_place_is_found() {
        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.Genuine.class);
        keys(aResponse().withBody("{\"signing_key\":\"the-next-key\"}"));

        assertThat(callbacks.prove(HOME, headers(sign("the-next-key", ticketUpdated())), ticketUpdated()))
                .isInstanceOf(Proof.Genuine.class);
        assertThat(callbacks.prove(HOME, headers(sign("the-next-key", ticketUpdated())), ticketUpdated()))
                .isInstanceOf(Proof.Genuine.class);
        assertThat(tenant.requests()).hasSize(2);
    }

    @Test
    void a_key_is_kept_for_twelve_hours_for_its_full_address_and_its_installation() {
        prove(ticketUpdated());
        pass(Duration.ofHours(12).minusNanos(1));
        prove(ticketUpdated());
        assertThat(tenant.requests()).hasSize(1);
        pass(Duration.ofNanos(1));
        prove(ticketUpdated());
        assertThat(tenant.requests()).hasSize(2);
        callbacks.prove(OTHER, headers(sign(SIGNING_KEY, ticketUpdated())), ticketUpdated());
        assertThat(tenant.requests()).hasSize(3);
    }

    @Test
    void many_callbacks_at_once_fetch_their_key_once() throws Exception {
        keys(aResponse().withBody("{\"signing_key\":\"test-signing-key\"}").withFixedDelay(300));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<Proof>>();
            for (int i = 0; i < 10; i++) {
                asked.add(threads.submit(() -> prove(ticketUpdated())));
            }
            for (Future<Proof> one : asked) {
                assertThat(one.get()).isNotInstanceOf(Proof.Forged.class);
            }
        }
        assertThat(tenant.requests()).hasSize(1);
    }

    @Test
    void a_key_server_that_dawdles_is_given_up_after_two_seconds() {
        keys(aResponse().withBody("{\"signing_key\":\"test-signing-key\"}").withChunkedDribbleDelay(5, 5_000));
        long start = System.nanoTime();

        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.KeyUnavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 401, 403, 429, 500, 503})
    void a_key_that_cannot_be_had_is_no_verdict_and_no_redirect_is_followed(int status) {
        keys(aResponse().withStatus(status).withHeader("Location", KEY_PATH + "?companyName=Training&id=elsewhere"));

        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.KeyUnavailable.class);
        assertThat(tenant.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404})
    void T05_a_key_that_connectwise_does_not_know_is_a_forgery(int status) {
        keys(aResponse().withStatus(status));

        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.Forged.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{}",
                "[]",
                "{\"signing_key\":\"\"}",
                "{\"signing_key\":7}",
                "{\"signing_key\":null}"
            })
    void T05_an_answer_without_a_key_proves_nothing(String answer) {
        keys(aResponse().withBody(answer));

        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.KeyUnavailable.class);
        assertThat(callbacks.prove(HOME, headers(sign(" ", ticketUpdated())), ticketUpdated()))
                .isNotInstanceOf(Proof.Genuine.class);
    }

    @Test
    void an_answer_longer_than_a_key_can_be_is_not_read_on() {
        String json = "{\"signing_key\":\"test-signing-key\"}";
        keys(aResponse().withBody(json + " ".repeat(KeyFetch.LONGEST - json.length() + 1)));
        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.KeyUnavailable.class);

        keys(aResponse().withBody(json + " ".repeat(KeyFetch.LONGEST - json.length())));
        pass(Duration.ofMinutes(1));
        assertThat(prove(ticketUpdated())).isInstanceOf(Proof.Genuine.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, false, private",
        "10.1.2.3, true, Exception",
        "127.0.0.1, true, nobody's server",
        "169.254.169.254, true, nobody's server",
        "93.184.216.34, false, Exception"
    })
    void T05_a_host_may_lead_into_a_private_network_only_on_premises(String address, boolean onPremises, String why) {
        var host = URI.create("https://connectwise.invalid");
        var usual = Tenant.settings(host, Set.of(host));
        tenant.now(new ConnectWiseSettings(
                usual.companyId(),
                usual.publicKey(),
                usual.privateKey(),
                usual.clientId(),
                usual.apiMember(),
                usual.apiRoot(),
                usual.uiOrigins(),
                Set.of(),
                onPremises ? host : null,
                null,
                Set.of()));
        var strict = new KeyFetch(tenant, tenant.outside(), tenant.httpClients(), name ->
                new InetAddress[] {InetAddress.getByName("93.184.216.34"), InetAddress.getByName(address)});
        var key = KeyAddress.of(
                        HOME, host + KEY_PATH + "?companyName=Training&id=A-1", tenant.settings(HOME), tenant.outside())
                .orElseThrow();

        // where it was let through, the name leads nowhere and the connection fails
        assertThatThrownBy(() -> strict.fetch(key)).isInstanceOf(NoKey.class).hasMessageContaining(why);
        strict.close();
    }

    @Test
    void what_older_servers_leave_out_is_not_missed() throws Exception {
        byte[] body = message("\"ID\":\"5000\",\"Type\":\"Contact\",\"Entity\":null");
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));

        assertThat(prove(body)).isEqualTo(new Proof.Genuine(new Hint(digest, Subject.CONTACT, 5000, false)));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            "ID":5000,"Type":"ticket"                                                             | TICKET  | 5000
            "ID":5000,"Type":"Ticket","Entity":"{\\"recordType\\":\\"ServiceTicket\\",\\"id\\":6}" | TICKET  | 5000
            "ID":5000,"Type":"ticket","Entity":"{\\"recordType\\":\\"ProjectTicket\\"}"            | OTHER   | 5000
            "ID":5000,"Type":"ticket","Entity":"{\\"recordType\\":\\"ProjectIssue\\"}"             | OTHER   | 5000
            "ID":5000,"Type":"ticket","Entity":"not json"                                         | TICKET  | 5000
            "ID":5000,"Type":"ticket","Entity":{"recordType":"ProjectTicket"}                     | OTHER   | 5000
            "ID":5000,"Type":"contact","Action":"deleted","Entity":null                           | CONTACT | 5000
            "ID":5000,"Type":"company"                                                            | OTHER   | 5000
            "ID":5000,"Type":7                                                                    | OTHER   | 5000
            "ID":5000                                                                             | OTHER   | 5000
            "Type":"ticket"                                                                       | OTHER   | 0
            "ID":-1,"Type":"ticket"                                                               | OTHER   | 0
            "ID":1.5,"Type":"ticket"                                                              | OTHER   | 0
            "ID":"5000 or 1=1","Type":"ticket"                                                    | OTHER   | 0
            "ID":99999999999999999999,"Type":"ticket"                                             | OTHER   | 0
            """, delimiter = '|', quoteCharacter = '`')
    void a_callback_says_what_changed_in_more_ways_than_one(String fields, Subject subject, long number) {
        assertThat(prove(message(fields))).isInstanceOfSatisfying(Proof.Genuine.class, genuine -> {
            assertThat(genuine.hint().subject()).isEqualTo(subject);
            assertThat(genuine.hint().number()).isEqualTo(number);
        });
    }

    @ParameterizedTest
    @CsvSource({"Countersign, true", "COUNTERSIGN, true", "jdoe, false", "'', false"})
    void what_our_own_member_did_is_told_apart(String member, boolean ours) {
        assertThat(prove(message("\"ID\":1,\"Type\":\"ticket\",\"MemberId\":\"" + member + "\"")))
                .isInstanceOfSatisfying(
                        Proof.Genuine.class,
                        genuine -> assertThat(genuine.hint().byOurselves()).isEqualTo(ours));
    }

    @Test
    void a_key_can_be_there_before_the_first_callback() {
        prove(ticketUpdated());
        URI known = callbacks.lastProved(HOME).orElseThrow();
        var afterRestart = new SignedCallbacks(tenant, tenant.outside(), fetch, nanos::get);

        assertThat(afterRestart.lastProved(HOME)).isEmpty();
        assertThat(afterRestart.prefetch(HOME, known)).isTrue();
        assertThat(afterRestart.prefetch(HOME, URI.create("https://evil.test" + KEY_PATH)))
                .isFalse();
        tenant.server.resetAll();

        assertThat(afterRestart.prove(HOME, headers(sign(SIGNING_KEY, ticketUpdated())), ticketUpdated()))
                .isInstanceOf(Proof.Genuine.class);
        assertThat(tenant.requests()).isEmpty();
    }

    private Proof prove(byte[] body) {
        return callbacks.prove(HOME, headers(sign(SIGNING_KEY, body)), body);
    }

    private byte[] ticketUpdated() {
        return Tenant.payload("callback-ticket-updated.json")
                .strip()
                .replace("https://na.myconnectwise.net", tenant.origin().toString())
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] message(String fields) {
        return message(fields, keyUrl("A-1"));
    }

    private byte[] message(String fields, String keyUrl) {
        return ("{" + fields + ",\"Metadata\":{\"key_url\":\"" + keyUrl + "\"}}").getBytes(StandardCharsets.UTF_8);
    }

    private String keyUrl(String id) {
        return tenant.origin() + KEY_PATH + "?companyName=training&id=" + id;
    }

    private void keys(ResponseDefinitionBuilder answer) {
        tenant.server.stubFor(any(urlPathEqualTo(KEY_PATH)).willReturn(answer));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Map<String, String> headers(String signature) {
        return Map.of("content-type", "application/json", "x-content-signature", signature);
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text);
    }

    private static String sign(String signingKey, byte[] body) {
        try {
            byte[] key = MessageDigest.getInstance("SHA-256").digest(signingKey.getBytes(StandardCharsets.UTF_8));
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
