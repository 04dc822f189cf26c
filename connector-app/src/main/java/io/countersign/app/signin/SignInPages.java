package io.countersign.app.signin;

import io.countersign.app.console.ConsoleSessions;
import io.countersign.app.edge.ClientNetwork;
import io.countersign.app.edge.Html;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.pod.PodSessions;
import io.countersign.app.secrets.Keys;
import io.countersign.app.signin.IdentityProvider.LongAgo;
import io.countersign.app.signin.IdentityProvider.NotVouchedFor;
import io.countersign.app.signin.IdentityProvider.Silent;
import io.countersign.app.signin.SignIns.Expected;
import io.countersign.app.signin.SignIns.HandedOver;
import io.countersign.app.signin.SignIns.Page;
import io.countersign.app.signin.SignIns.Purpose;
import io.countersign.app.signin.SignIns.Wanted;
import io.countersign.app.staff.Person;
import io.countersign.app.staff.Staff;
import io.countersign.app.staff.StaffMember;
import io.countersign.app.words.InsideWords;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.TicketSystem;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The way of somebody of the MSP from a page to the identity provider and back. The page keeps a verifier and sends its digest along; what comes back is a code that is
 * of use to that page only. No cookie takes part.
 */
@RestController
public final class SignInPages {
    private static final Logger LOG = LoggerFactory.getLogger(SignInPages.class);

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int LONGEST_TOKEN = 200;
    private static final int LONGEST_CODE = 4_000;
    private static final Duration IN_A_MOMENT = Duration.ofSeconds(5);

    /** What a provider answers that was asked not to show itself, and cannot tell who it is without. */
    private static final Set<String> HAS_TO_ASK =
            Set.of("login_required", "interaction_required", "consent_required", "account_selection_required");

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final IdentityProvider provider;
    private final SignIns signIns;
    private final SignInRates rates;
    private final Staff staff;
    private final Installations installations;
    private final TicketSystem psa;
    private final PodSessions pods;
    private final ConsoleSessions consoles;

    SignInPages(
            IdentityProvider provider,
            SignIns signIns,
            SignInRates rates,
            Staff staff,
            Installations installations,
            TicketSystem psa,
            PodSessions pods,
            ConsoleSessions consoles) {
        this.provider = provider;
        this.signIns = signIns;
        this.rates = rates;
        this.staff = staff;
        this.installations = installations;
        this.psa = psa;
        this.pods = pods;
        this.consoles = consoles;
    }

    // ---- away ----

    /** What a page asks for. */
    record Wish(
            @Nullable String installation,
            @Nullable String purpose,
            @Nullable String page,
            @Nullable String ticket,
            @Nullable String challenge,
            @Nullable String setupLink) {
        /** May hold a set-up link's token. */
        @Override
        public String toString() {
            return "Wish[" + purpose + "]";
        }
    }

    @PostMapping("/sign-in")
    ResponseEntity<Map<String, String>> begin(@RequestBody Wish wish, ServerHttpRequest request) {
        rates.count(ClientNetwork.of(request.getRemoteAddress()));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(Map.of("location", away(wanted(wish)).toString()));
    }

    /** Whoever is to become administrator is shown it at the provider. */
    private URI away(Wanted wanted) {
        return away(wanted, wanted.purpose() != Purpose.SETUP);
    }

    private URI away(Wanted wanted, boolean silent) {
        if (!provider.configured()) {
            throw new Problem(501, "no-identity-provider", "This connector knows no identity provider.");
        }
        try {
            var question = signIns.newQuestion(wanted.purpose(), silent);
            var location = provider.ask(question);
            signIns.begin(wanted, question);
            return location;
        } catch (Silent e) {
            LOG.warn("nobody can sign in: {}", e.getMessage());
            throw new Problem(
                    503,
                    "identity-provider-silent",
                    "The identity provider does not answer; try again in a moment.",
                    Optional.of(IN_A_MOMENT),
                    Map.of());
        }
    }

