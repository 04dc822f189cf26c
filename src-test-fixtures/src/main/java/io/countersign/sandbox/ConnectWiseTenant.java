package io.countersign.sandbox;

/**
 * What an administrator of the one ConnectWise company in here would write down.
 *
 * @param apiMember identifier of the member the API keys belong to
 * @param uiOrigin what a technician's browser opens, and where pods are framed
 * @param signingKey what {@code keyUrl} answers; callbacks are signed with it
 */
public record ConnectWiseTenant(
        String companyId,
        String publicKey,
        String privateKey,
        String clientId,
        String apiMember,
        String uiOrigin,
        String apiRoot,
        String signingKey,
        String keyUrl) {

    static ConnectWiseTenant at(String origin) {
        return new ConnectWiseTenant(
                "sandbox",
                "SandboxPublicKey",
                "SandboxPrivateKey",
                "00000000-0000-4000-8000-00000000c11d",
                "countersign",
                origin,
                origin + "/v4_6_release/apis/3.0",
                "sandbox-signing-key",
                // the doubled slash is the vendor's (sheet 2.2, recorded events)
                origin + "/v4_6_release//system/callbackkey/index.rails?companyName=sandbox"
                        + "&id=00000000-0000-4000-8000-0000000005e7");
    }

    String keyId() {
        return keyUrl.substring(keyUrl.lastIndexOf('=') + 1);
    }
}
