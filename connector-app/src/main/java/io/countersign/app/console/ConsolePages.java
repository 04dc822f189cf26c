package io.countersign.app.console;

import io.countersign.app.console.ConsoleSessions.Session;
import io.countersign.app.edge.Html;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.staff.StaffMember;
import io.countersign.app.words.InsideWords;
import io.countersign.app.words.PlainText;
import io.countersign.ticket.InstallationId;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The console's pages. They hold nothing: what they show is asked for with the bearer of who signed in. */
@RestController
public final class ConsolePages {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                    + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final int LONGEST_NAME = 100;

    private final Installations installations;

    ConsolePages(Installations installations) {
        this.installations = installations;
    }

    /** What can be looked at; also the last part of each page's address. */
    public enum View {
        STAFF,
        WAITING;

        /** As it stands in addresses and in the keys of words. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @GetMapping("/console/{installation}/staff")
    ResponseEntity<String> staff(@PathVariable String installation) {
        return page(installation, View.STAFF);
    }

    @GetMapping("/console/{installation}/waiting")
    ResponseEntity<String> waiting(@PathVariable String installation) {
        return page(installation, View.WAITING);
    }

    private ResponseEntity<String> page(String installation, View view) {
        Installation found;
        try {
            found = installations.find(new InstallationId(installation)).orElseThrow(Problem::notFound);
        } catch (IllegalArgumentException notAnInstallation) {
            throw Problem.notFound();
        }
        return Html.page(POLICY)
                .body(Html.render(
                        "console.jte",
                        Map.of(
                                "installation",
                                found.id().value(),
                                "view",
                                view,
                                "words",
                                words(installations, found.id()))));
    }

    static InsideWords words(Installations installations, InstallationId installation) {
        return new InsideWords(installations.get(installation).settings().locale());
    }

    /** How somebody is kept as who decided. */
    static String by(StaffMember member) {
        return PlainText.of(member.name(), LONGEST_NAME) + " (" + member.id() + ")";
    }

    /** For whoever is about to change something: the screen may have been left alone since they signed in. */
    static void fresh(Session session) {
        if (!session.fresh()) {
            throw new Problem(403, "sign-in-again", "You signed in more than 15 minutes ago; sign in again.");
        }
    }
}
