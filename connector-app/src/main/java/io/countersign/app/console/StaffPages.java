package io.countersign.app.console;

import io.countersign.app.console.ConsoleSessions.Session;
import io.countersign.app.edge.Html;
import io.countersign.app.edge.Problem;
import io.countersign.app.installation.Installations;
import io.countersign.app.staff.Role;
import io.countersign.app.staff.Staff;
import io.countersign.app.staff.StaffMember;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.Technician;
import io.countersign.ticket.TicketSystem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where an administrator sees who signed in, and admits them. */
@RestController
public final class StaffPages {
    private static final int LONGEST_IDENTIFIER = 100;

    /** Each costs the PSA a call, while somebody waits for the page. */
    private static final int MOST_PROPOSED = 10;

    private final Staff staff;
    private final Installations installations;
    private final TicketSystem psa;

    StaffPages(Staff staff, Installations installations, TicketSystem psa) {
        this.staff = staff;
        this.installations = installations;
        this.psa = psa;
    }

    /**
     * Somebody in the list.
     *
     * @param proposed whom the PSA knows under the address that the identity provider sent; a proposal only
     */
    public record Line(StaffMember member, List<Technician> proposed) {
        public Line {
            proposed = List.copyOf(proposed);
        }
    }

    /**
     * What the list says.
     *
     * @param told a key of {@code staff.told.*}; empty where nothing was pressed
     * @param psaSilent whether nobody can be proposed now
     */
    public record Shown(String msp, String ourselves, List<Line> lines, String told, boolean psaSilent) {
        public Shown {
            lines = List.copyOf(lines);
        }
    }

    @GetMapping("/console/api/staff")
    ResponseEntity<String> list(@AuthenticationPrincipal Session session) {
        return list(administrator(session), "");
    }

    /** What an administrator chose for somebody. */
    record Admission(@Nullable String identifier, @Nullable List<String> role) {}

    @PostMapping("/console/api/staff/{id}/admit")
    ResponseEntity<String> admit(
            @AuthenticationPrincipal Session session, @PathVariable String id, @ModelAttribute Admission form) {
        var ourselves = administrator(session);
        ConsolePages.fresh(session);
        Set<Role> roles = Optional.ofNullable(form.role()).orElse(List.of()).stream()
                .map(Role::ofKey)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
        var identifier = Optional.ofNullable(form.identifier())
                .map(String::strip)
                .filter(text -> !text.isEmpty() && text.length() <= LONGEST_IDENTIFIER);
        if (roles.isEmpty()) {
            return list(ourselves, "no-role");
        }
        var before = staff.find(id).filter(there -> there.installation().equals(ourselves.installation()));
        boolean verifies = roles.stream().anyMatch(Role::verifies);
        if (verifies
                && identifier.isEmpty()
                && before.flatMap(StaffMember::identifier).isEmpty()) {
            return list(ourselves, "no-member");
        }
        Optional<String> bound;
        try {
            // as the PSA spells it, and only if it is there and active
            bound = identifier.flatMap(
                    wanted -> psa.technician(ourselves.installation(), wanted).map(Technician::identifier));
        } catch (PsaFault silent) {
            return list(ourselves, "psa-silent");
        }
        if (identifier.isPresent() && bound.isEmpty()) {
            return list(ourselves, "unknown-member");
        }
        return list(
                ourselves,
                told(staff.admit(ourselves.installation(), id, bound, roles, ConsolePages.by(ourselves)), "admitted"));
    }

    @PostMapping("/console/api/staff/{id}/remove")
    ResponseEntity<String> remove(@AuthenticationPrincipal Session session, @PathVariable String id) {
        var ourselves = administrator(session);
        ConsolePages.fresh(session);
        return list(ourselves, told(staff.remove(ourselves.installation(), id), "removed"));
    }

    private static String told(Staff.Decided decided, String done) {
        return switch (decided) {
            case DONE -> done;
            case GONE -> "gone";
            case TAKEN -> "taken";
            case BOUND_ALREADY -> "bound-already";
            case LAST_ADMINISTRATOR -> "last-administrator";
        };
    }

    private static StaffMember administrator(Session session) {
        if (!session.member().administers()) {
            throw new Problem(403, "no-administrator", "This is for administrators.");
        }
        return session.member();
    }

    private ResponseEntity<String> list(StaffMember ourselves, String told) {
        var installation = ourselves.installation();
        boolean silent = false;
        int asked = 0;
        var lines = new java.util.ArrayList<Line>();
        for (StaffMember member : staff.all(installation)) {
            List<Technician> proposed = List.of();
            if (!member.admitted() && !silent && asked++ < MOST_PROPOSED) {
                try {
                    proposed = proposed(member);
                } catch (PsaFault fault) {
                    silent = true;
                }
            }
            lines.add(new Line(member, proposed));
        }
        return Html.part(Html.render(
                "staff.jte",
                Map.of(
                        "shown",
                        new Shown(installations.get(installation).name(), ourselves.id(), lines, told, silent),
                        "words",
                        ConsolePages.words(installations, installation))));
    }

    private List<Technician> proposed(StaffMember member) {
        return member.email()
                .map(address -> psa.techniciansOf(member.installation(), address))
                .orElse(List.of());
    }
}
