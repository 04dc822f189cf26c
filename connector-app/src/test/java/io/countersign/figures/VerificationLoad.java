package io.countersign.figures;

import io.countersign.figures.People.Person;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole verifications by the JSON API: press, text, typed code, note. */
final class VerificationLoad {
    private static final int IN_FLIGHT = 16;
    /** Texts an hour; the shipped one for a whole installation is 200. */
    private static final int LIFTED = 250;

    /** Between the text and the code; faster than anybody. */
    private static final Duration READING = Duration.ofMillis(250);

    private static final long PATIENCE_SECONDS = 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final int port;
    private final List<Tenant> tenants;
    private final Vendors vendors;

    VerificationLoad(int port, List<Tenant> tenants, Vendors vendors) {
        this.port = port;
        this.tenants = tenants;
        this.vendors = vendors;
    }

    /**
     * What the connector added to one verification, in milliseconds.
     *
     * @param toText from the press until Twilio is given the text, less what the PSA took to answer meanwhile
     * @param toNote from the right code until the PSA is given the note
     */
    record Added(double toText, double toNote) {
        double inAll() {
            return toText + toNote;
        }
    }

    Tenant tenantOf(Person person) {
        return tenants.get(person.index() % tenants.size());
    }

    /**
     * The limits are for people; a load would meet those that count for all of them together. They are lifted no further than needed: what a check costs grows with
     * its limit.
     */
    void liftLimits() throws IOException {
        try (var line = new Line(port)) {
            for (Tenant tenant : tenants) {
                byte[] put = new String(
                                Tenant.call(
                                        tenant.plants(),
                                        "/api/v1/policy",
                                        Map.of(
                                                "limits",
                                                Map.of(
                                                        "textsPerTechnician",
                                                        LIFTED,
                                                        "textsPerPrefix",
                                                        LIFTED,
                                                        "textsPerInstallation",
                                                        LIFTED))),
                                java.nio.charset.StandardCharsets.UTF_8)
                        .replaceFirst("POST", "PUT")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
                expect(200, line.send(put));
            }
        }
    }

    /** Gives each of them an account, no faster than a key may ask. */
    void enrol(List<Person> people) throws Exception {
        var work = new ArrayList<Callable<Void>>();
        for (Tenant tenant : tenants) {
            work.add(() -> {
                try (var line = new Line(port)) {
                    for (Person person : people) {
                        if (tenantOf(person).equals(tenant)) {
                            enrol(person, tenant, line);
                        }
                    }
                }
                return null;
            });
        }
        all(work);
    }

    private static void enrol(Person person, Tenant tenant, Line line) throws IOException, InterruptedException {
        byte[] request = Tenant.call(
                tenant.plants(),
                "/api/v1/accounts",
                Map.of(
                        "name",
                        person.name(),
                        "email",
                        person.mail(),
                        "mobile",
                        person.number(),
                        "customer",
                        "customer"));
        var answer = line.send(request);
        while (answer.status() == 429) {
            Thread.sleep(1_000);
            answer = line.send(request);
        }
        expect(201, answer);
    }

    /** Verifies each of them, 16 at any time. */
    List<Added> verify(List<Person> people) throws Exception {
        var next = new AtomicInteger();
        var added = new Added[people.size()];
        var work = new ArrayList<Callable<Void>>();
        for (int i = 0; i < Math.min(IN_FLIGHT, people.size()); i++) {
            work.add(() -> {
                try (var line = new Line(port)) {
                    for (int n = next.getAndIncrement(); n < added.length; n = next.getAndIncrement()) {
                        added[n] = verify(people.get(n), line);
                    }
                }
                return null;
            });
        }
        all(work);
        return List.of(added);
    }

    private Added verify(Person person, Line line) throws Exception {
        String key = tenantOf(person).verifies();
        long waitedBefore = vendors.nanosWaitedFor(person.ticket());
        byte[] press = Tenant.call(key, "/api/v1/verifications", Map.of("ticketId", person.ticket(), "method", "sms"));
        long pressed = System.nanoTime();
        String id = expect(201, line.send(press)).path("id").asString();
        var text = vendors.textTo(person.number()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        long waited = vendors.nanosWaitedFor(person.ticket()) - waitedBefore;
        Thread.sleep(READING);
        byte[] code = Tenant.call(key, "/api/v1/verifications/" + id + "/code", Map.of("typed", text.code()));
        long typed = System.nanoTime();
        String outcome = expect(200, line.send(code)).path("outcome").asString();
        if (!outcome.equals("VERIFIED")) {
            throw new IllegalStateException("a right code ended as " + outcome);
        }
        long noted = vendors.noteOn(person.ticket()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new Added((text.arrived() - pressed - waited) / 1e6, (noted - typed) / 1e6);
    }

    private static void all(List<Callable<Void>> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
    }

    private static JsonNode expect(int status, Line.Answer answer) {
        if (answer.status() != status) {
            throw new IllegalStateException("answered " + answer.status() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
