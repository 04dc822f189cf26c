package io.countersign.app.pod;

import io.countersign.app.edge.Html;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.Installations;
import io.countersign.app.pod.PodSessions.Session;
import io.countersign.app.words.InsideWords;
import io.countersign.psa.TicketWarmth;
import io.countersign.ticket.Contact;
import io.countersign.ticket.TicketName;
import io.countersign.ticket.TicketRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The tickets that a technician changed in the last minutes, as the PSA's webhooks told: who works in a window of their own gets from one to the next without opening it
 * anew. Calls nobody: what is not known of a ticket is not shown.
 */
@RestController
final class MyTickets {
    private static final Duration LATELY = Duration.ofMinutes(10);
    private static final int MOST = 6;

    private final JdbcClient database;
    private final TicketWarmth tickets;
    private final PodSessions sessions;
    private final Installations installations;
    private final PodPages pages;

    MyTickets(
            JdbcClient database,
            TicketWarmth tickets,
            PodSessions sessions,
            Installations installations,
            PodPages pages) {
        this.database = database;
        this.tickets = tickets;
        this.sessions = sessions;
        this.installations = installations;
        this.pages = pages;
    }

    @GetMapping("/pod/api/tickets")
    ResponseEntity<String> lately(@AuthenticationPrincipal Session session) {
        var words = new InsideWords(
                installations.get(session.installation()).settings().locale());
        return Html.part(pages.mine(session.technician().name(), name(session.ticket()), changed(session), words));
    }

    private List<PodPages.Mine> changed(Session session) {
        String person = session.technician().inEvents();
        if (person == null || session.staff().isEmpty() || staysAtItsTicket(session)) {
            return List.of();
        }
        return database
                .sql("""
                select number, extract(epoch from clock_timestamp() - max(received_at))::bigint from webhook
                where received_at > clock_timestamp() - make_interval(secs => ?)
                    and installation = ? and subject = 'TICKET' and by = ? and number <> ?
                group by number order by max(received_at) desc limit ?
                """)
                .params(
                        LATELY.toSeconds(),
                        session.installation().value(),
                        person,
                        session.ticket().number(),
                        MOST)
                .query((row, number) -> new Changed(row.getLong(1), Duration.ofSeconds(row.getLong(2))))
                .list()
                .stream()
                .map(changed -> {
                    var ticket = new TicketRef(session.installation(), changed.ticket());
                    return new PodPages.Mine(changed.ticket(), name(ticket), contact(ticket), changed.ago());
                })
                .toList();
    }

    private TicketName name(TicketRef ticket) {
        return tickets.name(ticket).orElseGet(() -> TicketName.of(ticket));
    }

    private record Changed(long ticket, Duration ago) {}

    /** After the question is answered, so that nobody holds one connection and waits for another. */
    private String contact(TicketRef ticket) {
        return tickets.known(ticket)
                .flatMap(there -> Optional.ofNullable(there.contact()))
                .map(Contact::name)
                .orElse("");
    }

    private boolean staysAtItsTicket(Session session) {
        return installations.get(session.installation()).psa().provesWhoLooks();
    }

    @PostMapping("/pod/api/tickets/{number}")
    ResponseEntity<Map<String, String>> open(
            @AuthenticationPrincipal Session session,
            @RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @PathVariable long number) {
        if (number <= 0 || staysAtItsTicket(session)) {
            throw Problem.notFound();
        }
        var begun = sessions.moveTo(
                        authorization.substring("Bearer ".length()).strip(),
                        new TicketRef(session.installation(), number))
                .orElseThrow(Problem::notFound);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(Map.of(
                        "token", begun.token(), "expiresAt", begun.expiresAt().toString()));
    }
}
