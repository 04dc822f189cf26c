package io.countersign.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
