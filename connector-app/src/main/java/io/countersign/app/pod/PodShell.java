package io.countersign.app.pod;

import io.countersign.app.edge.ClaimRates;
import io.countersign.app.edge.Html;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.signin.IdentityProvider;
import io.countersign.app.words.InsideWords;
import io.countersign.connectwise.ConnectWiseMember;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TechnicianProof;
import io.countersign.ticket.TicketRef;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The empty page in the ticket's frame, and the proof of who opened it. Until then nothing is told but ids that came with the address. */
@RestController
final class PodShell {
    private static final Duration AFTER_SILENCE = Duration.ofSeconds(5);
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                    + "base-uri 'none'; form-action 'self'; frame-ancestors ";

    private final Installations installations;
    private final TechnicianProof<ConnectWiseMember> proof;
    private final ClaimRates rates;
    private final PodSessions sessions;
    private final PodPages pages;
    private final IdentityProvider provider;

    PodShell(
            Installations installations,
            TechnicianProof<ConnectWiseMember> proof,
            ClaimRates rates,
            PodSessions sessions,
            PodPages pages,
            IdentityProvider provider) {
        this.installations = installations;
        this.proof = proof;
        this.rates = rates;
        this.sessions = sessions;
        this.pages = pages;
        this.provider = provider;
    }

    /** The ticket's number stands under the name that each PSA's page has for it; it is a claim like everything else that comes along. */
    @GetMapping("/pod/{psa:connectwise|autotask}/{installation}")
    ResponseEntity<String> shell(
            @PathVariable String psa,
            @PathVariable String installation,
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String ticketId,
            @RequestParam(defaultValue = "") String entityid) {
        Installation found = find(installation)
                .filter(there -> there.psa().kind().key().equals(psa))
                .orElseThrow(Problem::notFound);
        List<String> origins = found.settings().uiOrigins().stream()
                .map(URI::toString)
                .sorted()
                .toList();
        String page = pages.shell(
                new PodPages.Shell(
                        found.id(),
                        found.psa().kind(),
                        Math.max(ticket(id), Math.max(ticket(ticketId), ticket(entityid))),
                        origins,
                        provider.configured(),
                        asset -> asset),
                new InsideWords(found.settings().locale()));
        return Html.page(POLICY + String.join(" ", origins)).body(page);
    }

    private Optional<Installation> find(String installation) {
        try {
            return installations.find(new InstallationId(installation));
        } catch (IllegalArgumentException notAnInstallation) {
            return Optional.empty();
        }
    }

    /** The number of a saved ticket, else 0: the PSA opens pods on tickets that it has not numbered yet. */
    private static long ticket(String id) {
        try {
            return Math.max(0, Long.parseLong(id.strip()));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    record Claim(
            @Nullable String installation,
            @Nullable String ticket,
            @Nullable String companyId,
            @Nullable String memberId,
            @Nullable String memberHash) {
        /** Holds a credential. */
        @Override
        public String toString() {
            return "Claim[••••••]";
        }
    }

    @PostMapping("/pod/api/session")
    ResponseEntity<Map<String, String>> begin(@RequestBody Claim claim, ServerHttpRequest request) {
        if (claim.installation() == null
                || claim.ticket() == null
                || claim.companyId() == null
                || claim.memberId() == null
                || claim.memberHash() == null) {
            throw unusable();
        }
        Installation installation = find(claim.installation())
                // only that PSA's page hands out what is claimed here
                .filter(there -> there.psa().kind() == Psa.Kind.CONNECTWISE)
                .orElseThrow(Problem::notFound);
        long number = ticket(claim.ticket());
        if (number == 0) {
            throw unusable();
        }
        var ticket = new TicketRef(installation.id(), number);
        var member = new ConnectWiseMember(claim.companyId(), claim.memberId(), claim.memberHash());
        InetSocketAddress from = request.getRemoteAddress();
        var answer = rates.bounded(
                installation.id(),
                from == null ? null : from.getAddress(),
                () -> proof.prove(installation.id(), ticket, member));
        return switch (answer) {
            case TechnicianProof.Answer.Proved(var technician) -> {
                var begun = sessions.begin(ticket, technician);
                yield ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .body(Map.of(
                                "token",
                                begun.token(),
                                "expiresAt",
                                begun.expiresAt().toString()));
            }
            case TechnicianProof.Answer.NotProved() -> throw notProved();
            case TechnicianProof.Answer.Unavailable() ->
                throw new Problem(
                        503,
                        "psa-silent",
                        "The PSA could not be asked who you are; try again in a moment.",
                        Optional.of(AFTER_SILENCE),
                        Map.of());
        };
    }

    private static Problem unusable() {
        return new Problem(400, "unusable-claim", "The claim wants an installation, a ticket's number and a member.");
    }

    private static Problem notProved() {
        return new Problem(403, "not-proved", "The PSA does not confirm who you are.");
    }
}
