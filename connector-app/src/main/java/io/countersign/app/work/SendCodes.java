package io.countersign.app.work;

import io.countersign.account.MailAddress;
import io.countersign.account.MobileNumber;
import io.countersign.account.Place;
import io.countersign.account.PlaceHash;
import io.countersign.app.account.PlaceStates;
import io.countersign.app.verification.PostgresVerifications;
import io.countersign.challenge.Code;
import io.countersign.challenge.DeliveryProblem;
import io.countersign.challenge.Handover;
import io.countersign.challenge.Mails;
import io.countersign.challenge.SendProgress;
import io.countersign.challenge.TextMessages;
import io.countersign.challenge.TextMessages.OutgoingText;
import io.countersign.ticket.InstallationId;
import io.countersign.verification.Verification;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Brings one copy of a code to its place. Safe to run again at any point: what may have happened is asked, not assumed. */
final class SendCodes {
    private static final Logger LOG = LoggerFactory.getLogger(SendCodes.class);

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final PostgresVerifications verifications;
    private final PlaceStates places;
    private final TextMessages texts;
    private final Mails mails;
    private final CodeMessages words;

    SendCodes(
            JdbcClient database,
            TransactionTemplate transaction,
            PostgresVerifications verifications,
            PlaceStates places,
            TextMessages texts,
            Mails mails,
            CodeMessages words) {
        this.database = database;
        this.transaction = transaction;
        this.verifications = verifications;
        this.places = places;
        this.texts = texts;
        this.mails = mails;
        this.words = words;
    }

    /** Empty when nothing is left to do, otherwise when to go on. */
    Optional<Instant> run(Tasks.Copy copy) {
        var row = row(copy);
        if (row.isEmpty()) {
            return Optional.empty();
        }
        var installation = row.get().installation();
        SendProgress progress = row.get().progress();
        while (true) {
            var reading = verifications.read(installation, copy.verification());
            if (reading.isEmpty()) {
                return Optional.empty();
            }
            var verification = reading.get().verification();
            var live = reading.get().live();
            Instant now = reading.get().at();
            if (live.isEmpty() || !verification.open()) {
                return Optional.empty();
            }
            Place to = live.get().places().get(copy.channel());
            if (to == null || !now.isBefore(verification.deadline())) {
                return Optional.empty();
            }
            var message = new Message(
                    installation,
                    verification,
                    row.get().token(),
                    to,
                    live.get().code(),
                    now);
            switch (progress.next(now)) {
                case SendProgress.Step.Done() -> {
                    return Optional.empty();
                }
                case SendProgress.Step.Ask(var since) -> {
                    var answer = ask(message, since);
                    if (answer.isPresent()) {
                        accepted(installation, copy, progress, answer.get().reference());
                        return Optional.empty();
                    }
                    progress = keep(copy, progress, progress.notTaken());
                }
                case SendProgress.Step.Send() -> {
                    progress = keep(copy, progress, progress.sending(now));
                    switch (handOver(message)) {
                        case Handover.Accepted(var reference) -> {
                            accepted(installation, copy, progress, reference);
                            return Optional.empty();
                        }
                        case Handover.Rejected(var problem) -> {
                            var before = progress;
                            transaction.executeWithoutResult(status -> {
                                failed(installation, copy, row.get().place(), problem, now);
                                keep(copy, before, before.failed());
                            });
                            return Optional.empty();
                        }
                        case Handover.Busy(var pause) -> {
                            keep(copy, progress, progress.notSent());
                            Instant again = now.plus(pause);
                            if (again.isBefore(verification.deadline())) {
                                report(installation, copy, (v, at) -> v.delayed(copy.channel(), copy.copy(), at));
                                return Optional.of(again);
                            }
                            failed(installation, copy, row.get().place(), DeliveryProblem.PROVIDER_DOWN, now);
                            return Optional.empty();
                        }
                        case Handover.Unclear() -> {
                            progress = keep(copy, progress, progress.unclear());
                            report(installation, copy, (v, at) -> v.maybeSent(copy.channel(), copy.copy(), at));
                        }
                    }
                }
            }
        }
    }

    private record Message(
            InstallationId installation, Verification verification, String token, Place to, Code code, Instant now) {}

    private Handover handOver(Message message) {
        return switch (message.to()) {
            case MobileNumber number -> texts.send(text(message, number));
            case MailAddress address ->
                mails.send(words.mail(
                        message.installation(), message.verification(), message.token(), address, message.code()));
        };
    }

    private OutgoingText text(Message message, MobileNumber number) {
        return words.text(
                message.installation(), message.verification(), message.token(), number, message.code(), message.now());
    }

    /** Whether the provider has it. A mail server cannot be asked; then the same mail goes out once more. */
    private Optional<Handover.Accepted> ask(Message message, Instant since) {
        return switch (message.to()) {
            case MobileNumber number -> {
                try {
                    yield texts.taken(text(message, number), since);
                } catch (IllegalStateException cannotBeAsked) {
                    LOG.warn("cannot ask the provider whether it has a text; it goes out once more");
                    yield Optional.empty();
                }
            }
            case MailAddress address -> Optional.empty();
        };
    }

    /** In one transaction, in which the story is locked first, as everywhere. */
    private void accepted(InstallationId installation, Tasks.Copy copy, SendProgress progress, String reference) {
        transaction.executeWithoutResult(status -> {
            report(installation, copy, (v, at) -> v.sent(copy.channel(), copy.copy(), at));
            keep(copy, progress, progress.accepted(reference));
        });
    }

    private void failed(
            InstallationId installation, Tasks.Copy copy, PlaceHash place, DeliveryProblem problem, Instant now) {
        places.learn(installation, place, problem, now);
        report(installation, copy, (v, at) -> v.failed(copy.channel(), copy.copy(), problem, at));
    }

    private void report(
            InstallationId installation,
            Tasks.Copy copy,
            java.util.function.BiFunction<Verification, Instant, io.countersign.verification.Decision> decision) {
        verifications.report(installation, copy.verification(), decision);
    }

    private record Row(InstallationId installation, PlaceHash place, String token, SendProgress progress) {}

    private Optional<Row> row(Tasks.Copy copy) {
        return database.sql("""
                select installation, place_hash, token, state, since, attempts, reference
                from outgoing where verification = ? and channel = ? and copy = ?
                """)
                .params(copy.verification().value(), copy.channel().name(), copy.copy())
                .query((row, number) -> new Row(
                        new InstallationId(row.getString(1)),
                        new PlaceHash(row.getString(2)),
                        row.getString(3),
                        new SendProgress(
                                SendProgress.State.valueOf(row.getString(4)),
                                instant(row.getObject(5, OffsetDateTime.class)),
                                row.getInt(6),
                                row.getString(7))))
                .optional();
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    /** Stores the next state, unless somebody else took the work over meanwhile. */
    private SendProgress keep(Tasks.Copy copy, SendProgress before, SendProgress after) {
        int kept = database.sql("""
                update outgoing set state = :state, since = coalesce(:since, since), attempts = :attempts, reference = :reference
                where verification = :verification and channel = :channel and copy = :copy and state = :before and attempts = :attemptsBefore
                """)
                .param("state", after.state().name())
                .param("since", after.since() == null ? null : Timestamp.from(after.since()))
                .param("attempts", after.attempts())
                .param("reference", after.reference())
                .param("verification", copy.verification().value())
                .param("channel", copy.channel().name())
                .param("copy", copy.copy())
                .param("before", before.state().name())
                .param("attemptsBefore", before.attempts())
                .update();
        if (kept != 1) {
            throw new IllegalStateException("another worker is sending this code");
        }
        return after;
    }
}
