package io.countersign.trial;

import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.Secret;
import io.countersign.app.staff.Person;
import io.countersign.app.staff.Role;
import io.countersign.app.staff.Staff;
import io.countersign.policy.Action;
import io.countersign.policy.CodeEntry;
import io.countersign.policy.Limits;
import io.countersign.policy.Policy;
import io.countersign.sandbox.Sandbox;
import io.countersign.ticket.InstallationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Sets the trial up as an administrator would: the installation, its customer, a key, and at the PSA the callback and the pod. */
final class Seed {
    static final String CONNECTWISE_KEY = "sandbox-connectwise";
    static final String AUTOTASK_KEY = "sandbox-autotask";

    private final JdbcClient database;
    private final Keys keys;
    private final Installations installations;
    private final PostgresPolicies policies;
    private final PostgresAccounts accounts;
    private final KeepAccounts keepAccounts;
    private final Staff staff;
    private final Sandbox sandbox;
    private final URI connector;
    private final URI issuer;

    Seed(
            JdbcClient database,
            Keys keys,
            Installations installations,
            PostgresPolicies policies,
            PostgresAccounts accounts,
            KeepAccounts keepAccounts,
            Staff staff,
            World world) {
        this.database = database;
        this.keys = keys;
        this.installations = installations;
        this.policies = policies;
        this.accounts = accounts;
        this.keepAccounts = keepAccounts;
        this.staff = staff;
        this.sandbox = world.sandbox();
        this.connector = world.knownAs();
        this.issuer = world.identityProvider().issuer();
    }

    InstallationId connectWise() {
        var tenant = sandbox.connectwise();
        var id = installation(
                "Sandbox MSP",
                tenant.uiOrigin(),
                new Psa.ConnectWise(
                        URI.create(tenant.apiRoot()),
                        tenant.companyId(),
                        tenant.apiMember(),
                        Set.of("Mobile", "Cell"),
                        null,
                        new Secret(tenant.publicKey()),
                        new Secret(tenant.privateKey()),
                        new Secret(tenant.clientId())),
                CodeEntry.SHOWN,
                CONNECTWISE_KEY);
        String hook = installations.newHook(id);
        for (String type : List.of("ticket", "contact")) {
            post("/system/callbacks", """
                    {"description": "Countersign", "url": "%s/webhooks/connectwise/%s?recordId=", "objectId": 0, "type": "%s", "level": "owner",
                     "isSelfSuppressedFlag": true}
                    """.formatted(connector, hook, type));
        }
        post("/system/connectwisehostedsetups", """
                {"screenId": %d, "description": "Countersign", "url": "%s/pod/connectwise/%s?id=[cw_id]&screen=[cw_screen]", "type": "Pod",
                 "clientId": "%s", "origin": "%s", "podHeight": 290}
                """.formatted(
                        serviceTicketScreen(), connector, id.value(), tenant.clientId(), connector));
        sandbox.twilioInbound(URI.create(connector + "/twilio/" + id.value() + "/inbound"));
        return id;
    }

    InstallationId autotask() {
        var tenant = sandbox.autotask();
        var id = installation(
                "Sandbox MSP",
                tenant.origin(),
                new Psa.Autotask(
                        sandbox.address(),
                        tenant.userName(),
                        new Secret(tenant.secret()),
                        new Secret(tenant.integrationCode()),
                        List.of(new Secret(tenant.webhookSecret()))),
                CodeEntry.BLIND,
                AUTOTASK_KEY);
        sandbox.autotaskPod(URI.create(connector + "/pod/autotask/" + id.value()));
        sandbox.autotaskWebhooks(URI.create(connector + "/webhooks/autotask/" + installations.newHook(id)));
        return id;
    }

