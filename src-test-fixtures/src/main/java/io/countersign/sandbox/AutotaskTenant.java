package io.countersign.sandbox;

/**
 * What an administrator of the one Autotask database in here would write down.
 *
 * @param origin what a technician's browser opens
 * @param zoneLookup asked with {@code ?user=} and without credentials
 * @param baseAddress what the zone look-up answers; ends with a slash, as the vendor's does
 * @param userName of the API user, looks like an e-mail address
 * @param integrationCode the tracking identifier, 27 characters
 * @param apiResource the API user as a resource
 * @param technician a resource who may work on tickets, and changes things when nobody is named
 * @param webhookSecret free to be used as the secret key of a webhook
 */
public record AutotaskTenant(
        String origin,
        String zoneLookup,
        String baseAddress,
        String userName,
        String secret,
        String integrationCode,
        int apiResource,
        int technician,
        String technicianEmail,
        String webhookSecret) {

    static AutotaskTenant at(String origin) {
        return new AutotaskTenant(
                origin,
                origin + "/atservicesrest/v1.0/zoneInformation",
                origin + "/ATServicesRest/",
                "countersign@sandbox.example",
                "SandboxSecret",
                "SANDBOX00000000000000000001",
                101,
                102,
                "jdoe@msp.example",
                "sandbox-webhook-secret");
    }
}
