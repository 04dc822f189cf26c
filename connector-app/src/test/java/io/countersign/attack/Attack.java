package io.countersign.attack;

import io.countersign.app.installation.Psa;
import io.countersign.trial.Connector;
import io.countersign.trial.Connector.Answer;
import io.countersign.trial.Connector.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What every attacker needs: the running connector, a policy that is put back, many hands at once. */
final class Attack {
    /** For those who attack where the PSA makes no difference. */
    static final Connector CONNECTOR = Connector.running();

    private static Psa.Kind psa = Psa.Kind.CONNECTWISE;

    static final Duration A_DAY = Duration.ofHours(24);

    private Attack() {}

    /** The help desk that is attacked just now. */
    static Connector connector() {
        return Connector.running(psa);
    }

    /** Has a class of attacks made on the help desk that has Autotask. */
    static final class AtAutotask implements BeforeAllCallback, AfterAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            psa = Psa.Kind.AUTOTASK;
            require(connector().call("PUT", "/api/v1/policy", Map.of("codeEntry", "shown")), 200);
        }

        @Override
        public void afterAll(ExtensionContext context) {
            require(connector().call("PUT", "/api/v1/policy", Map.of("codeEntry", "blind")), 200);
            psa = Psa.Kind.CONNECTWISE;
        }
    }

    static JdbcClient database() {
        return connector().bean(JdbcClient.class);
    }

    /** Something set for one test and put back after it. */
    interface Put extends AutoCloseable {
        @Override
        void close();
    }

    static Put blind() {
        return policy(Map.of("codeEntry", "blind"), Map.of("codeEntry", "shown"));
    }

    static Put policy(Map<String, ?> change, Map<String, ?> back) {
        require(connector().call("PUT", "/api/v1/policy", change), 200);
        return () -> require(connector().call("PUT", "/api/v1/policy", back), 200);
    }

    static void require(Answer answer, int status) {
        if (answer.status() != status) {
            throw new AssertionError(answer.status() + " instead of " + status + ": " + answer.text());
        }
    }

    static Answer ask(Object... namesAndValues) {
        return connector().post("/api/v1/verifications", fields(namesAndValues));
    }

    static Map<String, Object> fields(Object... namesAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    static Answer decide(String id, String verb) {
        return connector().post("/api/v1/verifications/" + id + "/" + verb, null);
    }

    static Answer options(long ticket) {
        return connector().get("/api/v1/tickets/" + ticket + "/options");
    }

    static Answer change(Person person, Object... namesAndValues) {
        return connector().call("PATCH", "/api/v1/accounts/" + person.account(), fields(namesAndValues));
    }

    static List<String> events(String id) {
        return connector()
                .verification(id)
                .body()
                .path("events")
                .valueStream()
                .map(event -> event.path("type").asString(""))
                .toList();
    }

    static void await(String id, String event) {
        Connector.eventually(() ->
                Optional.of(events(id)).filter(there -> there.contains(event)).map(there -> event));
    }

    static int count(String request) {
        return connector().sandbox("GET", "/counts", null).body().path(request).asInt(0);
    }

    static String proved(Person person) {
        int before = connector().texts(person.number()).size();
        String id = connector().open(person, "sms");
        String code = connector().codeBySms(person.number(), before + 1);
        return connector().enter(id, code).at("/outcome");
    }

    static long deadlocks() {
        return database()
                .sql("select deadlocks from pg_stat_database where datname = current_database()")
                .query(Long.class)
                .single();
    }

    /** Everything at the same moment, as nearly as threads can. */
    static <T> List<T> atOnce(List<Callable<T>> deeds) {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<T>>();
            for (Callable<T> deed : deeds) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return deed.call();
                }));
            }
            start.countDown();
            var results = new ArrayList<T>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