    private Wanted wanted(Wish wish) {
        var purpose = oneOf(Purpose.values(), wish.purpose());
        var page = oneOf(Page.values(), wish.page());
        String challenge = wish.challenge();
        if (challenge == null || !CHALLENGE.matcher(challenge).matches()) {
            throw unusable();
        }
        return switch (purpose) {
            case POD -> {
                long ticket = number(wish.ticket());
                if (ticket == 0) {
                    throw unusable();
                }
                yield new Wanted(installation(wish.installation()), purpose, page, ticket, challenge, null);
            }
            case CONSOLE -> new Wanted(installation(wish.installation()), purpose, page, 0, challenge, null);
            case SETUP -> {
                String link =
                        wish.setupLink() == null || wish.setupLink().length() > LONGEST_TOKEN ? "" : wish.setupLink();
                yield new Wanted(
                        staff.ofSetupLink(link).orElseThrow(SignInPages::linkOver),
                        purpose,
                        page,
                        0,
                        challenge,
                        Keys.tokenHash(link));
            }
        };
    }

    private static <E extends Enum<E>> E oneOf(E[] values, @Nullable String name) {
        for (E value : values) {
            if (value.name().equalsIgnoreCase(name)) {
                return value;
            }
        }
        throw unusable();
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Math.max(0, Long.parseLong(text.strip()));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    private InstallationId installation(@Nullable String id) {
        try {
            return installations
                    .find(new InstallationId(id == null ? "" : id))
                    .map(Installation::id)
                    .orElseThrow(Problem::notFound);
        } catch (IllegalArgumentException notAnInstallation) {
            throw Problem.notFound();
        }
    }

    private static Problem unusable() {
        return new Problem(
                400, "unusable-sign-in", "A sign-in wants a purpose, a page, a challenge, and what it is for.");
    }

    // ---- and back ----

    /**
     * What the page says that somebody comes back to.
     *
     * @param word which sentences of {@code signed-in.*} it says
     * @param code for the page that waits; empty where nobody was proved
     * @param next where it goes on
     */
    public record Shown(String word, String name, String code, Page page, String next) {
        @Override
        public String toString() {
            return "Shown[" + word + "]";
        }
    }

    /** Says what became of a sign-in, or hands it over. */
    private static final class Ended extends RuntimeException {
        private final String word;
        private final String name;

        Ended(String word, String name) {
            super(null, null, false, false);
            this.word = word;
            this.name = name;
        }
    }

    @GetMapping("/sign-in/callback")
    ResponseEntity<String> back(
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String code,
            @RequestParam(defaultValue = "") String error) {
        var expected = state.isEmpty() || state.length() > LONGEST_TOKEN
                ? Optional.<Expected>empty()
                : signIns.comeBack(state);
        if (expected.isEmpty()) {
            return page(new Shown("unexpected", "", "", Page.WINDOW, ""), new InsideWords(java.util.Locale.ENGLISH));
        }
        var wanted = expected.get().wanted();
        boolean silent = expected.get().question().silent();
        if (silent && HAS_TO_ASK.contains(error)) {
            return askAgain(wanted);
        }
        var words = new InsideWords(
                installations.get(wanted.installation()).settings().locale());
        try {
            var member = member(expected.get(), code);
            admitted(wanted, member);
            return page(
                    new Shown(
                            "done", member.name(), signIns.handOver(wanted, member.id()), wanted.page(), next(wanted)),
                    words);
        } catch (LongAgo e) {
            return silent ? askAgain(wanted) : page(new Shown("long-ago", "", "", wanted.page(), next(wanted)), words);
        } catch (Ended ended) {
            return page(new Shown(ended.word, ended.name, "", wanted.page(), next(wanted)), words);
        }
    }

    private ResponseEntity<String> askAgain(Wanted wanted) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .cacheControl(CacheControl.noStore())
                .location(away(wanted, false))
                .build();
    }

    private StaffMember member(Expected expected, String code) throws LongAgo {
        if (code.isEmpty() || code.length() > LONGEST_CODE) {
            throw new Ended("refused", "");
        }
        Person person;
        try {
            person = provider.redeem(expected.question(), code);
        } catch (Silent e) {
            LOG.warn("somebody cannot sign in: {}", e.getMessage());
            throw new Ended("silent", "");
        } catch (NotVouchedFor e) {
            LOG.warn("somebody cannot sign in: {}", e.getMessage());
            throw new Ended("refused", "");
        }
        return staff.seen(expected.wanted().installation(), person).orElseThrow(() -> new Ended("too-many", ""));
    }

