package io.countersign.app.pod;

import io.countersign.app.edge.Html;
import io.countersign.app.installation.Psa;
import io.countersign.app.words.InsideWords;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.TicketName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;

/** The HTML of the card and of the empty page that it is put into. */
public final class PodPages {
    /** Where the pod's script posts and reads, when the card stands in a pod. */
    public static final String API = "/pod/api";

    /** Where htmx is found on the class path; also its path on the server, without the version's hash. */
    public static final String HTMX = "/webjars/htmx.org/" + htmxVersion() + "/dist/htmx.min.js";

    /** What stands for the hidden digits of a number. A line never ends between it and the digits that are shown. */
    private static final String MASK = "••••";

    /** The version of the library that is really there, so that it is named in one place only. */
    private static String htmxVersion() {
        var properties = new Properties();
        try (var file = PodPages.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/htmx.org/pom.properties")) {
            if (file == null) {
                throw new IllegalStateException("htmx is not on the class path");
            }
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    /**
     * The page in the frame before anybody is proved. Holds ids only.
     *
     * @param psa names the script that speaks with the page around this one
     * @param ticket as it came in the URL, or 0 where that is no number
     * @param origins whole origins of the pages that may frame this one
     * @param signsIn whether people of the MSP can sign in at an identity provider
     * @param asset the address under which a file is served, such as with a hash of its content
     */
    public record Shell(
            InstallationId installation,
            Psa.Kind psa,
            long ticket,
            List<String> origins,
            boolean signsIn,
            UnaryOperator<String> asset) {
        public Shell {
            origins = List.copyOf(origins);
        }
    }

    public String shell(Shell shell, InsideWords words) {
        return render(
                "shell.jte",
                Map.of(
                        "shell",
                        shell,
                        "cards",
                        CardOf.beforeProof(words, shell.psa() == Psa.Kind.CONNECTWISE && shell.signsIn()),
                        "words",
                        words,
                        "base",
                        API));
    }

    /** The card as a fragment that takes the place of the one before. */
    public String card(Card card, InsideWords words) {
        return card(card, words, API);
    }

    /**
     * The card for another page than the pod.
     *
     * @param base where its buttons post to
     */
    public String card(Card card, InsideWords words, String base) {
        return render("card.jte", Map.of("card", card, "words", words, "base", base));
    }

    /** The people that a search found, as a fragment below the field. */
    public String picks(List<Card.Pick> picks, boolean more, InsideWords words) {
        return render("picks.jte", Map.of("picks", picks, "more", more, "words", words));
    }

    /**
     * A ticket that the technician changed lately.
     *
     * @param contact empty where it is not known
     */
    public record Mine(long ticket, TicketName name, String contact, Duration ago) {}

    /** Who works in this window, at which ticket, and at which others lately. */
    public String mine(String technician, TicketName ticket, List<Mine> others, InsideWords words) {
        return render("mine.jte", Map.of("technician", technician, "ticket", ticket, "others", others, "words", words));
    }

    private String render(String template, Map<String, Object> values) {
        return Html.render(template, values).replace(MASK + " ", MASK + "\u00a0");
    }
}
