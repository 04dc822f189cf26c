package io.countersign.app.work;

import io.countersign.account.Account;
import io.countersign.account.AccountId;
import io.countersign.account.ContactPoint;
import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.app.account.KeepAccounts;
import io.countersign.app.account.PostgresAccounts;
import io.countersign.app.channel.words.NoticeWords;
import io.countersign.app.channel.words.PointNotice;
import io.countersign.app.installation.Installations;
import io.countersign.app.secrets.Keys;
import io.countersign.app.verification.DecisionClock;
import io.countersign.challenge.Handover;
import io.countersign.challenge.Mails;
import io.countersign.challenge.Mails.OutgoingMail;
import io.countersign.challenge.TextMessages;
import io.countersign.challenge.TextMessages.OutgoingText;
import io.countersign.ticket.InstallationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells the points that served before that another is to take their place. Without an answer to this message the new one never settles. */
final class TellFormerPoint {
    private static final Duration USEFUL_FOR = Duration.ofHours(4);
    private static final Duration AFTER_SILENCE = Duration.ofMinutes(1);
    /** The message, and at most one unasked repeat. */
    private static final int MOST_MESSAGES = 2;

    private final JdbcClient database;
    private final PostgresAccounts accounts;
    private final KeepAccounts keep;
    private final Installations installations;
    private final TextMessages texts;
    private final Mails mails;
    private final Keys keys;
    private final DecisionClock clock;
    private final NoticeWords words = new NoticeWords();

    TellFormerPoint(
            JdbcClient database,
            PostgresAccounts accounts,
            KeepAccounts keep,
            Installations installations,
            TextMessages texts,
            Mails mails,
            Keys keys,
            DecisionClock clock) {
        this.database = database;
        this.accounts = accounts;
        this.keep = keep;
        this.installations = installations;
        this.texts = texts;
        this.mails = mails;
        this.keys = keys;
        this.clock = clock;
    }

    /** Empty when nothing is left to do, otherwise when to go on. */
    Optional<Instant> run(String newPoint) {
        record Changed(InstallationId installation, AccountId account) {}
        var changed = database.sql("""
                select installation, account from contact_point where id = ? and removed_at is null and former = 'TO_BE_TOLD'
                """)
                .param(newPoint)
                .query((row, number) ->
                        new Changed(new InstallationId(row.getString(1)), new AccountId(row.getString(2))))
                .optional();
        var account = changed.flatMap(there -> accounts.account(there.installation(), there.account()));
        if (account.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.now(database);
        Optional<ContactPoint> fresh = account.get().points().stream()
                .filter(point -> point.id().value().equals(newPoint))
                .findFirst();
        Optional<ContactPoint> former = former(account.get(), newPoint, now);
        if (fresh.isEmpty() || former.isEmpty()) {
            return Optional.empty();
        }
        // two that may have arrived: whether one did, only a report can say now
        return keep.noticesOf(fresh.get()) < MOST_MESSAGES
                ? tell(account.get(), fresh.get(), former.get(), now)
                : Optional.empty();
    }

    /** The one that it replaces, if that can still be reached; else another one that serves. */
    private static Optional<ContactPoint> former(Account account, String newPoint, Instant now) {
        var replaced = account.points().stream()
                .filter(point -> point.id().value().equals(newPoint))
                .findFirst()
                .flatMap(point -> Optional.ofNullable(point.replaces()));
        return account.points().stream()
                .filter(point -> replaced.map(point.id()::equals).orElse(false)
                        && point.standing(now).serves())
                .findFirst()
                .or(() -> account.points().stream()
                        .filter(point -> !point.id().value().equals(newPoint)
                                && point.standing(now).serves())
                        .findFirst());
    }

    private Optional<Instant> tell(Account account, ContactPoint fresh, ContactPoint former, Instant now) {
        var installation = installations.get(account.installation());
        String reference = keys.newName();
        var notice = new PointNotice(
                installation.name(),
                fresh.place() instanceof MobileNumber
                        ? PointNotice.Changed.MOBILE_NUMBER
                        : PointNotice.Changed.MAIL_ADDRESS,
                installation.settings().receivesReplies(),
                null,
                installation.settings().locale());
        // kept before it is sent: an answer may come before the provider's own
        keep.noticeSent(account.installation(), reference, fresh, former, now);
        Handover answer = switch (former.place()) {
            case MobileNumber number ->
                texts.send(new OutgoingText(account.installation(), reference, number, words.text(notice), USEFUL_FOR));
            case MailAddress address -> {
                var mail = words.mail(notice);
                yield mails.send(new OutgoingMail(
                        account.installation(), reference, address, mail.subject(), mail.text(), mail.html()));
            }
        };
        return switch (answer) {
            case Handover.Accepted accepted -> {
                keep.formerPointTold(account.installation(), fresh, reference, accepted.reference());
                if (former.place() instanceof MailAddress) {
                    // a mail server tells no more than this; a bounce would come as mail that nobody reads
                    keep.formerPointReached(account.installation(), reference);
                }
                yield Optional.empty();
            }
            case Handover.Rejected rejected -> {
                keep.formerPointUnreachable(account.installation(), reference);
                yield Optional.empty();
            }
            case Handover.Busy(var pause) -> {
                keep.noticeNotSent(account.installation(), reference);
                yield Optional.of(now.plus(pause));
            }
            case Handover.Unclear() -> Optional.of(now.plus(AFTER_SILENCE));
        };
    }
}