    /** Whether this person may do what they came for; else says why not. */
    private void admitted(Wanted wanted, StaffMember member) {
        switch (wanted.purpose()) {
            case POD -> {
                if (!member.verifies() || member.identifier().isEmpty()) {
                    throw new Ended("not-admitted", member.name());
                }
            }
            case CONSOLE -> {
                if (!member.supervises()) {
                    throw new Ended(member.admitted() ? "no-administrator" : "not-admitted", member.name());
                }
            }
            // decided when the page that has the verifier takes it over
            case SETUP -> {}
        }
    }

    private String next(Wanted wanted) {
        var installation = installations.get(wanted.installation());
        String id = installation.id().value();
        return switch (wanted.purpose()) {
            case POD -> "/pod/" + installation.psa().kind().key() + "/" + id + "?ticketId=" + wanted.ticket();
            case CONSOLE, SETUP -> "/console/" + id + "/staff";
        };
    }

    private ResponseEntity<String> page(Shown shown, InsideWords words) {
        return Html.page(POLICY).body(Html.render("signed-in.jte", Map.of("shown", shown, "words", words)));
    }

    // ---- handed over ----

    /** What the waiting page brings. */
    record Claim(@Nullable String code, @Nullable String verifier) {
        @Override
        public String toString() {
            return "Claim[••••••]";
        }
    }

    @PostMapping("/sign-in/session")
    ResponseEntity<Map<String, String>> session(@RequestBody Claim claim) {
        String code = claim.code();
        String verifier = claim.verifier();
        if (code == null
                || verifier == null
                || code.length() > LONGEST_TOKEN
                || verifier.isEmpty()
                || verifier.length() > LONGEST_TOKEN) {
            throw unusable();
        }
        var person = signIns.takeOver(code, verifier)
                .orElseThrow(() -> new Problem(410, "sign-in-over", "This sign-in is over; sign in again."));
        var member = staff.find(person.staff()).orElseThrow(SignInPages::notAdmitted);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(
                        switch (person.purpose()) {
                            case POD -> pod(person, member, code, verifier);
                            case CONSOLE -> console(member);
                            case SETUP -> {
                                String link = person.setupLink();
                                if (link == null || !staff.makeAdministrator(member, link)) {
                                    throw linkOver();
                                }
                                yield console(member);
                            }
                        });
    }

    private static Problem linkOver() {
        return new Problem(410, "set-up-link-over", "This link was used already or is older than 15 minutes.");
    }

    private Map<String, String> console(StaffMember member) {
        return Map.of("token", consoles.begin(member.id()));
    }

    private Map<String, String> pod(HandedOver person, StaffMember member, String code, String verifier) {
        Technician technician;
        try {
            technician = member.identifier()
                    .filter(identifier -> member.verifies())
                    .flatMap(identifier -> psa.technician(person.installation(), identifier))
                    .orElseThrow(SignInPages::notAdmitted);
        } catch (PsaFault fault) {
            // the page asks again with what it has: another way round by the provider would help nobody
            signIns.handBack(code, person, SignIns.challenge(verifier));
            throw new Problem(
                    503,
                    "psa-silent",
                    "The PSA could not be asked who you are; try again in a moment.",
                    Optional.of(IN_A_MOMENT),
                    Map.of());
        }
        var begun = pods.begin(new TicketRef(person.installation(), person.ticket()), technician, member.id());
        return Map.of("token", begun.token(), "expiresAt", begun.expiresAt().toString());
    }

    private static Problem notAdmitted() {
        return new Problem(403, "not-admitted", "The PSA knows no active member that you are.");
    }

    // ---- the page behind a set-up link ----

    @GetMapping("/setup")
    ResponseEntity<String> setup() {
        return Html.page(POLICY)
                .body(Html.render("setup.jte", Map.of("words", new InsideWords(java.util.Locale.ENGLISH))));
    }
}
