package io.countersign.sandbox;

/**
 * The one Twilio account in here.
 *
 * @param authToken also the key that webhooks are signed with
 * @param number what messages come from and replies go to
 */
public record TwilioAccount(
        String accountSid,
        String authToken,
        String apiKeySid,
        String apiKeySecret,
        String messagingServiceSid,
        String number) {

    static TwilioAccount ofTheSandbox() {
        return new TwilioAccount(
                "AC" + "0".repeat(28) + "0001",
                "sandbox-twilio-auth-token",
                "SK" + "0".repeat(28) + "0002",
                "sandbox-twilio-key-secret",
                "MG" + "0".repeat(28) + "0003",
                "+12025550199");
    }
}
