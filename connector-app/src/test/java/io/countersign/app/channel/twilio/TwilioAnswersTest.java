package io.countersign.app.channel.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.challenge.DeliveryProblem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwilioAnswersTest {
    @ParameterizedTest
    @CsvSource({
        "30003,UNREACHABLE",
        "30004,BLOCKED_BY_CARRIER",
        "30005,UNKNOWN_NUMBER",
        "30006,CANNOT_RECEIVE_TEXTS",
        "30007,FILTERED_AS_SPAM",
        "30008,UNKNOWN",
        "30032,SENDER_NOT_READY",
        "30034,SENDER_NOT_READY",
        "30036,PROVIDER_DOWN",
        "21610,OPTED_OUT",
        "20429,PROVIDER_DOWN",
        "31999,UNKNOWN",
        "'',UNKNOWN",
        "none,UNKNOWN",
        "99999999999999999999,UNKNOWN"
    })
    void a_reported_failure_says_why(String errorCode, DeliveryProblem problem) {
        assertThat(TwilioAnswers.state("undelivered", errorCode)).isEqualTo(new TextStatus.State.Failed(problem));
        assertThat(TwilioAnswers.state("failed", errorCode)).isEqualTo(new TextStatus.State.Failed(problem));
    }

    @ParameterizedTest
    @ValueSource(strings = {"accepted", "scheduled", "queued", "sending", "sent", "partially_delivered"})
    void a_text_on_its_way_is_neither_delivered_nor_failed(String status) {
        assertThat(TwilioAnswers.state(status, "")).isEqualTo(new TextStatus.State.OnTheWay());
    }

    @ParameterizedTest
    @ValueSource(strings = {"delivered", "read"})
    void a_delivered_text_is_delivered(String status) {
        assertThat(TwilioAnswers.state(status, "")).isEqualTo(new TextStatus.State.Delivered());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DELIVERED", "received", "brand_new"})
    void a_status_of_a_later_version_says_nothing(String status) {
        assertThat(TwilioAnswers.state(status, "30003")).isEqualTo(new TextStatus.State.Unknown());
    }
}
