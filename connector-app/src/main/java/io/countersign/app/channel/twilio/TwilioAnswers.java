package io.countersign.app.channel.twilio;

import com.twilio.exception.ApiException;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.challenge.Handover;
import java.time.Duration;

/** What Twilio's answers mean to us; the only place that knows. Source: fact sheet channels 1, twilio.com/docs/api/errors. */
final class TwilioAnswers {
    private static final Duration A_MOMENT = Duration.ofSeconds(2);
    private static final int TOO_MANY_REQUESTS = 20429;

    private TwilioAnswers() {}

    /** Why a send failed. Whatever is not recognised counts as "may have been taken". */
    static Handover of(RuntimeException e) {
        return switch (e) {
            case TwilioTransport.NotConnected never -> new Handover.Busy(A_MOMENT);
            case TwilioTransport.Throttled throttled -> new Handover.Busy(throttled.pause());
            case TwilioTransport.NotSignedIn refused -> new Handover.Rejected(DeliveryProblem.PROVIDER_REFUSES_US);
            case TwilioTransport.Unanswered silence -> new Handover.Unclear();
            case ApiException answer -> ofAnswer(answer);
            default -> new Handover.Unclear();
        };
    }

    private static Handover ofAnswer(ApiException answer) {
        // an answer that is not JSON, a good one included, arrives with neither code nor status: unboxing either would
        // fail
        Integer code = answer.getCode();
        if (code == null) {
            return new Handover.Unclear();
        }
        return code == TOO_MANY_REQUESTS ? new Handover.Busy(A_MOMENT) : new Handover.Rejected(problem(code));
    }

    /** The same numbers come at once in an error body and later as {@code ErrorCode} of a status report. */
    static DeliveryProblem problem(int code) {
        return switch (code) {
            case 20003 -> DeliveryProblem.PROVIDER_REFUSES_US;
            case TOO_MANY_REQUESTS -> DeliveryProblem.PROVIDER_DOWN;
            case 21211 -> DeliveryProblem.NOT_A_NUMBER;
            case 21408 -> DeliveryProblem.COUNTRY_NOT_ENABLED;
            case 21606, 21659 -> DeliveryProblem.SENDER_NOT_READY;
            case 21610 -> DeliveryProblem.OPTED_OUT;
            case 21614 -> DeliveryProblem.CANNOT_RECEIVE_TEXTS;
            case 30003 -> DeliveryProblem.UNREACHABLE;
            case 30004 -> DeliveryProblem.BLOCKED_BY_CARRIER;
            case 30005 -> DeliveryProblem.UNKNOWN_NUMBER;
            case 30006 -> DeliveryProblem.CANNOT_RECEIVE_TEXTS;
            case 30007 -> DeliveryProblem.FILTERED_AS_SPAM;
            // Twilio's own word for it is "unknown error"
            case 30008 -> DeliveryProblem.UNKNOWN;
            // toll-free number not verified; US number not registered for A2P 10DLC
            case 30032, 30034 -> DeliveryProblem.SENDER_NOT_READY;
            // waited longer in Twilio's queue than the code lives
            case 30036 -> DeliveryProblem.PROVIDER_DOWN;
            default -> DeliveryProblem.UNKNOWN;
        };
    }

    /** The state a status report tells. Statuses are added without notice: an unknown one says nothing. */
    static TextStatus.State state(String messageStatus, String errorCode) {
        return switch (messageStatus) {
            case "accepted", "scheduled", "queued", "sending", "sent", "partially_delivered" ->
                new TextStatus.State.OnTheWay();
            case "delivered", "read" -> new TextStatus.State.Delivered();
            case "undelivered", "failed", "canceled" -> new TextStatus.State.Failed(reported(errorCode));
            default -> new TextStatus.State.Unknown();
        };
    }

    private static DeliveryProblem reported(String errorCode) {
        return errorCode.matches("[0-9]{1,6}") ? problem(Integer.parseInt(errorCode)) : DeliveryProblem.UNKNOWN;
    }
}
