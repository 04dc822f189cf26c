package io.countersign.trial;

import io.countersign.app.installation.ApiKeys;
import io.countersign.app.installation.Psa;
import io.countersign.app.verification.DecisionClock;
import io.countersign.ticket.InstallationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The connector in its world, for tests: really started once for all of them, driven from outside over HTTP, with a clock that tests move. Each test brings its own
 * people, so that they do not meet each other's limits.
 */
public final class Connector {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Pattern CODE = Pattern.compile("(?<![0-9])[0-9]{6}(?![0-9])");
    /** Area codes that libphonenumber holds valid; with 100 fictional numbers each. */
    private static final int[] AREAS = {
        201, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231, 234,
        239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 304, 305, 307, 308, 309,
        310
    };

    private static @Nullable Connector running;

    private final World world;
    private final ConfigurableApplicationContext context;
    private final TestClock clock;
    private final Map<String, String> properties;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final JsonMapper json = JsonMapper.shared();
    private final AtomicInteger people;
    private final Psa.Kind psa;

    private Connector(
            Psa.Kind psa,
            AtomicInteger people,
            World world,
            ConfigurableApplicationContext context,
            TestClock clock,
            Map<String, String> properties) {
        this.psa = psa;
        this.people = people;
        this.world = world;
        this.context = context;
        this.clock = clock;
        this.properties = properties;
    }

    /** The same connector, seen by the help desk that has this PSA. */
    public static Connector running(Psa.Kind psa) {
        var one = running();
        return psa == one.psa ? one : new Connector(psa, one.people, one.world, one.context, one.clock, one.properties);
    }

    /** The one connector of this JVM, started when first asked for; seen by the help desk that has ConnectWise. */
    public static synchronized Connector running() {
        if (running == null) {
            running = start();
        }
        return running;
    }

