package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignaturesTest {
    @Test
    void a_connectwise_body_is_signed_as_in_the_published_vector() {
        String body = "{\"Action\":\"updated\",\"CompanyId\":\"training\",\"Entity\":\"{\\\"id\\\":5000,"
                + "\\\"summary\\\":\\\"Caf\\u00e9\\\"}\",\"FromUrl\":\"na.myconnectwise.net\",\"ID\":5000,"
                + "\"MemberId\":\"jdoe\",\"Type\":\"ticket\"}";
        String ascii = body.replace("é", "\\u00e9");

        assertThat(Signatures.connectWise("test-signing-key", ascii.getBytes(UTF_8)))
                .isEqualTo("k6zrlDYGz9CxJBksCGHQvAtilOvyJ/H2XfaUhMgU4hE=");
    }

    @Test
    void a_twilio_form_is_signed_as_in_the_published_vector() {
        var form = Map.of(
                "CallSid", "CA1234567890ABCDE",
                "Caller", "+14158675309",
                "Digits", "1234",
                "From", "+14158675309",
                "To", "+18005551212");

        assertThat(Signatures.twilio("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form))
                .isEqualTo("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":123,\"title\":\"Server down\"}|sha1=wql/x7lvZIcIN10rO/5dWem76B0=",
                "{\"Action\":\"Update\",\"Guid\":\"a1da62a4-2c49-40a8-8183-69994ce5b3eb\",\"EntityType\":\"Ticket\",\"Id\":351181,"
                        + "\"Fields\":{\"Title\":\"Caf\\u00E9 \\u0026 more\"},\"EventTime\":\"2025-09-15T14:57:50Z\","
                        + "\"SequenceNumber\":7,\"PersonID\":30691780}|sha1=2NVmIqMbZ9tP33+BUkDuYww94Hs="
            })
    void an_autotask_body_is_signed_as_in_the_worked_examples(String body, String signature) {
        assertThat(Signatures.autotask("kat-secret-key", body.getBytes(UTF_8))).isEqualTo(signature);
        assertThat(Json.writeAsDotNet(Json.read(body))).isEqualTo(body);
    }

    @Test
    void an_autotask_body_is_escaped_as_dot_net_does() {
        assertThat(Json.writeAsDotNet(Json.object().put("Title", "<a> & 'b' \"c\" `d` e+f \\ / \n é \uD83D\uDE00")))
                .isEqualTo(
                        "{\"Title\":\"\\u003Ca\\u003E \\u0026 \\u0027b\\u0027 \\u0022c\\u0022 \\u0060d\\u0060 e\\u002Bf"
                                + " \\\\ / \\n \\u00E9 \\uD83D\\uDE00\"}");
    }
}
