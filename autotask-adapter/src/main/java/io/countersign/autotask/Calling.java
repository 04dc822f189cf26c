package io.countersign.autotask;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.openapi.autotask.ApiClient;
import io.countersign.psa.Guard;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/** What surrounds every call: the zone it goes to, its turn, the circuit breaker, what its answer means, and what follows when our credentials are not accepted. */
final class Calling {
    private static final Logger LOG = LoggerFactory.getLogger(Calling.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    /** The turns are the narrow part; this only keeps one installation from taking all there is. */
    private static final BulkheadConfig AT_ONCE = BulkheadConfig.custom()
            .maxConcurrentCalls(16)
            .maxWaitDuration(Duration.ofMillis(500))
            .build();

    private final AutotaskInstallations installations;
    private final AutotaskClients clients;
    private final Zones zones;
    private final Turns turns;
    private final Guard guard;
    private final Ticker ticker;
    private final Map<InstallationId, Standing> standings = new ConcurrentHashMap<>();

    Calling(
            AutotaskInstallations installations,
            AutotaskClients clients,
            Zones zones,
            Turns turns,
            BulkheadRegistry bulkheads,
            CircuitBreakerRegistry breakers,
            Ticker ticker) {
        this.installations = installations;
        this.clients = clients;
        this.zones = zones;
        this.turns = turns;
        this.guard = new Guard(bulkheads, breakers);
        this.ticker = ticker;
    }

    /** Where a call goes, and with what. */
    final class Session {
        private final RestClient rest;
        private final Zone zone;

        private Session(RestClient rest, Zone zone) {
            this.rest = rest;
            this.zone = zone;
        }

        ApiClient api() {
            return AutotaskClients.api(rest, zone);
        }

        /** The page of that address, by the same method and query as the first. The address comes out of an answer, and credentials go there. */
        <T> @Nullable T page(String address, Object query, Class<T> type) {
            return rest.post()
                    .uri(checked(address))
                    .accept(MediaType.APPLICATION_JSON)
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(query)
                    .retrieve()
                    .body(type);
        }

        private URI checked(String address) {
            try {
                var uri = new URI(address);
                if (zones.areAt(uri)) {
                    return uri;
                }
            } catch (URISyntaxException notAnAddress) {
                // refused like a wrong one
            }
            throw new Refused("Autotask continued a list at an address that is not Autotask's", null);
        }
    }

    /** Makes one call. Nothing is repeated but what was not accepted, and that once, after the zone was looked up anew. */
    <T> T call(InstallationId installation, Endpoint endpoint, Function<Session, @Nullable T> call) {
        var settings = installations.settings(installation);
        var standing = standings.compute(
                installation,
                (id, known) -> known != null && known.isOf(settings) ? known : new Standing(settings, ticker));
        var attempts = new Attempts<T>(installation, settings, standing, endpoint, call);
        return standing.isDoubtful() ? standing.alone(attempts::make) : attempts.make();
    }

    private final class Attempts<T> {
        private final InstallationId installation;
        private final AutotaskSettings settings;
        private final Standing standing;
        private final Endpoint endpoint;
        private final Function<Session, @Nullable T> call;
        private final Database database;

        Attempts(
                InstallationId installation,
                AutotaskSettings settings,
                Standing standing,
                Endpoint endpoint,
                Function<Session, @Nullable T> call) {
            this.installation = installation;
            this.settings = settings;
            this.standing = standing;
            this.endpoint = endpoint;
            this.call = call;
            this.database = Database.of(installation, settings);
        }

        T make() {
            var zone = zones.of(database);
            try {
                return at(zone);
            } catch (NotAccepted first) {
                return standing.alone(() -> again(zone, first));
            } catch (Doubted meanwhile) {
                return standing.alone(() -> standing.isUnexplained() ? again(zone, meanwhile) : make());
            }
        }

        private T again(Zone before, RuntimeException first) {
            var zone = zones.of(database);
            if (zone.lookUp() == before.lookUp()) {
                if (standing.refusedAgain()) {
                    throw stopped(first);
                }
                zone = zones.renewed(database);
            }
            try {
                return at(zone);
            } catch (NotAccepted second) {
                standing.refusedAgain();
                throw stopped(second);
            }
        }

        private Busy stopped(RuntimeException last) {
            standing.stop();
            zones.forget(database);
            LOG.error(
                    "{}: Autotask refused our API user twice in a row; no call for {} minutes, because more failures lock it. Check its name, secret and tracking identifier, and that it is not locked",
                    installation.value(),
                    Standing.STOP.toMinutes());
            // surely nothing was done: what waits is done once the credentials are right
            return new Busy(Standing.STOP, last.getCause());
        }

        private T at(Zone zone) {
            var session = new Session(clients.withCredentials(installation, settings), zone);
            Supplier<T> once = () -> {
                if (standing.isDoubtful()) {
                    throw new Doubted();
                }
                return answerOf(session);
            };
            T answer = turns.inTurn(
                    installation,
                    endpoint.entity(),
                    LONGEST_WAIT,
                    () -> guard.call("autotask-" + installation.value(), AT_ONCE, once));
            standing.accepted();
            return answer;
        }

        private T answerOf(Session session) {
            try {
                T answer = call.apply(session);
                if (answer == null) {
                    throw new Unclear(null);
                }
                return answer;
            } catch (RestClientResponseException e) {
                if (AutotaskFaults.isNotAccepted(e)) {
                    standing.doubt();
                    throw new NotAccepted(e);
                }
                throw AutotaskFaults.of(e, endpoint);
            } catch (RestClientException e) {
                throw AutotaskFaults.of(e, endpoint);
            }
        }
    }

    /** Carries a 401 out of the turn. */
    private static final class NotAccepted extends RuntimeException {
        NotAccepted(RestClientResponseException answer) {
            super("Autotask answered 401", answer);
        }
    }

    /** Another call was refused while this one waited for its turn. */
    private static final class Doubted extends RuntimeException {
        Doubted() {
            super("not called", null, false, false);
        }
    }
}
