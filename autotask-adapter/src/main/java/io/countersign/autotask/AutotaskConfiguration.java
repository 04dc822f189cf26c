package io.countersign.autotask;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.psa.ChangedTickets;
import io.countersign.psa.GuardedPeople;
import io.countersign.psa.HttpClients;
import io.countersign.psa.KeptTickets;
import io.countersign.psa.OutsideOrigins;
import io.countersign.psa.PsaPeople;
import io.countersign.psa.TicketWarmth;
import io.countersign.setup.PsaSetUp;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Autotask PSA for an application that brings {@link AutotaskInstallations}, {@link OutsideOrigins}, {@link Turns} and the resilience4j registries. Gives it the
 * ports {@link io.countersign.ticket.TicketSystem} and {@link io.countersign.ticket.TicketEvents}, and besides {@link TicketWarmth}, {@link ChangedTickets},
 * {@link PsaPeople} and {@link Allowance}; and as {@code autotaskSetUp} {@link PsaSetUp}.
 */
@Configuration(proxyBeanMethods = false)
public class AutotaskConfiguration {
    @Bean(defaultCandidate = false)
    HttpClients autotaskHttpClients() {
        return new HttpClients();
    }

    @Bean
    AsideThreads autotaskAsideThreads() {
        return new AsideThreads();
    }

    @Bean
    Calling autotaskCalling(
            AutotaskInstallations installations,
            OutsideOrigins outside,
            Turns turns,
            @Qualifier("autotaskHttpClients") HttpClients autotaskHttpClients,
            AsideThreads autotaskAsideThreads,
            BulkheadRegistry bulkheads,
            CircuitBreakerRegistry breakers) {
        var ticker = Ticker.systemTicker();
        var clients = new AutotaskClients(autotaskHttpClients, AutotaskClients.READ_TIMEOUT);
        var zones = new Zones(clients, outside, ticker, autotaskAsideThreads::run);
        return new Calling(installations, clients, zones, turns, bulkheads, breakers, ticker);
    }

    @Bean
    HourlyAllowance autotaskAllowance(Calling autotaskCalling) {
        return new HourlyAllowance(autotaskCalling, Ticker.systemTicker());
    }

    @Bean
    AutotaskCalls autotaskCalls(
            AutotaskInstallations installations,
            Calling autotaskCalling,
            HourlyAllowance autotaskAllowance,
            AsideThreads autotaskAsideThreads) {
        return new AutotaskCalls(
                installations,
                autotaskCalling,
                autotaskAllowance::requireRoom,
                Ticker.systemTicker(),
                autotaskAsideThreads::run);
    }

    @Bean
    PsaPeople autotaskPeople(
            Calling autotaskCalling,
            HourlyAllowance autotaskAllowance,
            BulkheadRegistry bulkheads,
            CircuitBreakerRegistry breakers) {
        var people = new AutotaskPeople(autotaskCalling, installation -> {
            // a command of the jar has nobody beside it who looks
            autotaskAllowance.look(installation);
            autotaskAllowance.requireRoom(installation);
        });
        return new GuardedPeople(people, "autotask-people", bulkheads, breakers);
    }

    @Bean
    KeptTickets autotaskTickets(AutotaskCalls autotaskCalls, HourlyAllowance autotaskAllowance) {
        return new KeptTickets(autotaskCalls, Ticker.systemTicker(), autotaskAllowance::requireRoom);
    }

    @Bean
    SignedCallouts autotaskCallouts(AutotaskInstallations installations, AutotaskCalls autotaskCalls) {
        return new SignedCallouts(installations, autotaskCalls::ourResourceIfKnown);
    }

    @Bean
    PsaSetUp autotaskSetUp(AutotaskInstallations installations, Calling autotaskCalling, AutotaskCalls autotaskCalls) {
        return new AutotaskSetUp(installations, autotaskCalling, autotaskCalls::ourResourceNow);
    }
}
