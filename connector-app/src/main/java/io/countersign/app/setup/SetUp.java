package io.countersign.app.setup;

import io.countersign.app.PublicUrl;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Keys;
import io.countersign.app.secrets.Secret;
import io.countersign.setup.Addresses;
import io.countersign.setup.Finding;
import io.countersign.setup.Finding.Good;
import io.countersign.setup.Finding.Missing;
import io.countersign.setup.Finding.Untried;
import io.countersign.setup.PsaSetUp;
import io.countersign.setup.Registration;
import io.countersign.setup.Registration.Subject;
import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An administrator sets an installation's PSA up, looks whether it is, and takes all of it back. Whatever is done may be done again. */
public final class SetUp {
    private final Installations installations;
    private final Keys keys;
    private final PublicUrl publicUrl;
    private final Remembered remembered;
    private final Map<Psa.Kind, PsaSetUp> each;

    SetUp(
            Installations installations,
            Keys keys,
            PublicUrl publicUrl,
            Remembered remembered,
            Map<Psa.Kind, PsaSetUp> each) {
        this.installations = installations;
        this.keys = keys;
        this.publicUrl = publicUrl;
        this.remembered = remembered;
        this.each = Map.copyOf(each);
    }

    /** Tries the credentials and what they may do; leaves nothing behind. */
    public List<Finding> test(InstallationId id) {
        return psa(id).test(id);
    }

    /** Has the PSA tell us of changes and show our page. The parts do not wait for each other: an administrator may lack the right for one of them. */
    public List<Finding> register(InstallationId id) {
        var told = new ArrayList<Finding>();
        told.addAll(registerWebhooks(id));
        told.add(registerPage(id));
        return told;
    }

    /** The key is kept before the PSA hears of it, so that nothing arrives that we could not check. */
    List<Finding> registerWebhooks(InstallationId id) {
        var psa = psa(id);
        String key = signingKey(installations.get(id));
        String hook = installations.hooks(id).stream().findFirst().orElseGet(() -> installations.newHook(id));
        return attempted("webhooks", () -> {
            var registered = psa.registerWebhooks(id, addresses(id), hook, key);
            registered.forEach(registration -> remembered.add(id, registration));
            return registered.stream()
                    .<Finding>map(registration -> new Good(
                            psa.nameOf(registration.subject()), "registered and on, number " + registration.number()))
                    .toList();
        });
    }

    private Finding registerPage(InstallationId id) {
        var psa = psa(id);
        String name = psa.nameOf(Subject.PAGE);
        return attempted(name, () -> {
                    var page = psa.registerPage(id, addresses(id));
                    page.ifPresent(registration -> remembered.add(id, registration));
                    return List.of(page.<Finding>map(
                                    registration -> new Good(name, "registered, number " + registration.number()))
                            .orElseGet(() -> new Untried(
                                    name,
                                    "this PSA is told by hand, as the installation guide says; its address is "
                                            + addresses(id).page())));
                })
                .getFirst();
    }

    /** What is registered now and what is not. */
    public List<Finding> look(InstallationId id) {
        var psa = psa(id);
        var found = new ArrayList<Finding>();
        found.addAll(attempted("webhooks", () -> {
            var there = delivered(id);
            return List.of(state(psa, Subject.TICKETS, there), state(psa, Subject.CONTACTS, there));
        }));
        return found;
    }

    private static Finding state(PsaSetUp psa, Subject subject, List<Registration> there) {
        String name = psa.nameOf(subject);
        var ours = there.stream()
                .filter(registration -> registration.subject() == subject)
                .toList();
        return ours.isEmpty()
                ? new Missing(name, "none is registered; run psa register")
                : ours.stream().anyMatch(Registration::on)
                        ? new Good(name, "registered and on")
                        : new Missing(name, "the PSA has switched it off; run psa register");
    }

    /** Leaves nothing of ours at the PSA, and nothing here by which it could be delivered to. */
    public List<Finding> unregister(InstallationId id) {
        var psa = psa(id);
        var webhooks = removal(id, "webhooks", () -> psa.webhooks(id, addresses(id)));
        var pages = removal(id, psa.nameOf(Subject.PAGE), () -> psa.pages(id, addresses(id)));
        if (webhooks.stream().noneMatch(Missing.class::isInstance)) {
            installations.dropHooks(id);
            var installation = installations.get(id);
            installation
                    .psa()
                    .signingBy(List.of())
                    .ifPresent(without -> installations.keep(installation.with(without)));
        }
        var told = new ArrayList<>(webhooks);
        told.addAll(pages);
        return told;
    }

    private List<Finding> removal(InstallationId id, String what, Supplier<List<Registration>> look) {
        var psa = psa(id);
        return attempted(what, () -> {
            var told = new ArrayList<Finding>();
            for (Registration registration : look.get()) {
                // first: the PSA may tell of it at once, and whoever looks must not miss it
                remembered.forget(id, registration.subject());
                psa.remove(id, registration);
                told.add(new Good(psa.nameOf(registration.subject()), "removed, number " + registration.number()));
            }
            remembered.of(id).stream()
                    .filter(registration -> what.equals("webhooks") == registration.isWebhook())
                    .forEach(registration -> remembered.forget(id, registration.subject()));
            if (told.isEmpty()) {
                told.add(new Good(what, "nothing of ours is registered"));
            }
            return told;
        });
    }

    // ---- for whoever looks after it ----

    PsaSetUp psa(InstallationId id) {
        var kind = installations.get(id).psa().kind();
        return Optional.ofNullable(each.get(kind))
                .orElseThrow(() -> new IllegalStateException("no adapter for " + kind));
    }

    Addresses addresses(InstallationId id) {
        String kind = installations.get(id).psa().kind().key();
        return new Addresses(
                publicUrl.at("/webhooks/" + kind),
                installations.hooksOfOthers(id),
                publicUrl.at("/pod/" + kind + "/" + id.value()));
    }

    /** The webhooks at the PSA whose deliveries are accepted here: strays whose hook is gone are left out. */
    List<Registration> delivered(InstallationId id) {
        var addresses = addresses(id);
        var accepted = installations.hooks(id).stream().map(addresses::of).toList();
        return psa(id).webhooks(id, addresses).stream()
                .filter(registration -> accepted.stream()
                        .anyMatch(address -> registration.address().equals(address)
                                || registration.address().startsWith(address + "?")))
                .toList();
    }

    private @Nullable String signingKey(Installation installation) {
        var present = installation.psa().webhookKeys();
        if (!present.isEmpty()) {
            return present.getFirst().value();
        }
        var made = new Secret(keys.newToken());
        return installation
                .psa()
                .signingBy(List.of(made))
                .map(signing -> {
                    installations.keep(installation.with(signing));
                    return made.value();
                })
                .orElse(null);
    }

    private static List<Finding> attempted(String what, Supplier<List<Finding>> work) {
        try {
            return work.get();
        } catch (PsaFault fault) {
            return List.of(new Missing(what, sentence(fault)));
        }
    }

    static String sentence(PsaFault fault) {
        return switch (fault) {
            case PsaFault.Refused refused -> refused.why();
            case PsaFault.Busy busy ->
                "the PSA cannot be reached or asks to wait " + busy.waitFor().toSeconds() + " s; repeat it then";
            case PsaFault.Unclear unclear -> "the PSA gave no clear answer; repeat it";
        };
    }
}
