package io.countersign.app.channel.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.MobileNumber;
import io.countersign.app.channel.twilio.InboundText.Keyword;
import io.countersign.app.channel.twilio.TwilioWebhook.Proof;
import io.countersign.challenge.DeliveryProblem;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwilioWebhookTest {
    private static final String TOKEN = "current-token";
    private static final String INBOUND = "https://desk.example/twilio/AAAAAAAAAAAAAAAAAAAAAA/inbound";
    private static final String STATUS = "https://desk.example/twilio/AAAAAAAAAAAAAAAAAAAAAA/status/ref_1-A";

    private final TwilioWebhook webhook = new TwilioWebhook(List.of(TOKEN));

    /** Twilio's own example (docs/usage/webhooks/webhooks-security), checked against its SDK. */
    @Test
    void twilios_own_example_is_genuine() {
        var body = form(Map.of(
                "CallSid", "CA1234567890ABCDE",
                "Caller", "+14158675309",
                "Digits", "1234",
                "From", "+14158675309",
                "To", "+18005551212"));
        var example = new TwilioWebhook(List.of("12345"));

        assertThat(example.read(
                        "https://mycompany.com/myapp.php?foo=1&bar=2",
                        Map.of("x-twilio-signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
                        body))
                .isInstanceOf(Proof.Other.class);
        assertThat(example.read(
                        "https://mycompany.com/myapp.php?foo=1&bar=3",
                        Map.of("x-twilio-signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
                        body))
                .isEqualTo(new Proof.Forged());
    }

    @Test
    void T05_a_changed_parameter_is_forged() {
        var signed = Map.of("MessageSid", "SM1", "MessageStatus", "undelivered", "ErrorCode", "30003");
        var changed = Map.of("MessageSid", "SM1", "MessageStatus", "delivered", "ErrorCode", "30003");

        assertThat(webhook.read(STATUS, signature(TOKEN, STATUS, signed), form(changed)))
                .isEqualTo(new Proof.Forged());
    }

    @Test
    void T05_an_added_parameter_is_forged() {
        var signed = Map.of("MessageSid", "SM1", "MessageStatus", "delivered");

        assertThat(webhook.read(
                        STATUS,
                        signature(TOKEN, STATUS, signed),
                        (new String(form(signed), UTF_8) + "&ErrorCode=").getBytes(UTF_8)))
                .isEqualTo(new Proof.Forged());
    }

    @Test
    void T05_a_signature_for_one_address_is_worthless_at_another() {
        var parameters = Map.of("MessageSid", "SM1", "MessageStatus", "delivered");
        var headers = signature(TOKEN, STATUS, parameters);

        for (String other : List.of(
                STATUS.replace("ref_1-A", "ref_2"),
                STATUS.replace("AAAAAAAAAAAAAAAAAAAAAA", "BAAAAAAAAAAAAAAAAAAAAA"),
                STATUS.replace("https", "http"),
                STATUS + "?x=1",
                STATUS.replace("desk.example", "desk.test"))) {
            assertThat(webhook.read(other, headers, form(parameters))).as(other).isEqualTo(new Proof.Forged());
        }
    }

    @Test
    void T05_no_signature_no_token_or_a_foreign_token_is_forged() {
        var parameters = Map.of("MessageSid", "SM1", "MessageStatus", "delivered");
        var body = form(parameters);

        assertThat(webhook.read(STATUS, Map.of(), body)).isEqualTo(new Proof.Forged());
        assertThat(webhook.read(STATUS, Map.of("x-twilio-signature", ""), body)).isEqualTo(new Proof.Forged());
        assertThat(webhook.read(STATUS, Map.of("x-twilio-signature", "café"), body))
                .isEqualTo(new Proof.Forged());
        assertThat(webhook.read(STATUS, signature("another-token", STATUS, parameters), body))
                .isEqualTo(new Proof.Forged());
        assertThat(new TwilioWebhook(List.of()).read(STATUS, signature(TOKEN, STATUS, parameters), body))
                .isEqualTo(new Proof.Forged());
    }

    @Test
    void T05_an_empty_body_must_be_signed_too() {
        assertThat(webhook.read(STATUS, Map.of(), new byte[0])).isEqualTo(new Proof.Forged());
        assertThat(webhook.read(STATUS, signature(TOKEN, STATUS, Map.of()), new byte[0]))
                .isInstanceOf(Proof.Genuine.class);
    }

    @Test
    void a_broken_escape_is_forged_not_an_error() {
        assertThat(webhook.read(STATUS, signature(TOKEN, STATUS, Map.of("a", "%zz")), "a=%zz".getBytes(UTF_8)))
                .isEqualTo(new Proof.Forged());
    }

    @Test
    void while_a_token_is_being_replaced_both_count() {
        var rotating = new TwilioWebhook(List.of("next-token", TOKEN));
        var parameters = Map.of("MessageSid", "SM1", "MessageStatus", "delivered");

        for (String token : List.of("next-token", TOKEN)) {
            assertThat(rotating.read(STATUS, signature(token, STATUS, parameters), form(parameters)))
                    .isInstanceOf(Proof.Status.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://desk.example/t,https://desk.example:443/t",
        "https://desk.example:443/t,https://desk.example/t",
        "https://desk.example:8443/t?a=%41,https://desk.example/t?a=%41",
        "http://desk.example/t,http://desk.example:80/t"
    })
    void a_signature_with_or_without_the_port_counts_and_escapes_stay_untouched(String ours, String signed) {
        var parameters = Map.of("a", "b");

        assertThat(webhook.read(ours, signature(TOKEN, signed, parameters), form(parameters)))
                .isInstanceOf(Proof.Genuine.class);
    }

    @Test
    void another_port_than_the_usual_one_is_not_made_up() {
        assertThat(webhook.read(
                        "https://desk.example/t",
                        signature(TOKEN, "https://desk.example:8443/t", Map.of()),
                        new byte[0]))
                .isEqualTo(new Proof.Forged());
    }

    @Test
    void values_are_signed_untrimmed_and_names_in_unicode_order() {
        var parameters = Map.of("b", " x ", "B", "\u00e9", "a", "", "Body", "1 + 1 = 2 & more");

        assertThat(webhook.read(INBOUND, signature(TOKEN, INBOUND, parameters), form(parameters)))
                .isInstanceOf(Proof.Genuine.class);
    }

    @Test
    void a_json_body_is_proved_by_its_hash_in_the_signed_address() {
        byte[] body = "{\"a\":1}".getBytes(UTF_8);
        String url = INBOUND + "?bodySHA256=" + sha256(body);
        var headers = signature(TOKEN, url, Map.of());

        assertThat(webhook.read(url, headers, body)).isInstanceOf(Proof.Other.class);
        assertThat(webhook.read(url, headers, "{\"a\":2}".getBytes(UTF_8))).isEqualTo(new Proof.Forged());
        assertThat(webhook.read(INBOUND + "?bodySHA256=" + sha256("x".getBytes(UTF_8)), headers, "x".getBytes(UTF_8)))
                .isEqualTo(new Proof.Forged());
    }

    /** The SDK's form method accepts such an address without looking at the body. */
    @Test
    void T05_an_address_with_a_body_hash_never_takes_the_form_variant() {
        String url = STATUS + "?bodySHA256=" + sha256("{}".getBytes(UTF_8));
        var parameters = Map.of("MessageSid", "SM1", "MessageStatus", "delivered");

        assertThat(webhook.read(url, signature(TOKEN, url, parameters), form(parameters)))
                .isEqualTo(new Proof.Forged());
        assertThat(webhook.read(url, signature(TOKEN, url, Map.of()), form(parameters)))
                .isEqualTo(new Proof.Forged());
    }

    @Test
    void a_status_report_names_our_reference_from_the_signed_address() {
        var parameters = Map.of(
                "MessageSid", "SM1",
                "MessageStatus", "undelivered",
                "ErrorCode", "30006",
                "To", "+12025550123",
                "BrandNew", "parameter");
        var headers = new TreeMap<>(signature(TOKEN, STATUS, parameters));
        headers.put("i-twilio-idempotency-token", "repeat-1");

        assertThat(webhook.read(STATUS, headers, form(parameters)))
                .isEqualTo(new Proof.Status(
                        new TextStatus(
                                "ref_1-A", "SM1", new TextStatus.State.Failed(DeliveryProblem.CANNOT_RECEIVE_TEXTS)),
                        "repeat-1"));
    }

    @Test
    void an_inbound_text_names_sender_receiver_and_keyword_and_prints_no_number() {
        var text = inbound(Map.of("Body", " no \n", "MessagingServiceSid", "MG1"));

        assertThat(text.from()).isEqualTo(new MobileNumber("+12025550123"));
        assertThat(text.to()).isEqualTo("+12025550199");
        assertThat(text.messagingServiceSid()).isEqualTo("MG1");
        assertThat(text.keyword()).isEqualTo(Keyword.NO);
        assertThat(text.toString()).doesNotContain("5550123").doesNotContain("5550199");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "anonymous", "client:bob", "12345", "+1202555012\u0000"})
    void a_sender_that_is_no_number_is_absent(String from) {
        assertThat(inbound(Map.of("Body", "NO", "From", from)).from()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,STOP",
        "stop,STOP",
        "' Stop. ',STOP",
        "StopAll,STOP",
        "UNSUBSCRIBE,STOP",
        "cancel,STOP",
        "END,STOP",
        "quit,STOP",
        "OPTOUT,STOP",
        "Opt out,STOP",
        "REVOKE,STOP",
        "ARRET,STOP",
        "arr\u00eat,STOP",
        "STOPP,STOP",
        "START,START",
        "unstop,START",
        "HELP,HELP",
        "info,HELP",
        "Aide,HELP",
        "HILFE,HELP",
        "ayuda,HELP",
        "NO,NO",
        "No!,NO",
        "'\"no\"',NO",
        "non,NO",
        "NEIN,NO",
        "\u200bNO\u200b,NO",
        "\uff2e\uff2f,NO",
        "YES,YES",
        "yes.,YES",
        "oui,YES",
        "Ja,YES",
        "si,YES",
        "S\u00ed,YES",
        "S\u00cd,YES",
        "STOP PLEASE,OTHER",
        "please stop,OTHER",
        "NO YES,OTHER",
        "yes 482913,OTHER",
        "482913,OTHER",
        "'',OTHER",
        "n,OTHER",
        "y,OTHER",
        "ok,OTHER",
        "NO\u202eSEY,OTHER"
    })
    void a_keyword_is_the_whole_message(String body, Keyword keyword) {
        assertThat(inbound(Map.of("Body", body)).keyword()).isEqualTo(keyword);
    }

    @Test
    void keywords_do_not_depend_on_the_machines_language() {
        var before = java.util.Locale.getDefault();
        java.util.Locale.setDefault(java.util.Locale.forLanguageTag("tr-TR"));
        try {
            assertThat(inbound(Map.of("Body", "unsubscribe")).keyword()).isEqualTo(Keyword.STOP);
            assertThat(inbound(Map.of("Body", "info")).keyword()).isEqualTo(Keyword.HELP);
        } finally {
            java.util.Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,no more of this,STOP,STOP",
        "STOP,YES,STOP,STOP",
        "HELP,NO,HELP,HELP",
        "START,resume,START,START",
        "START,NO,START,START",
        "START,YES,YES,START",
        "START,S\u00ed,YES,START",
        "BRANDNEW,NO,NO,"
    })
    void twilios_own_reading_wins_but_yes_stays_our_answer(
            String type, String body, Keyword keyword, InboundText.OptOut optOut) {
        var text = inbound(Map.of("Body", body, "OptOutType", type));

        assertThat(text.keyword()).isEqualTo(keyword);
        assertThat(text.optOut()).isEqualTo(optOut);
    }

    @Test
    void a_long_message_is_no_keyword() {
        assertThat(inbound(Map.of("Body", "NO" + " ".repeat(1_600))).keyword()).isEqualTo(Keyword.OTHER);
    }

    private InboundText inbound(Map<String, String> more) {
        var parameters = new TreeMap<>(Map.of("MessageSid", "SM1", "From", "+12025550123", "To", "+12025550199"));
        parameters.putAll(more);
        var proof = webhook.read(INBOUND, signature(TOKEN, INBOUND, parameters), form(parameters));
        assertThat(proof).isInstanceOf(Proof.Inbound.class);
        return ((Proof.Inbound) proof).text();
    }

    private static byte[] form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry ->
                        URLEncoder.encode(entry.getKey(), UTF_8) + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
    }

    /** A second writing of the rule, so that the first is checked against something. */
    private static Map<String, String> signature(String token, String url, Map<String, String> parameters) {
        var text = new StringBuilder(url);
        new TreeMap<>(parameters).forEach((name, value) -> text.append(name).append(value));
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(token.getBytes(UTF_8), "HmacSHA1"));
            return Map.of(
                    "x-twilio-signature",
                    Base64.getEncoder()
                            .encodeToString(mac.doFinal(text.toString().getBytes(UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
