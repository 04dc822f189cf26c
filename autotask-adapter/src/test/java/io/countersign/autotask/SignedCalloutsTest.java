package io.countersign.autotask;

import static io.countersign.autotask.Tenant.HOME;
import static io.countersign.autotask.Tenant.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ticket.TicketEvents.Hint;
import io.countersign.ticket.TicketEvents.Proof;
import io.countersign.ticket.TicketEvents.Subject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCalloutsTest {
    private static final String KEY = "kat-secret-key";
    private static final String OLD_KEY = "the-key-before-that";

    private final AtomicReference<Optional<Long>> ourselves = new AtomicReference<>(Optional.empty());
    private List<String> keys = List.of(KEY, OLD_KEY);
    private final SignedCallouts callouts = new SignedCallouts(installation -> settings(), id -> ourselves.get());

    private AutotaskSettings settings() {
        return new AutotaskSettings(
                "abc123@MSP.example", "s3cr3t", "TRACK1NG", AutotaskSettings.USUAL_ZONE_LOOKUP, Set.of(), keys);
    }

    @Test
    void T05_the_signature_is_the_vendors() {
        assertThat(prove("{\"id\":123,\"title\":\"Server down\"}", "sha1=wql/x7lvZIcIN10rO/5dWem76B0="))
                .isInstanceOf(Proof.Genuine.class);
        assertThat(prove(ticketUpdated(), "sha1=2NVmIqMbZ9tP33+BUkDuYww94Hs="))
                .isEqualTo(new Proof.Genuine(
                        new Hint("a1da62a4-2c49-40a8-8183-69994ce5b3eb:7", Subject.TICKET, 351181, false, "30691780")));
    }

    @Test
    void T05_the_bytes_count_and_not_what_they_mean() {
        String unescaped = ticketUpdated().replace("\\u00E9", "é").replace("\\u0026", "&");

        assertThat(prove(unescaped, sign(KEY, ticketUpdated()))).isInstanceOf(Proof.Forged.class);
        assertThat(prove(unescaped, sign(KEY, unescaped))).isInstanceOf(Proof.Genuine.class);
    }

    @Test
    void T05_one_changed_byte_is_a_forgery() {
        String body = ticketUpdated();
        String signature = sign(KEY, body);
        for (int at = 0; at < body.length(); at++) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            bytes[at] ^= 1;
            assertThat(callouts.prove(HOME, Map.of("x-hook-signature", signature), bytes))
                    .isInstanceOf(Proof.Forged.class);
        }
    }

    @Test
    void while_a_key_is_being_changed_both_prove_and_afterwards_the_old_one_does_not() {
        assertThat(prove(ticketUpdated(), sign(OLD_KEY, ticketUpdated()))).isInstanceOf(Proof.Genuine.class);

        keys = List.of(KEY);
        assertThat(prove(ticketUpdated(), sign(OLD_KEY, ticketUpdated()))).isInstanceOf(Proof.Forged.class);
        keys = List.of();
        assertThat(prove(ticketUpdated(), sign(KEY, ticketUpdated()))).isInstanceOf(Proof.Forged.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha1=",
                "2NVmIqMbZ9tP33+BUkDuYww94Hs=",
                "sha1=D8D56622A31B67DB4FDF7F815240EE630C3DE07B",
                "sha256=2NVmIqMbZ9tP33+BUkDuYww94Hs=",
                "sha1=2NVmIqMbZ9tP33-BUkDuYww94Hs=",
                "sha1=AAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void T05_what_is_not_signed_in_the_vendors_way_is_a_forgery(String signature) {
        assertThat(prove(ticketUpdated(), signature)).isInstanceOf(Proof.Forged.class);
    }

    @Test
    void T05_without_a_signature_or_a_body_it_is_a_forgery() {
        assertThat(callouts.prove(HOME, Map.of(), ticketUpdated().getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Proof.Forged.class);
        assertThat(prove("", sign(KEY, ""))).isInstanceOf(Proof.Forged.class);
        assertThat(callouts.prove(HOME, Map.of(), new byte[0])).isInstanceOf(Proof.Forged.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "{\"Id\":", "\u0000"})
    void a_body_that_cannot_be_read_is_worth_nothing_however_it_is_signed(String body) {
        assertThat(prove(body, sign(KEY, body))).isInstanceOf(Proof.Forged.class);
    }

    @Test
    void a_body_of_endless_depth_is_not_read_to_its_end() {
        String deep = "{\"Id\":1,\"Fields\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(prove(deep, sign(KEY, deep))).isInstanceOf(Proof.Forged.class);
    }

    /** A public client switched its check off on such a message. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Action\":\"Deactivated\",\"Guid\":\"a1da62a4-2c49-40a8-8183-69994ce5b3eb\"}",
                "{\"action\":\"deactivated\",\"EntityType\":\"Ticket\",\"Id\":351181,\"SequenceNumber\":8}"
            })
    void T05_word_of_a_deactivation_is_an_alarm_and_never_genuine(String body) {
        assertThat(callouts.prove(HOME, Map.of(), body.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Proof.Alarm());
        assertThat(prove(body, "sha1=AAAAAAAAAAAAAAAAAAAAAAAAAAA=")).isEqualTo(new Proof.Alarm());
        assertThat(prove(body, sign(KEY, body))).isEqualTo(new Proof.Alarm());
    }

    @ParameterizedTest
    @CsvSource({
        "Ticket, TICKET",
        "tickets, TICKET",
        "TICKET, TICKET",
        "Contact, CONTACT",
        "Contacts, CONTACT",
        "TicketNote, OTHER",
        "Account, OTHER",
        "InstalledProduct, OTHER",
        "'', OTHER"
    })
    void a_callout_says_what_kind_of_record_changed(String entityType, Subject subject) {
        String body = "{\"Action\":\"Update\",\"Guid\":\"g\",\"EntityType\":\"" + entityType
                + "\",\"Id\":5,\"SequenceNumber\":1}";

        assertThat(hint(body)).isEqualTo(new Hint("g:1", subject, 5, false));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            {"EntityType":"Ticket","Id":"351181","Guid":"g","SequenceNumber":"9"}  | g:9 | TICKET | 351181
            {"entitytype":"Ticket","ID":351181,"guid":"g","sequencenumber":9}      | g:9 | TICKET | 351181
            {"EntityType":"Ticket","Id":0,"Guid":"g","SequenceNumber":9}           | g:9 | OTHER  | 0
            {"EntityType":"Ticket","Id":-5,"Guid":"g","SequenceNumber":9}          | g:9 | OTHER  | 0
            {"EntityType":"Ticket","Id":5.5,"Guid":"g","SequenceNumber":9}         | g:9 | OTHER  | 0
            {"EntityType":"Ticket","Guid":"g","SequenceNumber":9}                  | g:9 | OTHER  | 0
            {"EntityType":"Ticket","Id":99999999999999999999,"Guid":"g","SequenceNumber":9} | g:9 | OTHER | 0
            {"EntityType":{"a":1},"Id":5,"Guid":"g","SequenceNumber":9}            | g:9 | OTHER  | 5
            """, delimiter = '|')
    void numbers_come_as_strings_too_and_names_in_any_case(String body, String id, Subject subject, long number) {
        assertThat(hint(body)).isEqualTo(new Hint(id, subject, number, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"EntityType\":\"Ticket\",\"Id\":5,\"SequenceNumber\":9}",
                "{\"EntityType\":\"Ticket\",\"Id\":5,\"Guid\":\"g\"}",
                "{\"EntityType\":\"Ticket\",\"Id\":5,\"Guid\":\"g'; --\",\"SequenceNumber\":9}",
                "{\"EntityType\":\"Ticket\",\"Id\":5,\"Guid\":\"g\",\"SequenceNumber\":\"9 or so\"}"
            })
    void a_message_without_a_plain_name_is_named_by_its_bytes(String body) throws GeneralSecurityException {
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));

        assertThat(hint(body)).isEqualTo(new Hint(digest, Subject.TICKET, 5, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"PersonID\":30691780", "\"PersonId\":\"30691780\""})
    void what_we_changed_ourselves_is_known_as_ours_once_we_know_who_we_are(String person) {
        String body = "{\"EntityType\":\"Ticket\",\"Id\":5,\"Guid\":\"g\",\"SequenceNumber\":9," + person + "}";
        assertThat(hint(body).byOurselves()).isFalse();

        ourselves.set(Optional.of(30691780L));
        assertThat(hint(body).byOurselves()).isTrue();
        ourselves.set(Optional.of(29682885L));
        assertThat(hint(body).byOurselves()).isFalse();
    }

    @Test
    void a_delete_is_a_change_like_any_other() {
        assertThat(
                        hint(
                                "{\"Action\":\"Delete\",\"EntityType\":\"Ticket\",\"Id\":5,\"Guid\":\"g\",\"SequenceNumber\":9}"))
                .isEqualTo(new Hint("g:9", Subject.TICKET, 5, false));
    }

    private static String ticketUpdated() {
        return payload("callout-ticket-updated.json");
    }

    private Hint hint(String body) {
        var proof = prove(body, sign(KEY, body));
        assertThat(proof).isInstanceOf(Proof.Genuine.class);
        return ((Proof.Genuine) proof).hint();
    }

    private Proof prove(String body, String signature) {
        return callouts.prove(HOME, Map.of("x-hook-signature", signature), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String sign(String key, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return "sha1=" + Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
