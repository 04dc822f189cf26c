package io.countersign.app.people;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.Baseline.Doubt;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.policy.PostgresPolicies;
import io.countersign.app.verification.DecisionClock;
import io.countersign.policy.Assurance;
import io.countersign.ticket.InstallationId;
import io.countersign.verification.Offers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an administrator wants to know of the people after a take-over: how well they can be verified, and whom to look at. Nothing in it is a number or address in full. */
public final class PeopleReport {
    private static final int AT_ONCE = 500;

    private final JdbcClient database;
    private final PostgresAccounts accounts;
    private final PostgresPolicies policies;
    private final Offers offers;
    private final DecisionClock clock;

    public PeopleReport(
            JdbcClient database,
            PostgresAccounts accounts,
            PostgresPolicies policies,
            Offers offers,
            DecisionClock clock) {
        this.database = database;
        this.accounts = accounts;
        this.policies = policies;
        this.offers = offers;
        this.clock = clock;
    }

    /**
     * The report.
     *
     * @param levels how many people reach which level now with what is on file
     * @param withoutPoint how many have neither a number nor an address
     * @param left how many have left at the PSA
     * @param waiting how many numbers and addresses wait for a person
     * @param doubted what the take-over did not settle
     * @param withoutCustomer companies whose contacts were passed over
     */
    public record Report(
            int people,
            Map<Assurance, Integer> levels,
            int withoutPoint,
            int left,
            int waiting,
            List<Doubted> doubted,
            List<PassedOver> withoutCustomer) {
        public Report {
            levels = Map.copyOf(levels);
            doubted = List.copyOf(doubted);
            withoutCustomer = List.copyOf(withoutCustomer);
        }

        public long count(Doubt doubt) {
            return doubted.stream().filter(one -> one.doubt() == doubt).count();
        }
    }

    /**
     * One that was not settled.
     *
     * @param kind mobile, mail or number
     * @param masked empty where nothing of it may be shown, or the person was erased
     */
    public record Doubted(long contact, String kind, Doubt doubt, String masked) {}

    /** A company without a customer, and how many contacts it has. */
    public record PassedOver(long company, String name, int contacts) {}

    static String context(long contact) {
        return "take-over-doubt/" + contact;
    }

    public Report of(InstallationId installation) {
        var policy = policies.policy(installation);
        var now = clock.now(database);
        var levels = new EnumMap<Assurance, Integer>(Assurance.class);
        int people = 0;
        int withoutPoint = 0;
        String after = "";
        List<Account> some = accounts.accounts(installation, Optional.empty(), after, AT_ONCE);
        while (!some.isEmpty()) {
            for (Account account : some) {
                people++;
                withoutPoint += account.points().isEmpty() ? 1 : 0;
                levels.merge(offers.reach(account, policy, now), 1, Integer::sum);
            }
            after = some.getLast().id().value();
            some = accounts.accounts(installation, Optional.empty(), after, AT_ONCE);
        }
        return new Report(
                people,
                levels,
                withoutPoint,
                left(installation),
                accounts.waiting(installation, now),
                doubted(installation),
                passedOver(installation));
    }

    private int left(InstallationId installation) {
        return database.sql("""
                select count(distinct l.account) from contact_link l where l.installation = ?
                    and not exists (select 1 from contact_link g where g.account = l.account and g.gone_at is null)
                """)
                .param(installation.value())
                .query(Integer.class)
                .single();
    }

    private List<Doubted> doubted(InstallationId installation) {
        return database.sql("""
                select contact, account, place, doubt, sealed from take_over_doubt d where installation = ?
                    and not exists (select 1 from confirmed_point f join contact_point p on p.id = f.point
                        where p.account = d.account and p.kind = d.place and p.settling = 'settled')
                order by doubt, contact, place
                """)
                .param(installation.value())
                .query((row, number) -> new Doubted(
                        row.getLong("contact"),
                        row.getString("place"),
                        Doubt.valueOf(row.getString("doubt")),
                        masked(
                                installation,
                                new AccountId(row.getString("account")),
                                row.getLong("contact"),
                                row.getBytes("sealed"))))
                .list();
    }

    private String masked(InstallationId installation, AccountId account, long contact, byte[] sealed) {
        return accounts.filed(installation, account)
                .map(filed -> new String(filed.subject().sealing().open(sealed, context(contact)), UTF_8))
                .orElse("");
    }

    private List<PassedOver> passedOver(InstallationId installation) {
        return database.sql(
                        "select company, name, passed_over from psa_company where installation = ? and passed_over > 0 order by company")
                .param(installation.value())
                .query((row, number) -> new PassedOver(row.getLong(1), row.getString(2), row.getInt(3)))
                .list();
    }
}
