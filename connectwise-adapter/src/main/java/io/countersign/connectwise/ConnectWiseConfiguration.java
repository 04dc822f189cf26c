package io.countersign.connectwise;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.psa.GuardedPeople;
import io.countersign.psa.HttpClients;
import io.countersign.psa.KeptTickets;
import io.countersign.psa.OutsideOrigins;
import io.countersign.psa.PsaPeople;
import io.countersign.psa.TicketWarmth;
import io.countersign.setup.PsaSetUp;
import io.countersign.ticket.TechnicianProof;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.net.InetAddress;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * ConnectWise PSA for an application that brings {@link ConnectWiseInstallations}, {@link OutsideOrigins} and the resilience4j registries. Gives it the ports
 * {@link io.countersign.ticket.TicketSystem}, {@link io.countersign.ticket.TicketEvents} and {@link TechnicianProof} of {@link ConnectWiseMember}, and besides
 * {@link TicketWarmth}, {@link CallbackKeys} and, as {@code connectWise}, {@link io.countersign.psa.ChangedTickets}, and {@link PsaPeople}; and as
 * {@code connectWiseSetUp} {@link PsaSetUp}.
 */
@Configuration(proxyBeanMethods = false)
public class ConnectWiseConfiguration {
    @Bean
    HttpClients connectWiseHttpClients() {
        return new HttpClients();
    }

    @Bean
    ConnectWise connectWise(
            ConnectWiseInstallations installations,
            OutsideOrigins outside,
            HttpClients connectWiseHttpClients,
            BulkheadRegistry bulkheads,
            CircuitBreakerRegistry breakers) {
        var clients =
                new ConnectWiseClients(installations, outside, connectWiseHttpClients, ConnectWiseClients.READ_TIMEOUT);
        return new GuardedConnectWise(new ConnectWiseCalls(installations, clients), bulkheads, breakers);
    }

    @Bean
    PsaPeople connectWisePeople(
            ConnectWiseInstallations installations,
            OutsideOrigins outside,
            HttpClients connectWiseHttpClients,
            BulkheadRegistry bulkheads,
            CircuitBreakerRegistry breakers) {
        var clients =
                new ConnectWiseClients(installations, outside, connectWiseHttpClients, ConnectWiseClients.READ_TIMEOUT);
        return new GuardedPeople(
                new ConnectWisePeople(installations, clients), "connectwise-people", bulkheads, breakers);
    }

    @Bean
    PsaSetUp connectWiseSetUp(
            ConnectWiseInstallations installations,
            OutsideOrigins outside,
            HttpClients connectWiseHttpClients,
            BulkheadRegistry bulkheads,
            CircuitBreakerRegistry breakers) {
        var clients =
                new ConnectWiseClients(installations, outside, connectWiseHttpClients, ConnectWiseClients.READ_TIMEOUT);
        return new GuardedConnectWiseSetUp(new ConnectWiseSetUp(installations, clients), bulkheads, breakers);
    }

    @Bean
    KeptTickets connectWiseTickets(ConnectWise connectWise) {
        return new KeptTickets(connectWise, Ticker.systemTicker());
    }

    @Bean
    KeyFetch connectWiseKeyFetch(
            ConnectWiseInstallations installations, OutsideOrigins outside, HttpClients connectWiseHttpClients) {
        return new KeyFetch(installations, outside, connectWiseHttpClients, InetAddress::getAllByName);
    }

    @Bean
    SignedCallbacks connectWiseCallbacks(
            ConnectWiseInstallations installations, OutsideOrigins outside, KeyFetch connectWiseKeyFetch) {
        return new SignedCallbacks(installations, outside, connectWiseKeyFetch, Ticker.systemTicker());
    }

    @Bean
    TechnicianProof<ConnectWiseMember> connectWiseMemberProof(
            ConnectWiseInstallations installations, ConnectWise connectWise) {
        return new MemberProof(installations, connectWise);
    }
}
