package io.countersign.autotask;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.openapi.autotask.model.ZoneInformationResultModel;
import io.countersign.psa.Origin;
import io.countersign.psa.OutsideOrigins;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/**
 * In which of Autotask's zones a database lives. Databases are moved and zones are added, so we ask, and believe only an address of the vendor's own pattern:
 * credentials go there.
 */
final class Zones {
    private static final String PATH = "/atservicesrest/v1.0/zoneInformation";
    private static final Duration KEPT = Duration.ofHours(12);
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    /** The numbered zones, and two without a number: the German and the Spanish one for early releases. */
    private static final Pattern HOST =
            Pattern.compile("webservices[0-9]{0,4}\\.autotask\\.net|pr(?:de|es)\\.autotask\\.net");

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9:/._\\[\\]-]{1,300}");

    private final AutotaskClients clients;
    private final OutsideOrigins outside;
    private final Aside<Database, Zone> zones;
    private final AtomicLong lookUps = new AtomicLong();

    Zones(AutotaskClients clients, OutsideOrigins outside, Ticker ticker, Executor aside) {
        this.clients = clients;
        this.outside = outside;
        this.zones = new Aside<>(KEPT, ticker, aside);
    }

    Zone of(Database database) {
        return zones.get(database, () -> lookUp(database));
    }

    /** Asked anew. */
    Zone renewed(Database database) {
        return zones.renewed(database, () -> lookUp(database));
    }

    void forget(Database database) {
        zones.forget(database);
    }

    /** Whether credentials may go to this address. */
    boolean areAt(URI address) {
        try {
            var origin = Origin.of(address);
            boolean vendors = origin.isHttps()
                    && origin.port() == 443
                    && HOST.matcher(origin.host()).matches();
            return vendors || outside.accept(origin);
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    private Zone lookUp(Database database) {
        if (!areAt(database.zoneLookup())) {
            throw new Refused("The address at which zones are looked up is not Autotask's", null);
        }
        String address = database.zoneLookup().resolve(PATH) + "?user={user}";
        try {
            var answer = clients.withoutCredentials()
                    .get()
                    .uri(address, database.userName())
                    .retrieve()
                    .body(ZoneInformationResultModel.class);
            return new Zone(base(answer == null ? null : answer.getUrl()), lookUps.incrementAndGet());
        } catch (RestClientResponseException e) {
            if (!AutotaskFaults.errors(e.getResponseBodyAsByteArray()).isEmpty()) {
                throw new Refused("Autotask knows no zone of our API user; its name may be wrong", e);
            }
            throw surelyNothingDone(e);
        } catch (RestClientException e) {
            throw surelyNothingDone(e);
        }
    }

    /** A look-up that went wrong leaves no doubt about the call that it was for. */
    private static RuntimeException surelyNothingDone(RestClientException e) {
        var fault = AutotaskFaults.of(e, Endpoint.TICKETS);
        return fault instanceof Unclear unclear ? new Busy(A_SECOND, unclear.getCause()) : fault;
    }

    private String base(@Nullable String url) {
        if (url == null || !ADDRESS.matcher(url).matches() || !areAt(URI.create(url))) {
            throw new Refused("Autotask named a zone whose address is not Autotask's", null);
        }
        return url.replaceAll("/+$", "");
    }
}
