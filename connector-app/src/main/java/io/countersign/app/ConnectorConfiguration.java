package io.countersign.app;

import io.countersign.account.Accounts;
import io.countersign.account.MatchContact;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PlaceStates;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.api.IdempotencyKeys;
import io.countersign.app.console.ConsoleSessions;
import io.countersign.app.desk.Desk;
import io.countersign.app.desk.LookAlikes;
import io.countersign.app.installation.ApiKeys;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.journal.JournalOrder;
import io.countersign.app.journal.SealJournal;
import io.countersign.app.live.Changes;
import io.countersign.app.people.WaitingPoints;
import io.countersign.app.pod.PodPages;
import io.countersign.app.pod.PodSessions;
import io.countersign.app.policy.PolicyForm;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.psa.EachPsa;
import io.countersign.app.psa.WatchAllowances;
import io.countersign.app.secrets.Keys;
import io.countersign.app.staff.Staff;
import io.countersign.app.verification.DecisionClock;
import io.countersign.app.verification.EraseAccount;
import io.countersign.app.verification.Owing;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.app.words.InsideWords;
import io.countersign.app.work.LeaveNotes;
import io.countersign.autotask.Allowance;
import io.countersign.psa.KeptTickets;
import io.countersign.ticket.Contact;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketSystem;
import io.countersign.verification.Offers;
import io.countersign.verification.RequestVerification;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Puts the parts together: the rules of the core, the store, and the PSA and channels behind them. */
@Configuration(proxyBeanMethods = false)
@Import(InstallationsConfiguration.class)
class ConnectorConfiguration {
    @Bean
    @ConditionalOnMissingBean
    DecisionClock decisionClock() {
        return DecisionClock.ofDatabase();
    }

    @Bean
    ApiKeys apiKeys(JdbcClient database, Keys keys) {
        return new ApiKeys(database, keys);
    }

    @Bean
    Staff staff(JdbcClient database, TransactionTemplate transaction, Keys keys) {
        return new Staff(database, transaction, keys);
    }

    @Bean
    ConsoleSessions consoleSessions(JdbcClient database, Keys keys, Staff staff) {
        return new ConsoleSessions(database, keys, staff);
    }

    @Bean
    PodSessions podSessions(JdbcClient database, Keys keys) {
        return new PodSessions(database, keys);
    }

    @Bean
    PodPages podPages() {
        return new PodPages();
    }

    @Bean
    PolicyForm policyForm() {
        return new PolicyForm();
    }

    @Bean
    PostgresPolicies policies(JdbcClient database, PolicyForm form) {
        return new PostgresPolicies(database, form);
    }

    @Bean
    PostgresAccounts accounts(JdbcClient database, Keys keys) {
        return new PostgresAccounts(database, keys);
    }

    @Bean
    PlaceStates placeStates(JdbcClient database) {
        return new PlaceStates(database);
    }

    @Bean
    TransactionTemplate transaction(PlatformTransactionManager manager) {
        return new TransactionTemplate(manager);
    }

    @Bean
    KeepAccounts keepAccounts(
            JdbcClient database,
            TransactionTemplate transaction,
            DecisionClock clock,
            Keys keys,
            PostgresAccounts accounts,
            KeepAccounts.FormerPoints formerPoints) {
        return new KeepAccounts(database, transaction, clock, keys, accounts, formerPoints);
    }

    @Bean
    Changes changes(DataSource dataSource) {
        return new Changes(dataSource);
    }

    @Bean
    PostgresVerifications verifications(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            DecisionClock clock,
            Keys keys,
            PostgresAccounts accounts,
            PostgresPolicies policies,
            Owing owing) {
        return new PostgresVerifications(jdbc, transaction, clock, keys, accounts, policies, owing);
    }

    @Bean
    EraseAccount eraseAccount(
            JdbcClient database,
            TransactionTemplate transaction,
            PostgresVerifications verifications,
            KeepAccounts accounts) {
        return new EraseAccount(database, transaction, verifications, accounts);
    }

    @Bean
    MatchContact.Settings matchSettings(Installations installations, PostgresPolicies policies) {
        return new MatchContact.Settings() {
            @Override
            public String region(InstallationId installation) {
                return installations.get(installation).settings().country();
            }

            @Override
            public boolean catchAll(Contact contact) {
                return policies.policy(contact.ref().installation())
                        .catchAllContacts()
                        .contains(contact.ref().number());
            }
        };
    }

    @Bean
    MatchContact matchContact(Accounts accounts, MatchContact.Settings settings) {
        return new MatchContact(accounts, settings);
    }

    @Bean
    Offers offers(Keys keys) {
        return new Offers(keys);
    }

    @Bean
    RequestVerification requestVerification(
            MatchContact matching,
            PostgresAccounts accounts,
            PostgresVerifications verifications,
            Offers offers,
            Keys keys) {
        return new RequestVerification(matching, accounts, verifications, offers, keys, keys);
    }

    @Bean
    @Primary
    EachPsa eachPsa(Installations installations, KeptTickets connectWiseTickets, KeptTickets autotaskTickets) {
        return new EachPsa(
                installations, Map.of(Psa.Kind.CONNECTWISE, connectWiseTickets, Psa.Kind.AUTOTASK, autotaskTickets));
    }

    @Bean
    WaitingPoints waitingPoints(
            JdbcClient database,
            PostgresAccounts accounts,
            KeepAccounts keep,
            PostgresVerifications verifications,
            DecisionClock clock,
            TicketSystem psa) {
        return new WaitingPoints(database, accounts, keep, verifications, clock, psa);
    }

    @Bean
    LookAlikes lookAlikes(
            TicketSystem tickets,
            PostgresVerifications verifications,
            LeaveNotes notes,
            Changes changes,
            JdbcClient database) {
        return new LookAlikes(tickets, verifications, notes, changes, database);
    }

    @Bean
    Desk desk(
            JdbcClient database,
            TicketSystem tickets,
            PostgresAccounts accounts,
            MatchContact matching,
            MatchContact.Settings settings,
            PostgresPolicies policies,
            PostgresVerifications verifications,
            RequestVerification requests,
            Keys keys,
            Offers offers,
            LeaveNotes notes,
            LookAlikes lookAlikes,
            Installations installations,
            DecisionClock clock) {
        return new Desk(
                database,
                tickets,
                accounts,
                matching,
                settings,
                policies,
                verifications,
                requests,
                keys,
                offers,
                notes,
                lookAlikes,
                installations,
                clock);
    }

    @Bean
    SealJournal sealJournal(
            JdbcClient database,
            TransactionTemplate transaction,
            DecisionClock clock,
            Installations installations,
            Keys keys) {
        JournalOrder.begin(database);
        return new SealJournal(database, transaction, clock, installations, keys.sealKey());
    }

    @Bean
    IdempotencyKeys idempotencyKeys(JdbcClient database, TransactionTemplate transaction, JsonMapper json, Keys keys) {
        return new IdempotencyKeys(database, transaction, json, keys);
    }

    /** The API speaks English; pages speak the reader's language. */
    @Bean
    InsideWords insideWords() {
        return new InsideWords(Locale.ENGLISH);
    }

    @Bean
    WatchAllowances watchAllowances(Installations installations, Allowance autotaskAllowance) {
        return new WatchAllowances(installations, autotaskAllowance);
    }
}