    private static Connector start() {
        try {
            var world = World.begin(freePort(), 0);
            var clock = new TestClock();
            var properties = world.properties();
            // tests that count calls are not to meet it; those of it ask for it themselves
            properties.put("countersign.reconcile-every", "365d");
            properties.put("countersign.watch-every", "365d");
            var context = Trial.begin(world, properties, application -> {
                application.registerBean(DecisionClock.class, () -> clock);
                application.registerBean(com.github.kagkarlsson.scheduler.Clock.class, () -> clock::now);
            });
            Secrets.watch();
            var connector = new Connector(Psa.Kind.CONNECTWISE, new AtomicInteger(), world, context, clock, properties);
            var tenant = world.sandbox().connectwise();
            var twilio = world.sandbox().twilio();
            var autotask = world.sandbox().autotask();
            Secrets.ofAll(tenant.privateKey(), twilio.apiKeySecret(), twilio.authToken(), Seed.CONNECTWISE_KEY);
            Secrets.ofAll(PlayedIdentityProvider.CLIENT_SECRET);
            Secrets.ofAll(autotask.secret(), autotask.integrationCode(), autotask.webhookSecret(), Seed.AUTOTASK_KEY);
            // so many attacks on one tenant would open its breaker for a whole country
            for (var psa : Psa.Kind.values()) {
                new Connector(psa, connector.people, world, context, clock, properties)
                        .call("PUT", "/api/v1/policy", Map.of("limits", Map.of("leastRightPercent", 0)));
            }
            Runtime.getRuntime().addShutdownHook(new Thread(context::close));
            return connector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One of a world of its own, started by this JVM; its clock is nobody's to move. */
    static Connector in(World world, ConfigurableApplicationContext context, Psa.Kind psa) {
        return new Connector(psa, new AtomicInteger(), world, context, new TestClock(), Map.of());
    }

    /** One that runs in a process of its own: it has no beans to look at and no clock to move. */
    static Connector elsewhere(World world, ConfigurableApplicationContext seededBy, Psa.Kind psa) {
        return new Connector(psa, new AtomicInteger(), world, seededBy, new TestClock(), Map.of());
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The database's time, moved on by what tests let pass. */
    private static final class TestClock implements DecisionClock {
        private volatile Duration passed = Duration.ZERO;

        @Override
        public Instant at(Instant ofDatabase) {
            return ofDatabase.plus(passed);
        }

        Instant now() {
            return Instant.now().plus(passed);
        }
    }

    /** Lets time pass, for decisions and for workers alike. */
    public void pass(Duration time) {
        clock.passed = clock.passed.plus(time);
        world.sandbox().pass(time);
    }

    public Instant now() {
        return clock.now();
    }

    public World world() {
        return world;
    }

    /** The port of the operator, which is not the public one. */
    public int managementPort() {
        return Integer.parseInt(String.valueOf(context.getEnvironment().getProperty("local.management.port")));
    }

    /** What the running connector was told at its start. */
    public Map<String, String> properties() {
        return properties;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Which PSA this help desk has. */
    public Psa.Kind kind() {
        return psa;
    }

    /** The help desk's installation. */
    public InstallationId installation() {
        return bean(ApiKeys.class).caller(key()).orElseThrow().installation();
    }

    // ---- talking to it ----

    /** A body that is sent as it stands, under its own content type; {@code chunked} is JSON that does not say how long it is. */
    public record Raw(String contentType, String text) {}

    /** An answer. */
    public record Answer(int status, JsonNode body, Map<String, java.util.List<String>> headers, String text) {
        public String at(String pointer) {
            return body.at(pointer).asString("");
        }

        /** The first one of that name; empty where there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, java.util.List.of("")).getFirst();
        }
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    public Answer post(String path, @Nullable Object body) {
        return call("POST", path, body);
    }

    public Answer call(String verb, String path, @Nullable Object body) {
        return call(verb, path, body, Map.of("Authorization", "Bearer " + key()));
    }

    public Answer call(String verb, String path, @Nullable Object body, Map<String, String> headers) {
        return send(verb, world.connector().resolve(path), body, headers);
    }

    /** Fetches an address as a browser does that follows nothing by itself. */
    public Answer fetch(URI address) {
        return send("GET", address, null, Map.of());
    }

    private String key() {
        return switch (psa) {
            case CONNECTWISE -> Seed.CONNECTWISE_KEY;
            case AUTOTASK -> Seed.AUTOTASK_KEY;
        };
    }

    /** The sandbox's control API. */
    public Answer sandbox(String verb, String path, @Nullable Object body) {
        return send(verb, world.sandbox().address().resolve("/sandbox" + path), body, Map.of());
    }

    /** Asks the sandbox's ConnectWise as our own API member, whose changes no callback tells of. */
    public Answer psa(String verb, String path, @Nullable Object body) {
        var tenant = world.sandbox().connectwise();
        String credentials = tenant.companyId() + "+" + tenant.publicKey() + ":" + tenant.privateKey();
        var answer = send(
                verb,
                URI.create(tenant.apiRoot() + path),
                body,
                Map.of(
                        "Authorization",
                        "Basic "
                                + java.util.Base64.getEncoder()
                                        .encodeToString(credentials.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        "clientId",
                        tenant.clientId()));
        if (answer.status() >= 300) {
            throw new AssertionError("the sandbox refuses: " + answer.text());
        }
        return answer;
    }

    private Answer send(String verb, URI to, @Nullable Object body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(to)
                .timeout(Duration.ofSeconds(30))
                .method(
                        verb,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : body instanceof Raw(var type, var text) && type.equals("chunked")
                                        ? HttpRequest.BodyPublishers.ofInputStream(
                                                () -> new java.io.ByteArrayInputStream(
                                                        text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                                        : HttpRequest.BodyPublishers.ofString(
                                                switch (body) {
                                                    case String text -> text;
                                                    case Raw raw -> raw.text();
                                                    default -> json.writeValueAsString(body);
                                                }));
        if (body != null) {
            request.header(
                    "Content-Type",
                    body instanceof Raw raw && !raw.contentType().equals("chunked")
                            ? raw.contentType()
                            : "application/json");
        }
        headers.forEach(request::header);
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String text = answer.body();
            boolean isJson = text.startsWith("{") || text.startsWith("[");
            return new Answer(
                    answer.statusCode(),
                    isJson ? json.readTree(text) : json.missingNode(),
                    answer.headers().map(),
                    text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits, in small steps and not for ever, until something is there. */
    public static <T> T eventually(Supplier<Optional<T>> look) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen within " + PATIENCE);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    // ---- people, tickets, messages ----

    /** Somebody with an account and a contact of the same number and address, and a ticket. */
    public record Person(String name, String number, String mail, String account, long contact, long ticket) {}

    public Person somebody() {
        String number = newNumber();
        String mail = newMail();
        String name = "Person " + people.get();
        String account = account(name, mail, number);
        long contact = contact(name, mail, number);
        return new Person(name, number, mail, account, contact, ticket(contact));
    }

    /** A fictional number that no other test has. */
    public String newNumber() {
        int next = people.getAndIncrement();
        String number = "+1%d55501%02d".formatted(AREAS[next / 80], next % 80);
        Secrets.ofAll(number);
        return number;
    }

    public String newMail() {
        String mail = "person" + people.getAndIncrement() + "@customer.example";
        Secrets.ofAll(mail);
        return mail;
    }

    public String account(String name, @Nullable String mail, @Nullable String number) {
        var body = new java.util.LinkedHashMap<String, Object>();
        body.put("name", name);
        body.put("customer", "sandbox");
        if (mail != null) {
            body.put("email", mail);
        }
        if (number != null) {
            body.put("mobile", number);
        }
        var answer = post("/api/v1/accounts", body);
        if (answer.status() != 201) {
            throw new AssertionError("account not made: " + answer.text());
        }
        return answer.at("/id");
    }

    public long contact(String name, @Nullable String mail, @Nullable String number) {
        var body = new java.util.LinkedHashMap<String, Object>();
        int blank = name.indexOf(' ');
        body.put("firstName", blank < 0 ? name : name.substring(0, blank));
        body.put("lastName", name.substring(blank + 1));
        body.put("companyId", 1);
        if (mail != null) {
            body.put("email", mail);
        }
        if (number != null) {
            body.put("mobile", number);
        }
        return sandbox("POST", "/" + psa.key() + "/contacts", body)
                .body()
                .path("id")
                .asLong();
    }

    public long ticket(long contact) {
        return sandbox("POST", "/" + psa.key() + "/tickets", Map.of("summary", "Cannot sign in", "contactId", contact))
                .body()
                .path("id")
                .asLong();
    }

    public long ticketOfNobody() {
        return sandbox("POST", "/" + psa.key() + "/tickets", Map.of("summary", "Cannot sign in"))
                .body()
                .path("id")
                .asLong();
    }

    /** As a technician does in the PSA, not through us. */
    public void technicianWrites(long ticket, String text) {
        var answer = switch (psa) {
            case AUTOTASK -> sandbox("POST", "/autotask/tickets/" + ticket + "/notes", Map.of("text", text));
            case CONNECTWISE -> {
                var tenant = world.sandbox().connectwise();
                String hash = sandbox("GET", "/connectwise/member-auth?memberId=jdoe", null)
                        .at("/memberHash");
                yield send(
                        "POST",
                        URI.create(tenant.apiRoot() + "/service/tickets/" + ticket + "/notes"),
                        Map.of("text", text, "internalAnalysisFlag", true),
                        Map.of(
                                "clientId",
                                tenant.clientId(),
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString((tenant.companyId() + "+jdoe:" + hash)
                                                        .getBytes(StandardCharsets.UTF_8))));
            }
        };
        if (answer.status() / 100 != 2) {
            throw new AssertionError("not written: " + answer.text());
        }
    }

    /** Presses Verify identity; the answer is 201 or the test fails. */
    public String open(Map<String, Object> wanted) {
        var answer = post("/api/v1/verifications", wanted);
        if (answer.status() != 201) {
            throw new AssertionError("not opened: " + answer.text());
        }
        return answer.at("/id");
    }

    public String open(Person person, String method) {
        return open(Map.of("ticketId", person.ticket(), "method", method));
    }

    public Answer verification(String id) {
        return get("/api/v1/verifications/" + id);
    }

    public Answer enter(String id, String typed) {
        return post("/api/v1/verifications/" + id + "/code", Map.of("typed", typed));
    }

    /** The texts that arrived at a number, oldest first. */
    public java.util.List<String> texts(String number) {
        return sandbox("GET", "/phones/" + number + "/messages", null)
                .body()
                .valueStream()
                .map(message -> message.path("body").asString(""))
                .toList();
    }

    /** The code in the newest text, once there are that many texts. */
    public String codeBySms(String number, int texts) {
        return eventually(() -> Optional.of(texts(number))
                .filter(there -> there.size() >= texts)
                .map(there -> code(there.getLast())));
    }

    public java.util.List<JsonNode> mails(String address) {
        return sandbox("GET", "/mailboxes/" + address + "/messages", null)
                .body()
                .valueStream()
                .toList();
    }

    public String codeByMail(String address) {
        return eventually(() -> mails(address).stream()
                .findFirst()
                .map(mail -> code(mail.path("text").asString(""))));
    }

    public static String code(String message) {
        var found = CODE.matcher(message);
        if (!found.find()) {
            throw new AssertionError("no code in: " + message);
        }
        Secrets.ofAll(found.group());
        return found.group();
    }

    /** Six digits that are not the code. */
    public static String wrong(String code, int which) {
        return "%06d".formatted((Integer.parseInt(code) + which) % 1_000_000);
    }

    public java.util.List<JsonNode> notes(long ticket) {
        return sandbox("GET", "/" + psa.key() + "/tickets/" + ticket + "/notes", null)
                .body()
                .valueStream()
                .toList();
    }

    /** The ticket's one note, once it is there. */
    public String note(long ticket) {
        return eventually(() ->
                notes(ticket).stream().findFirst().map(note -> note.path("text").asString("")));
    }

    public String outcome(String id) {
        return eventually(() -> Optional.of(verification(id).at("/outcome")).filter(outcome -> !outcome.isEmpty()));
    }
}
