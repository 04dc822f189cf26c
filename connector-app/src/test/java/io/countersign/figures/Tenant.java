package io.countersign.figures;

import io.countersign.app.installation.ApiKeys;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.MasterKey;
import io.countersign.app.secrets.Secret;
import io.countersign.ticket.InstallationId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * A PSA tenant of the connector, with one customer and two API keys, put into its database as its commands would; they take only the vendors' own https addresses.
 *
 * @param plants the key that makes accounts and sets the limits
 * @param verifies the key that opens and decides verifications
 * @param webhooks signs what its PSA delivers
 */
record Tenant(InstallationId id, String plants, String verifies, PlayedPsa.Webhooks webhooks) {
    private static final JsonMapper JSON = JsonMapper.shared();

    static Tenant add(int number, PlayedPsa psa, JdbcClient database, MasterKey masterKey, URI vendors) {
        var keys = Keys.load(database, masterKey);
        var installations = new Installations(database, keys);
        var apiKeys = new ApiKeys(database, keys);
        var id = new InstallationId(keys.newName());
        var settings = new Installation.Settings(
                "US",
                "en",
                "America/New_York",
                Set.of(vendors),
                "AC%032d".formatted(number),
                "MG%032d".formatted(number),
                vendors,
                true,
                "help@msp.example",
                null,
                List.of(),
                null);
        var secrets = new Installation.Secrets(
                new Secret("SK%032d".formatted(number)), new Secret("secret"), List.of(new Secret("token")), null);
        installations.keep(
                new Installation(id, "Figures MSP " + number, settings, psa.tenant(number, vendors), secrets, false));
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
                apiKeys.add(id, "accounts", Set.of(Scope.WRITE_ACCOUNTS, Scope.POLICY), later),
                apiKeys.add(
                        id,
                        "verifications",
                        Set.of(Scope.READ, Scope.CREATE_VERIFICATIONS, Scope.DECIDE_VERIFICATIONS),
                        later),
                psa.webhooks(number, installations.newHook(id), vendors));
    }

    /** Signed requests that tell of changes of these tickets in turn, none like another. */
    List<byte[]> callbacks(int count, List<Long> tickets) {
        var requests = new ArrayList<byte[]>(count);
        for (int i = 0; i < count; i++) {
            requests.add(callback(tickets.get(i % tickets.size())));
        }
        return requests;
    }

    byte[] callback(long ticket) {
        return webhooks.ofTicket(ticket);
    }

    /** A call of the API. */
    static byte[] call(String key, String path, Object body) {
        return Line.post(path, "Authorization: Bearer " + key, JSON.writeValueAsBytes(body));
    }
}
