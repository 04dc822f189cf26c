package io.countersign.figures;

import io.countersign.app.installation.ApiKeys;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.MasterKey;
import io.countersign.app.secrets.Secret;
import io.countersign.ticket.InstallationId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * A PSA tenant of the connector, with one customer and two API keys, put into its database as its commands would; they take only the vendors' own https addresses.
 *
 * @param plants the key that makes accounts and sets the limits
 * @param verifies the key that opens and decides verifications
 */
record Tenant(InstallationId id, String company, String hook, String plants, String verifies, Mac signature) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A ticket as ConnectWise puts it into a callback, of a usual size. */
    private static final String ENTITY = JSON.writeValueAsString(entity());

    static Tenant add(int number, JdbcClient database, MasterKey masterKey, Vendors vendors) {
        var keys = Keys.load(database, masterKey);
        var installations = new Installations(database, keys);
        var apiKeys = new ApiKeys(database, keys);
        var id = new InstallationId(keys.newName());
        String company = "figures" + number;
        var settings = new Installation.Settings(
                "US",
                "en",
                "America/New_York",
                Set.of(vendors.origin()),
                "AC%032d".formatted(number),
                "MG%032d".formatted(number),
                vendors.origin(),
                true,
                "help@msp.example",
                null,
                List.of(),
                null);
        var psa = new Psa.ConnectWise(
                vendors.origin().resolve(Vendors.API_PATH),
                company,
                "countersign",
                Set.of("Mobile"),
                null,
                new Secret("public"),
                new Secret("private"),
                new Secret("client"));
        var secrets = new Installation.Secrets(
                new Secret("SK%032d".formatted(number)), new Secret("secret"), List.of(new Secret("token")), null);
        installations.keep(new Installation(id, "Figures MSP " + number, settings, psa, secrets, false));
        String customer = "c_" + keys.newName();
        database.sql("insert into customer (id, installation, key, name) values (?, ?, 'customer', 'Customer')")
                .params(customer, id.value())
                .update();
        database.sql("insert into customer_company (installation, company, customer) values (?, 1, ?)")
                .params(id.value(), customer)
                .update();
        Instant later = Instant.now().plus(Duration.ofDays(1));
        return new Tenant(
                id,
                company,
                installations.newHook(id),
                apiKeys.add(id, "accounts", Set.of(Scope.WRITE_ACCOUNTS, Scope.POLICY), later),
                apiKeys.add(
                        id,
                        "verifications",
                        Set.of(Scope.READ, Scope.CREATE_VERIFICATIONS, Scope.DECIDE_VERIFICATIONS),
                        later),
                mac());
    }

    private static Mac mac() {
        try {
            byte[] key =
                    MessageDigest.getInstance("SHA-256").digest(Vendors.SIGNING_KEY.getBytes(StandardCharsets.UTF_8));
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Signed requests that tell of changes of these tickets in turn, none like another. */
    List<byte[]> callbacks(int count, List<Long> tickets, Vendors vendors) {
        var requests = new ArrayList<byte[]>(count);
        for (int i = 0; i < count; i++) {
            requests.add(callback(tickets.get(i % tickets.size()), vendors));
        }
        return requests;
    }

    byte[] callback(long ticket, Vendors vendors) {
        var message = new LinkedHashMap<String, Object>();
        message.put("MessageId", UUID.randomUUID().toString());
        message.put("FromUrl", "127.0.0.1");
        message.put("CompanyId", company);
        message.put("MemberId", "jdoe");
        message.put("Action", "updated");
        message.put("Type", "ticket");
        message.put("ID", ticket);
        message.put("Entity", ENTITY);
        message.put("Metadata", java.util.Map.of("key_url", vendors.keyUrl(company)));
        byte[] body = JSON.writeValueAsBytes(message);
        String signed = Base64.getEncoder().encodeToString(sign(body));
        return Line.post(
                "/webhooks/connectwise/" + hook + "?recordId=" + ticket + "&action=updated",
                "x-content-signature: " + signed,
                body);
    }

    private byte[] sign(byte[] body) {
        synchronized (signature) {
            return signature.doFinal(body);
        }
    }

    /** A call of the API. */
    static byte[] call(String key, String path, Object body) {
        return Line.post(path, "Authorization: Bearer " + key, JSON.writeValueAsBytes(body));
    }

    private static java.util.Map<String, Object> entity() {
        var ticket = new LinkedHashMap<String, Object>();
        ticket.put("id", 1);
        ticket.put("summary", "Cannot sign in after the change of the password");
        ticket.put("recordType", "ServiceTicket");
        for (String reference : List.of(
                "board",
                "status",
                "company",
                "site",
                "contact",
                "type",
                "subType",
                "item",
                "team",
                "owner",
                "priority",
                "serviceLocation",
                "source",
                "agreement",
                "department",
                "location")) {
            ticket.put(
                    reference,
                    java.util.Map.of(
                            "id",
                            17,
                            "name",
                            "The " + reference,
                            "_info",
                            java.util.Map.of(
                                    reference + "_href",
                                    "https://psa.example/v4_6_release//apis/3.0/" + reference + "s/17")));
        }
        ticket.put("closedFlag", false);
        ticket.put("_info", java.util.Map.of("lastUpdated", "2026-01-01T00:00:00Z", "updatedBy", "jdoe"));
        return ticket;
    }
}
