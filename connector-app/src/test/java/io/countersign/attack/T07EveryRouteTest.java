package io.countersign.attack;

import static io.countersign.app.api.Programs.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.account.AccountId;
import io.countersign.account.MailAddress;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.api.Programs;
import io.countersign.app.console.ConsoleSessions;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.pod.PodSessions;
import io.countersign.app.secrets.Keys;
import io.countersign.app.signin.SignIns;
import io.countersign.app.staff.Person;
import io.countersign.app.staff.Role;
import io.countersign.app.staff.Staff;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketRef;
import io.countersign.trial.Connector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/**
 * Four installations, two of each PSA, and every address that the connector has, taken from the connector itself: whoever belongs to one of them asks for what belongs to
 * another. A new address is asked too, and one with a variable that is not known here fails the test.
 */
class T07EveryRouteTest {
    private static final Connector CONNECTOR = Connector.running();
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z]+)[^}]*}");
    private static final List<Tenant> TENANTS = new ArrayList<>();

    /**
     * One installation with something of its own everywhere.
     *
     * @param marks what nobody else may read
     */
    private record Tenant(
            Psa.Kind psa,
            InstallationId id,
            String key,
            String account,
            String verification,
            long ticket,
            String staff,
            String point,
            String hook,
            String podBearer,
            String signedInBearer,
            String consoleBearer,
            List<String> marks) {}

    private record Route(String verb, String path) {}

    @BeforeAll
    static void four_installations() {
        for (var psa : Psa.Kind.values()) {
            for (int number = 1; number <= 2; number++) {
                TENANTS.add(tenant(psa, number));
            }
        }
    }

    private static Tenant tenant(Psa.Kind psa, int number) {
        var like =
                CONNECTOR.bean(Installations.class).get(Connector.running(psa).installation());
        var keys = CONNECTOR.bean(Keys.class);
        var id = new InstallationId(keys.newName());
        String name = "Zq" + psa.key() + number;
        var installations = CONNECTOR.bean(Installations.class);
        installations.keep(new Installation(id, name, like.settings(), like.psa(), like.secrets(), true));
        var database = CONNECTOR.bean(JdbcClient.class);
        String customer = "c_" + keys.newName();
        database.sql("insert into customer (id, installation, key, name) values (?, ?, ?, ?)")
                .params(customer, id.value(), name + "-customer", name + " Customer")
                .update();
        database.sql("insert into customer_company (installation, company, customer) values (?, 1, ?)")
                .params(id.value(), customer)
                .update();
        String key = new Programs(CONNECTOR).key(id, EnumSet.allOf(Scope.class));
        String account = CONNECTOR
                .call(
                        "POST",
                        "/api/v1/accounts",
                        Map.of(
                                "name",
                                name + " Person",
                                "customer",
                                name + "-customer",
                                "mobile",
                                CONNECTOR.newNumber()),
                        with(key))
                .at("/id");
        var waiting = CONNECTOR
                .bean(KeepAccounts.class)
                .changeAtPsa(
                        id,
                        new AccountId(account),
                        Optional.empty(),
                        MailAddress.parse(CONNECTOR.newMail()),
                        Optional.empty())
                .orElseThrow()
                .points()
                .stream()
                .filter(point -> point.place() instanceof MailAddress)
                .findFirst()
                .orElseThrow();
        long ticket =
                Connector.running(psa).ticket(Connector.running(psa).contact("Some Body", CONNECTOR.newMail(), null));
        var opened = CONNECTOR.call(
                "POST",
                "/api/v1/verifications",
                Map.of("accountId", account, "ticketId", ticket, "method", "sms"),
                with(key));
        assertThat(opened.status()).as(opened.text()).isEqualTo(201);
        var staff = CONNECTOR.bean(Staff.class);
        var member = staff.seen(
                        id,
                        new Person("https://login.example", name, name + " Admin", Optional.of(name + "@msp.example")))
                .orElseThrow();
        staff.admit(id, member.id(), Optional.of("jdoe"), Set.of(Role.values()), "this test");
        // so that the first one is not kept for being the last
        var second = staff.seen(id, new Person("https://login.example", name + "2", "Second", Optional.empty()))
                .orElseThrow();
        staff.admit(id, second.id(), Optional.empty(), Set.of(Role.ADMINISTRATOR), "this test");
        var technician = new Technician(id, "jdoe", name + " Doe", "jdoe@msp.example", "102");
        var sessions = CONNECTOR.bean(PodSessions.class);
        return new Tenant(
                psa,
                id,
                key,
                account,
                opened.at("/id"),
                ticket,
                member.id(),
                waiting.id().value(),
                installations.newHook(id),
                sessions.begin(new TicketRef(id, ticket), technician).token(),
                sessions.begin(new TicketRef(id, ticket), technician, member.id())
                        .token(),
                CONNECTOR.bean(ConsoleSessions.class).begin(member.id()),
                List.of(
                        account,
                        opened.at("/id"),
                        member.id(),
                        waiting.id().value(),
                        name + " Person",
                        name + " Admin",
                        name + "-customer"));
    }

    /** As the running connector says, not as somebody remembers. */
    private static List<Route> routes() {
        var routes = new ArrayList<Route>();
        CONNECTOR.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((mapping, method) -> {
            if (method.getBeanType().getName().startsWith("io.countersign")) {
                assertThat(mapping.getMethodsCondition().getMethods())
                        .as("%s says by which verb it is asked", method)
                        .isNotEmpty();
                for (RequestMethod verb : mapping.getMethodsCondition().getMethods()) {
                    mapping.getPatternsCondition()
                            .getPatterns()
                            .forEach(path -> routes.add(new Route(verb.name(), path.getPatternString())));
                }
            }
        });
        return routes;
    }

    /** The address with everything in it that belongs to the other one. */
    private static String address(Route route, Tenant theirs) {
        var values = new TreeMap<String, String>();
        values.put("installation", theirs.id().value());
        values.put("psa", theirs.psa().key());
        values.put("hook", theirs.hook());
        values.put("reference", "AAAAAAAAAAAAAAAAAAAAAA");
        values.put("ticketId", Long.toString(theirs.ticket()));
        values.put("number", Long.toString(theirs.ticket()));
        values.put(
                "id",
                route.path().contains("/accounts")
                        ? theirs.account()
                        : route.path().contains("/staff")
                                ? theirs.staff()
                                : route.path().contains("/waiting") ? theirs.point() : theirs.verification());
        return VARIABLE.matcher(route.path()).replaceAll(found -> {
            String value = values.get(found.group(1));
            assertThat(value)
                    .as("what stands for %s in %s", found.group(1), route)
                    .isNotNull();
            return value;
        });
    }

    /** In the form that this address takes, with all that belongs to the other one. */
    private static @Nullable Object body(Route route, Tenant theirs) {
        if (route.verb().equals("GET") || route.verb().equals("DELETE")) {
            return null;
        }
        if (route.path().startsWith("/console/api") || route.path().startsWith("/pod/api/verifications")) {
            return new Connector.Raw(
                    "application/x-www-form-urlencoded",
                    "role=auditor&method=sms&typed=000000&reason=so&account=" + theirs.account());
        }
        var body = new LinkedHashMap<String, Object>();
        if (route.path().equals("/sign-in")) {
            body.put("installation", theirs.id().value());
            body.put("purpose", "pod");
            body.put("page", "frame");
            body.put("ticket", Long.toString(theirs.ticket()));
            body.put("challenge", SignIns.challenge("somebody else's"));
        } else if (route.path().equals("/sign-in/session")) {
            body.put("code", "made-up");
            body.put("verifier", "made-up");
        } else if (route.path().equals("/pod/api/session")) {
            body.put("installation", theirs.id().value());
            body.put("ticket", Long.toString(theirs.ticket()));
            body.put("companyId", "sandbox");
            body.put("memberId", "jdoe");
            body.put("memberHash", "made-up");
        } else if (route.path().equals("/api/v1/verifications")) {
            body.put("accountId", theirs.account());
            body.put("ticketId", theirs.ticket());
            body.put("method", "sms");
        } else if (route.path().endsWith("/code")) {
            body.put("typed", "000000");
        } else if (route.path().endsWith("/accounts/{id}")) {
            body.put("name", "Taken Over");
        }
        return body;
    }

    private static List<Map<String, String>> credentials(Route route, Tenant ours) {
        if (route.path().startsWith("/api/")) {
            return List.of(with(ours.key()));
        }
        if (route.path().startsWith("/pod/api")) {
            return List.of(with(ours.podBearer()), with(ours.signedInBearer()));
        }
        return route.path().startsWith("/console/api") ? List.of(with(ours.consoleBearer())) : List.of(Map.of());
    }

    @Test
    void t07_no_address_tells_one_installation_what_belongs_to_another() {
        var routes = routes();
        int asked = 0;
        assertThat(routes).hasSizeGreaterThan(40);
        for (Route route : routes) {
            if (route.path().equals("/pod/api/live")) {
                // tells that something changed at the session's own ticket, and nothing else; it never ends by itself
                continue;
            }
            for (Tenant ours : TENANTS) {
                for (Tenant theirs : TENANTS) {
                    if (ours.id().equals(theirs.id())) {
                        continue;
                    }
                    for (var bearer : credentials(route, ours)) {
                        var answer = CONNECTOR.call(
                                route.verb(),
                                address(route, theirs) + "?search=Person&limit=200",
                                body(route, theirs),
                                bearer);
                        assertThat(answer.status()).as("%s", route).isNotEqualTo(500);
                        for (String mark : theirs.marks()) {
                            assertThat(answer.text())
                                    .as("%s asked by %s", route, ours.psa())
                                    .doesNotContain(mark);
                        }
                        asked++;
                    }
                }
            }
        }
        assertThat(asked).isGreaterThan(routes.size() * 10);
        for (Tenant tenant : TENANTS) {
            var verification =
                    CONNECTOR.call("GET", "/api/v1/verifications/" + tenant.verification(), null, with(tenant.key()));
            assertThat(verification.at("/state")).isEqualTo("open");
            assertThat(CONNECTOR
                            .call("GET", "/api/v1/accounts/" + tenant.account(), null, with(tenant.key()))
                            .at("/name"))
                    .contains("Person");
            assertThat(CONNECTOR
                            .bean(Staff.class)
                            .find(tenant.staff())
                            .orElseThrow()
                            .roles())
                    .hasSize(Role.values().length);
            assertThat(CONNECTOR
                            .call("GET", "/console/api/waiting", null, with(tenant.consoleBearer()))
                            .text())
                    .contains("1 waits", tenant.point());
        }
    }

    @Test
    void t07_whoever_owns_it_is_shown_it_by_the_same_addresses() {
        // otherwise the other test would pass where nobody is shown anything
        for (Tenant tenant : TENANTS) {
            assertThat(CONNECTOR
                            .call("GET", "/api/v1/verifications/" + tenant.verification(), null, with(tenant.key()))
                            .text())
                    .contains(tenant.account());
            assertThat(CONNECTOR
                            .call("GET", "/pod/api/card", null, with(tenant.signedInBearer()))
                            .text())
                    .contains(tenant.verification());
            assertThat(CONNECTOR
                            .call("GET", "/console/api/staff", null, with(tenant.consoleBearer()))
                            .text())
                    .contains(tenant.staff());
        }
    }

    @Test
    void t07_no_bearer_of_one_kind_opens_addresses_of_another() {
        for (Tenant tenant : TENANTS) {
            for (String path : List.of("/api/v1/accounts", "/pod/api/card", "/console/api/staff")) {
                for (String bearer : List.of(tenant.key(), tenant.podBearer(), tenant.consoleBearer())) {
                    boolean own = (path.startsWith("/api") && bearer.equals(tenant.key()))
                            || (path.startsWith("/pod") && bearer.equals(tenant.podBearer()))
                            || (path.startsWith("/console") && bearer.equals(tenant.consoleBearer()));
                    assertThat(CONNECTOR.call("GET", path, null, with(bearer)).status())
                            .as(path)
                            .isEqualTo(own ? 200 : 401);
                }
            }
        }
    }
}
