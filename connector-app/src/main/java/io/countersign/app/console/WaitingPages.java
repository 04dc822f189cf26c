package io.countersign.app.console;

import io.countersign.account.AccountId;
import io.countersign.account.ContactPointId;
import io.countersign.app.console.ConsoleSessions.Session;
import io.countersign.app.edge.Html;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.Installations;
import io.countersign.app.people.WaitingPoints;
import io.countersign.app.people.WaitingPoints.Confirmed;
import io.countersign.app.staff.StaffMember;
import io.countersign.app.words.PlainText;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where a supervisor lets numbers and addresses count that no time settles. */
@RestController
public final class WaitingPages {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingPages.class);
    private static final int LONGEST_REASON = 200;

    private final WaitingPoints waiting;
    private final Installations installations;

    WaitingPages(WaitingPoints waiting, Installations installations) {
        this.waiting = waiting;
        this.installations = installations;
    }

    /**
     * What the list says.
     *
     * @param told a key of {@code waiting.told.*}; empty where nothing was pressed
     * @param after the last of the page before; empty on the first
     * @param kept what somebody typed and what led to nothing, and where
     * @param fresh whether anything can be confirmed without signing in again
     */
    public record Shown(
            String msp,
            WaitingPoints.Page page,
            String after,
            String told,
            Optional<Kept> kept,
            boolean fresh,
            ZoneId zone) {
        /** What was typed for this one and led to nothing. */
        public String typed(ContactPointId point) {
            return kept.filter(one -> one.point().equals(point.value()))
                    .map(Kept::reason)
                    .orElse("");
        }
    }

    /** What somebody typed. */
    public record Kept(String point, String reason) {}

    @GetMapping("/console/api/waiting")
    ResponseEntity<String> list(
            @AuthenticationPrincipal Session session, @RequestParam(defaultValue = "") String after) {
        return list(supervisor(session), point(after), "", Optional.empty());
    }

    /** Why somebody lets it count. */
    record Form(@Nullable String reason, @Nullable String account) {
        @Override
        public String toString() {
            return "Form[••••••]";
        }
    }

    @PostMapping("/console/api/waiting/{id}/confirm")
    ResponseEntity<String> confirm(
            @AuthenticationPrincipal Session session,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String after,
            @ModelAttribute Form form) {
        supervisor(session);
        ConsolePages.fresh(session);
        String written = form.reason() == null ? "" : form.reason();
        String reason = PlainText.of(written.strip(), LONGEST_REASON);
        if (reason.isEmpty()) {
            return list(session, point(after), "no-reason", Optional.empty());
        }
        var point = point(id);
        var account = account(form.account());
        Confirmed what = point.isEmpty() || account.isEmpty()
                ? Confirmed.WAITS_NOT
                : waiting.confirm(
                        session.member(), ConsolePages.by(session.member()), account.get(), point.get(), reason);
        if (what == Confirmed.DONE) {
            LOG.info(
                    "{}: {} confirmed {}",
                    session.member().installation().value(),
                    session.member().id(),
                    id);
        }
        return list(
                session,
                point(after),
                what.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                what == Confirmed.DONE ? Optional.empty() : Optional.of(new Kept(id, reason)));
    }

    @PostMapping("/console/api/waiting/{id}/take-back")
    ResponseEntity<String> takeBack(
            @AuthenticationPrincipal Session session, @PathVariable String id, @ModelAttribute Form form) {
        supervisor(session);
        ConsolePages.fresh(session);
        var point = point(id);
        var account = account(form.account());
        boolean taken = point.isPresent()
                && account.isPresent()
                && waiting.takeBack(session.member().installation(), account.get(), point.get());
        if (taken) {
            LOG.info(
                    "{}: {} took back {}",
                    session.member().installation().value(),
                    session.member().id(),
                    id);
        }
        return list(session, Optional.empty(), taken ? "taken-back" : "counts-not", Optional.empty());
    }

    private static Session supervisor(Session session) {
        if (!session.member().supervises()) {
            throw new Problem(403, "no-supervisor", "This is for supervisors and administrators.");
        }
        return session;
    }

    private static Optional<ContactPointId> point(String id) {
        try {
            return id.isEmpty() ? Optional.empty() : Optional.of(new ContactPointId(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static Optional<AccountId> account(@Nullable String id) {
        try {
            return id == null || id.isEmpty() ? Optional.empty() : Optional.of(new AccountId(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private ResponseEntity<String> list(
            Session session, Optional<ContactPointId> after, String told, Optional<Kept> kept) {
        StaffMember member = session.member();
        var installation = installations.get(member.installation());
        return Html.part(Html.render(
                "waiting.jte",
                Map.of(
                        "shown",
                        new Shown(
                                installation.name(),
                                waiting.page(installation.id(), after),
                                after.map(ContactPointId::value).orElse(""),
                                told,
                                kept,
                                session.fresh(),
                                installation.settings().zone()),
                        "words",
                        ConsolePages.words(installations, installation.id()))));
    }
}
