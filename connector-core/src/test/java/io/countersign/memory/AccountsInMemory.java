package io.countersign.memory;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.Accounts;
import io.countersign.account.Customer;
import io.countersign.account.Place;
import io.countersign.ticket.CompanyRef;
import io.countersign.ticket.ContactRef;
import io.countersign.ticket.InstallationId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Accounts and customers in memory. */
public final class AccountsInMemory implements Accounts {
    private final InstantSource clock;
    private final Map<AccountId, Account> accounts = new LinkedHashMap<>();
    private final Map<CompanyRef, Customer> customers = new LinkedHashMap<>();
    private final Map<ContactRef, AccountId> links = new LinkedHashMap<>();

    public AccountsInMemory(InstantSource clock) {
        this.clock = clock;
    }

    public synchronized void know(Account account) {
        accounts.put(account.id(), account);
    }

    public synchronized void know(Customer customer, CompanyRef company) {
        customers.put(company, customer);
    }

    public synchronized void link(ContactRef contact, AccountId account) {
        links.put(contact, account);
    }

    @Override
    public synchronized Optional<Account> account(InstallationId installation, AccountId id) {
        return Optional.ofNullable(accounts.get(id))
                .filter(account -> account.installation().equals(installation));
    }

    @Override
    public synchronized Optional<Customer> customerOf(CompanyRef company) {
        return Optional.ofNullable(customers.get(company));
    }

    @Override
    public synchronized List<Set<AccountId>> hits(Customer customer, Optional<ContactRef> contact, List<Place> places) {
        var hits = new ArrayList<Set<AccountId>>();
        contact.ifPresent(ref -> hits.add(of(customer, account -> account.id().equals(links.get(ref)))));
        for (Place place : places) {
            hits.add(of(customer, account -> settledAt(account, place)));
        }
        return hits;
    }

    /** A place that is frozen or opted out still says who is meant; one that has not settled does not. */
    private boolean settledAt(Account account, Place place) {
        return account.points().stream()
                .anyMatch(
                        point -> point.place().equals(place) && point.settling().settled(clock.instant()));
    }

    private Set<AccountId> of(Customer customer, Predicate<Account> which) {
        return accounts.values().stream()
                .filter(account -> account.installation().equals(customer.installation()))
                .filter(account -> account.customer().equals(customer.id()))
                .filter(which)
                .map(Account::id)
                .collect(Collectors.toSet());
    }
}
