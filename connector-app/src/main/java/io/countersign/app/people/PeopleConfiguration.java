package io.countersign.app.people;

import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.secrets.Keys;
import io.countersign.app.verification.DecisionClock;
import io.countersign.psa.PsaPeople;
import io.countersign.verification.Offers;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The people of the PSAs, for the connector and for commands beside it. */
@Configuration(proxyBeanMethods = false)
public class PeopleConfiguration {
    @Bean
    @Primary
    PsaPeople eachPsaPeople(Installations installations, PsaPeople connectWisePeople, PsaPeople autotaskPeople) {
        return new EachPsaPeople(
                installations, Map.of(Psa.Kind.CONNECTWISE, connectWisePeople, Psa.Kind.AUTOTASK, autotaskPeople));
    }

    @Bean
    KeepPeople keepPeople(
            JdbcClient database,
            TransactionTemplate transaction,
            DecisionClock clock,
            Installations installations,
            PostgresAccounts accounts,
            KeepAccounts keep,
            PostgresPolicies policies,
            PsaPeople eachPsaPeople) {
        return new KeepPeople(database, transaction, clock, installations, accounts, keep, policies, eachPsaPeople);
    }

    @Bean
    TakeOver takeOver(
            JdbcClient database,
            TransactionTemplate transaction,
            DecisionClock clock,
            PostgresAccounts accounts,
            KeepAccounts keep,
            KeepPeople people,
            PsaPeople eachPsaPeople,
            Keys keys) {
        return new TakeOver(database, transaction, clock, accounts, keep, people, eachPsaPeople, keys);
    }

    @Bean
    PeopleReport peopleReport(
            JdbcClient database,
            PostgresAccounts accounts,
            PostgresPolicies policies,
            Offers offers,
            DecisionClock clock) {
        return new PeopleReport(database, accounts, policies, offers, clock);
    }
}
