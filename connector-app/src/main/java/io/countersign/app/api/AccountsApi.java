package io.countersign.app.api;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.ContactPoint;
import io.countersign.account.Customer;
import io.countersign.account.CustomerId;
import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.account.Settling;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.api.Forms.AccountForm;
import io.countersign.app.api.Forms.ChangedAccount;
import io.countersign.app.api.Forms.CustomerForm;
import io.countersign.app.api.Forms.NewAccount;
import io.countersign.app.api.Forms.Part;
import io.countersign.app.api.Forms.PointForm;
import io.countersign.app.desk.Desk;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.ApiKeys.Caller;
import io.countersign.app.installation.ApiKeys.Scope;
import io.countersign.app.installation.Installations;
import io.countersign.app.verification.EraseAccount;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Customers and their accounts for programs. Numbers and addresses go in, and come out masked. */
@RestController
final class AccountsApi {
    private static final int LONGEST_NAME = 120;

    private final PostgresAccounts accounts;
    private final KeepAccounts keep;
    private final EraseAccount erase;
    private final Installations installations;
    private final Desk desk;

    AccountsApi(
            PostgresAccounts accounts, KeepAccounts keep, EraseAccount erase, Installations installations, Desk desk) {
        this.accounts = accounts;
        this.keep = keep;
        this.erase = erase;
        this.installations = installations;
        this.desk = desk;
    }

    @GetMapping("/api/v1/customers")
    Part<CustomerForm> customers(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(required = false) @Nullable String limit) {
        Allow.atLeast(caller, Scope.READ);
        int most = Paging.limit(limit);
        var found = accounts.customers(caller.installation(), after, most + 1).stream()
                .map(customer -> new CustomerForm(customer.id().value(), customer.key(), customer.name()))
                .toList();
        return Part.of(found, most, CustomerForm::key);
    }

    @GetMapping("/api/v1/accounts")
    Part<AccountForm> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(defaultValue = "") String customer,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(required = false) @Nullable String limit) {
        Allow.atLeast(caller, Scope.READ);
        int most = Paging.limit(limit);
        Optional<CustomerId> of = customer.isEmpty()
                ? Optional.empty()
                : Optional.of(accounts.customer(caller.installation(), customer)
                        .map(Customer::id)
                        .orElseThrow(Problem::notFound));
        var found = accounts.accounts(caller.installation(), of, after, most + 1).stream()
                .map(account -> form(account))
                .toList();
        return Part.of(found, most, AccountForm::id);
    }

    @PostMapping("/api/v1/accounts")
    @ResponseStatus(HttpStatus.CREATED)
    AccountForm create(@AuthenticationPrincipal Caller caller, @RequestBody NewAccount wanted) {
        Allow.atLeast(caller, Scope.WRITE_ACCOUNTS);
        String name = name(wanted.name());
        Customer customer = Optional.ofNullable(wanted.customer())
                .flatMap(key -> accounts.customer(caller.installation(), key))
                .orElseThrow(
                        () -> Problem.unusable("There is no customer of that key; GET /api/v1/customers lists them."));
        return form(keep.create(customer, name, mail(wanted.email()), mobile(caller, wanted.mobile())));
    }

    @GetMapping("/api/v1/accounts/{id}")
    AccountForm get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        Allow.atLeast(caller, Scope.READ);
        return form(accounts.account(caller.installation(), id(id)).orElseThrow(Problem::notFound));
    }

    @PatchMapping("/api/v1/accounts/{id}")
    AccountForm change(
            @AuthenticationPrincipal Caller caller, @PathVariable String id, @RequestBody ChangedAccount wanted) {
        Allow.atLeast(caller, Scope.WRITE_ACCOUNTS);
        Optional<String> name = Optional.ofNullable(wanted.name()).map(AccountsApi::name);
        return keep.change(caller.installation(), id(id), name, mail(wanted.email()), mobile(caller, wanted.mobile()))
                .map(this::form)
                .orElseThrow(Problem::notFound);
    }

    @DeleteMapping("/api/v1/accounts/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void erase(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        Allow.atLeast(caller, Scope.WRITE_ACCOUNTS);
        if (!erase.erase(caller.installation(), id(id))) {
            throw Problem.notFound();
        }
    }

    private static AccountId id(String id) {
        try {
            return new AccountId(id);
        } catch (IllegalArgumentException notAnId) {
            throw Problem.notFound();
        }
    }

    private static String name(@Nullable String name) {
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            throw Problem.unusable("A name has 1 to " + LONGEST_NAME + " characters.");
        }
        return name.strip();
    }

    private static Optional<MailAddress> mail(@Nullable String text) {
        return Optional.ofNullable(text)
                .map(mail -> MailAddress.parse(mail)
                        .orElseThrow(() -> Problem.unusable("This is not one plain e-mail address.")));
    }

    private Optional<MobileNumber> mobile(Caller caller, @Nullable String text) {
        String region = installations.get(caller.installation()).settings().country();
        return Optional.ofNullable(text)
                .map(number -> MobileNumber.parse(number, region)
                        .orElseThrow(() -> Problem.unusable("This is not a number that can be texted.")));
    }

    private AccountForm form(Account account) {
        Instant now = desk.now();
        String customer = accounts.customer(account.installation(), account.customer())
                .map(Customer::key)
                .orElse("");
        return new AccountForm(
                account.id().value(),
                account.name(),
                customer,
                account.points().stream().map(point -> form(point, now)).toList());
    }

    private static PointForm form(ContactPoint point, Instant now) {
        return new PointForm(
                point.place() instanceof MobileNumber ? "mobile" : "email",
                point.place().masked(),
                kebab(point.provenance()),
                point.firstSeen().toString(),
                kebab(point.standing(now)),
                point.settling() instanceof Settling.Quarantined(var until, var former) ? until.toString() : null);
    }

    private static String kebab(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
