package io.countersign.attack;

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
import org.springframework.jdbc.core.simple.JdbcClient;

/** What every attacker needs: the running connector, a policy that is put back, many hands at once. */
final class Attack {
    static final Connector CONNECTOR = Connector.running();
    static final Duration A_DAY = Duration.ofHours(24);

    private Attack() {}

    static JdbcClient database() {
        return CONNECTOR.bean(JdbcClient.class);
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
        require(CONNECTOR.call("PUT", "/api/v1/policy", change), 200);
        return () -> require(CONNECTOR.call("PUT", "/api/v1/policy", back), 200);
    }

    static void require(Answer answer, int status) {
        if (answer.status() != status) {
            throw new AssertionError(answer.status() + " instead of " + status + ": " + answer.text());
        }
    }

    static Answer ask(Object... namesAndValues) {
        return CONNECTOR.post("/api/v1/verifications", fields(namesAndValues));
    }

    static Map<String, Object> fields(Object... namesAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    static Answer decide(String id, String verb) {
        return CONNECTOR.post("/api/v1/verifications/" + id + "/" + verb, null);
    }

    static Answer options(long ticket) {
        return CONNECTOR.get("/api/v1/tickets/" + ticket + "/options");
    }

    static Answer change(Person person, Object... namesAndValues) {
        return CONNECTOR.call("PATCH", "/api/v1/accounts/" + person.account(), fields(namesAndValues));
    }

    static List<String> events(String id) {
        return CONNECTOR
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
        return CONNECTOR.sandbox("GET", "/counts", null).body().path(request).asInt(0);
    }

    static String proved(Person person) {
        int before = CONNECTOR.texts(person.number()).size();
        String id = CONNECTOR.open(person, "sms");
        String code = CONNECTOR.codeBySms(person.number(), before + 1);
        return CONNECTOR.enter(id, code).at("/outcome");
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
