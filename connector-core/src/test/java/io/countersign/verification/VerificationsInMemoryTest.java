package io.countersign.verification;

import static io.countersign.memory.Fixtures.INSTALLATION;

import io.countersign.account.Account;
import io.countersign.account.PlaceHasher;
import io.countersign.memory.AccountsInMemory;
import io.countersign.memory.Fixtures;
import io.countersign.memory.MovableClock;
import io.countersign.memory.VerificationsInMemory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class VerificationsInMemoryTest extends VerificationsContract {
    private final MovableClock clock = new MovableClock();
    private final AccountsInMemory accounts = new AccountsInMemory(clock);
    private final VerificationsInMemory verifications = new VerificationsInMemory(clock, accounts);

    @Override
    protected Verifications verifications() {
        return verifications;
    }

    @Override
    protected Openings openings() {
        return verifications;
    }

    @Override
    protected Optional<Decision> decideCounted(VerificationId id, CountedDecision decide) {
        return verifications.decide(
                INSTALLATION, id, (verification, tallies, now) -> decide.decide(verification, tallies, now));
    }

    @Override
    protected void know(Account account) {
        accounts.know(account);
    }

    @Override
    protected void pass(Duration span) {
        clock.pass(span);
    }

    @Override
    protected PlaceHasher hasher() {
        return Fixtures.PLACES;
    }

    @Override
    protected Optional<LiveCode> live(VerificationId id) {
        return verifications.live(id);
    }

    @Override
    protected List<VerificationId> owedNotes() {
        return verifications.owedNotes();
    }
}