    private InstallationId installation(String name, String uiOrigin, Psa psa, CodeEntry entry, String key) {
        var id = new InstallationId(keys.newName());
        var twilio = sandbox.twilio();
        var settings = new Installation.Settings(
                "US",
                "en",
                "America/New_York",
                Set.of(URI.create(uiOrigin)),
                twilio.accountSid(),
                twilio.messagingServiceSid(),
                sandbox.address(),
                true,
                "help@msp.example",
                null,
                List.of("alerts@msp.example"),
                null);
        var secrets = new Installation.Secrets(
                new Secret(twilio.apiKeySid()),
                new Secret(twilio.apiKeySecret()),
                List.of(new Secret(twilio.authToken())),
                null);
        installations.keep(new Installation(id, name, settings, psa, secrets, true));
        customer(id, 1);
        policies.change(id, sandboxPolicy(entry), "trial");
        key(id, key);
        sampleUser(id);
        technicians(id);
        return id;
    }

    /** J. Doe, who is whom the played identity provider vouches for, and a colleague. */
    private void technicians(InstallationId id) {
        admit(id, "jdoe", "J. Doe", Set.of(Role.TECHNICIAN, Role.ADMINISTRATOR));
        admit(id, "asmith", "A. Smith", Set.of(Role.TECHNICIAN));
    }

    private void admit(InstallationId id, String subject, String name, Set<Role> roles) {
        var person = new Person(issuer.toString(), subject, name, Optional.of(subject + "@msp.example"));
        var member = staff.seen(id, person).orElseThrow();
        staff.admit(id, member.id(), Optional.of(subject), roles, "the trial");
    }

    /** The shipped limits, but for those that many checks from one place would reach. */
    private static Policy sandboxPolicy(CodeEntry entry) {
        var shipped = Limits.SHIPPED;
        return new Policy(
                        entry,
                        Map.of(),
                        Map.of(
                                "password reset", Action.PASSWORD_RESET,
                                "mfa reset", Action.MFA_RESET,
                                "account change", Action.CHANGE),
                        Set.of("US"),
                        Set.of(),
                        Set.of(),
                        shipped)
                .withLimits(new Limits(
                        shipped.triesPerCode(),
                        shipped.failuresPerDay(),
                        shipped.codesPerDay(),
                        shipped.codeLife(),
                        10_000,
                        shipped.textsPerNumber(),
                        2_000,
                        2_000,
                        2_000,
                        shipped.leastRightPercent()));
    }

    private void customer(InstallationId id, long company) {
        String customer = "c_" + keys.newName();
        database.sql("insert into customer (id, installation, key, name) values (?, ?, 'sandbox', 'Sandbox Customer')")
                .params(customer, id.value())
                .update();
        database.sql("insert into customer_company (installation, company, customer) values (?, ?, ?)")
                .params(id.value(), company, customer)
                .update();
    }

    /** All scopes at once, which no key of the product may have. */
    private void key(InstallationId id, String token) {
        database.sql("insert into api_key (id, installation, name, hash, scopes) values (?, ?, ?, ?, ?::text[])")
                .params(
                        "k_" + keys.newName(),
                        id.value(),
                        token,
                        Keys.tokenHash(token),
                        Arrays.stream(Scope.values()).map(Scope::key).toArray(String[]::new))
                .update();
    }

    /** The person of the demo ticket. */
    private void sampleUser(InstallationId id) {
        keepAccounts.create(
                accounts.customer(id, "sandbox").orElseThrow(),
                "Sample User",
                Optional.of(new MailAddress("sample.user@customer.example")),
                Optional.of(new MobileNumber("+19075550187")));
    }

    private int serviceTicketScreen() {
        var screens = JsonMapper.shared().readTree(send("/system/connectWiseHostedScreens", "GET", ""));
        for (var screen : screens) {
            if (screen.path("name").asString().equals("Service Ticket")) {
                return screen.path("id").asInt();
            }
        }
        throw new IllegalStateException("the sandbox has no service ticket screen");
    }

    private void post(String path, String body) {
        send(path, "POST", body);
    }

    private String send(String path, String verb, String body) {
        var tenant = sandbox.connectwise();
        String credentials = tenant.companyId() + "+" + tenant.publicKey() + ":" + tenant.privateKey();
        var request = HttpRequest.newBuilder(URI.create(tenant.apiRoot() + path))
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(credentials.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .header("clientId", tenant.clientId())
                .header("Content-Type", "application/json")
                .method(verb, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException("the sandbox refuses " + path + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
