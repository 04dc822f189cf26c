package io.countersign.app.people;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.ContactPoint;
import io.countersign.account.ContactPoint.Standing;
import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Keys;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import io.countersign.trial.Connector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A help desk of its own at the sandbox's PSA, with one company that is its customer. Whoever else is at that PSA belongs to no customer of it. */
public final class HelpDesk {
    /** Long enough ago to be settled. */
    static final int LONG_AGO = 100;

    final Connector connector;
    final InstallationId id;
    final long company;

    private final Psa.Kind psa;

    private HelpDesk(HelpDesk other, long company) {
        psa = other.psa;
        connector = other.connector;
        id = other.id;
        this.company = company;
    }

    /** The same help desk, where new contacts are of that company. */
    public HelpDesk at(long number) {
        return new HelpDesk(this, number);
    }

    /** The running connector. */
    public Connector connector() {
        return connector;
    }

    /** The installation's id. */
    public String id() {
        return id.value();
    }

    /** One that nobody has seen before. */
    public HelpDesk(Psa.Kind psa) {
        this.psa = psa;
        connector = Connector.running(psa);
        var installations = connector.bean(Installations.class);
        Installation present = installations.get(connector.installation());
        id = new InstallationId(connector.bean(Keys.class).newName());
        installations.keep(
                new Installation(id, present.name(), present.settings(), present.psa(), present.secrets(), true));
        company = newCompany("Acme Ltd", null);
        customer(company, "acme");
    }

    /** Another company at the PSA, no customer yet. */
    public long newCompany(String name, @Nullable String phone) {
        return made("/companies", fields("name", name, "phone", phone));
    }

    void customer(long number, String key) {
        String customer = "c_" + connector.bean(Keys.class).newName();
        database()
                .sql("insert into customer (id, installation, key, name) values (?, ?, ?, ?)")
                .params(customer, id.value(), key, key)
                .update();
        database()
                .sql("insert into customer_company (installation, company, customer) values (?, ?, ?)")
                .params(id.value(), number, customer)
                .update();
    }

    /** Somebody at the customer, unchanged for long. */
    public long contact(String name, @Nullable String mail, @Nullable String mobile) {
        return contact(name, mail, mobile, null, LONG_AGO);
    }

    /** Somebody at the company. */
    public long contact(
            String name, @Nullable String mail, @Nullable String mobile, @Nullable String phone, int changedDaysAgo) {
        int blank = name.indexOf(' ');
        var body = fields(
                "firstName",
                name.substring(0, blank),
                "lastName",
                name.substring(blank + 1),
                "email",
                mail,
                "mobile",
                mobile,
                "phone",
                phone);
        body.put("companyId", company);
        body.put("changedDaysAgo", changedDaysAgo);
        return made("/contacts", body);
    }

    void change(long contact, String field, Object value) {
        var answer = connector.sandbox("PATCH", "/" + psa.key() + "/contacts/" + contact, Map.of(field, value));
        if (answer.status() != 200) {
            throw new AssertionError(answer.text());
        }
    }

    void delete(long contact) {
        var answer = connector.sandbox("DELETE", "/" + psa.key() + "/contacts/" + contact, null);
        if (answer.status() != 204) {
            throw new AssertionError(answer.text());
        }
    }

    /** Something that goes wrong at the PSA. */
    public void fault(Map<String, Object> fault) {
        connector.sandbox("PUT", "/faults/" + psa.key(), fault);
    }

    /** How the sandbox calls the reading of a page of contacts. */
    public String readingContacts() {
        return psa == Psa.Kind.CONNECTWISE ? "GET contacts" : "POST contacts/query";
    }

    private long made(String path, Map<String, Object> body) {
        var answer = connector.sandbox("POST", "/" + psa.key() + path, body);
        if (answer.status() != 200) {
            throw new AssertionError(answer.text());
        }
        return answer.body().path("id").asLong();
    }

    private static Map<String, Object> fields(@Nullable Object... namesAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                fields.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return fields;
    }

    // ---- what the connector does ----

    TakeOver takeOver() {
        return connector.bean(TakeOver.class);
    }

    TakeOver.Progress takeAllOver() {
        var unused = takeOver().begin(id, false);
        return goOn();
    }

    TakeOver.Progress goOn() {
        var progress = takeOver().step(id);
        while (!progress.finished()) {
            progress = takeOver().step(id);
        }
        return progress;
    }

    PeopleReport.Report report() {
        return connector.bean(PeopleReport.class).of(id);
    }

    KeepPeople people() {
        return connector.bean(KeepPeople.class);
    }

    /** A poll. */
    void poll() {
        people().run(id);
    }

    /** As a webhook would have it. */
    void read(long contact) {
        people().read(new ContactRef(id, contact));
    }

    // ---- what is there ----

    Account of(long contact) {
        String account = database()
                .sql("select account from contact_link where installation = ? and contact = ?")
                .params(id.value(), contact)
                .query(String.class)
                .single();
        return connector
                .bean(PostgresAccounts.class)
                .account(id, new AccountId(account))
                .orElseThrow();
    }

    ContactPoint point(long contact, String inFull) {
        Place place = inFull.startsWith("+") ? new MobileNumber(inFull) : new MailAddress(inFull);
        return of(contact).points().stream()
                .filter(point -> point.place().equals(place))
                .findFirst()
                .orElseThrow();
    }

    Standing standing(long contact, String inFull) {
        return point(contact, inFull).standing(connector.now());
    }

    /** Where a code would go now by text, and what that place is good for. */
    ContactPoint mobile(long contact) {
        return of(contact).mobile(connector.now()).orElseThrow();
    }

    List<Account> everybody() {
        return connector.bean(PostgresAccounts.class).accounts(id, java.util.Optional.empty(), "", 10_000);
    }

    JdbcClient database() {
        return connector.bean(JdbcClient.class);
    }
}
