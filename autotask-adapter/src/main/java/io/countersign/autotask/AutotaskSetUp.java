package io.countersign.autotask;

import io.countersign.autotask.Calling.Session;
import io.countersign.autotask.Webhooks.Webhook;
import io.countersign.autotask.Webhooks.Wish;
import io.countersign.openapi.autotask.api.PeopleApi;
import io.countersign.openapi.autotask.api.TicketsApi;
import io.countersign.openapi.autotask.model.Filter;
import io.countersign.openapi.autotask.model.QueryModel;
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
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.RestClientResponseException;

/**
 * Webhooks on tickets and on contacts. One step after the other: fields that were added side by side have left webhooks unfinished in the field. Whether the vendor
 * refuses a second webhook of the same address is not verified, so they are looked for before one is made.
 */
final class AutotaskSetUp implements PsaSetUp {
    private static final String NAME = "countersign-";
    private static final int WEBHOOKS_A_PAGE = 100;
    private static final int MOST_PAGES = 5;

    /** The MSP itself, which is in every database. */
    private static final long OWN_COMPANY = 0;

    private final AutotaskInstallations installations;
    private final Calling calling;
    private final Function<InstallationId, Long> ourResource;
    private final List<Webhooks> each = List.of(new TicketWebhooks(), new ContactWebhooks());

    /** @param ourResource the number of our own API user among the resources */
    AutotaskSetUp(AutotaskInstallations installations, Calling calling, Function<InstallationId, Long> ourResource) {
        this.installations = installations;
        this.calling = calling;
        this.ourResource = ourResource;
    }

    // ---- trying ----

    @Override
    public List<Finding> test(InstallationId installation) {
        var first = resource(installation);
        if (first instanceof Missing missing && missing.what().equals("credentials")) {
            return List.of(first);
        }
        var findings = new ArrayList<Finding>();
        findings.add(new Good("credentials", "Autotask accepts our API user, its secret and the tracking identifier"));
        findings.add(first);
        findings.add(right(
                "tickets",
                () -> anything(
                        calling.call(installation, Endpoint.TICKETS, session -> {
                            var answer = new TicketsApi(session.api()).queryTickets(anyRecord());
                            return answer == null ? null : answer.getItems();
                        }),
                        "tickets",
                        Endpoint.TICKETS)));
        findings.add(right(
                "contacts",
                () -> anything(
                        calling.call(installation, Endpoint.CONTACTS, session -> {
                            var answer = new PeopleApi(session.api()).queryContacts(anyRecord());
                            return answer == null ? null : answer.getItems();
                        }),
                        "contacts",
                        Endpoint.CONTACTS)));
        findings.add(right("companies", () -> company(installation)));
        findings.add(right("notes", () -> {
            InternalNote.of(Picklists.of(calling.call(
                    installation,
                    Endpoint.TICKET_NOTES,
                    session -> new TicketsApi(session.api()).fieldsOfTicketNotes())));
            return new Good(
                    "notes", "the internal kind is known; writing one is not tried, it could not be deleted again");
        }));
        for (Webhooks webhooks : each) {
            findings.add(right(nameOf(webhooks.subject()), () -> {
                all(installation, webhooks);
                return new Good(
                        nameOf(webhooks.subject()), "can be listed; whether they may be made shows when they are");
            }));
        }
        if (installations.settings(installation).uiOrigins().isEmpty()) {
            findings.add(new Untried("pages", "ui-origins is empty: no page of ours may stand in a frame"));
        }
        return findings;
    }

    /** The first call: what is wrong with the credentials shows here. A second one that is refused would bring the user nearer to being locked. */
    private Finding resource(InstallationId installation) {
        try {
            long ours = ourResource.apply(installation);
            return new Good("technicians", "resources can be read; our API user is number " + ours);
        } catch (Refused refused) {
            return new Missing(isAboutRights(refused) ? "technicians" : "credentials", refused.why());
        } catch (PsaFault fault) {
            return new Missing("credentials", sentence(fault));
        }
    }

    /** A refusal of what was asked is not one of who asks. */
    private static boolean isAboutRights(Refused refused) {
        return !(refused.getCause() instanceof RestClientResponseException answer)
                || (answer.getStatusCode().value() != 401
                        && !refused.why().contains("zone")
                        && refused.why().contains("right"));
    }

    /** What may not be seen is often left out instead of refused. */
    private static Finding anything(List<?> found, String what, Endpoint endpoint) {
        return found.isEmpty()
                ? new Missing(
                        what,
                        "Autotask shows us no " + what
                                + ": there are none, or the security level of our API user lacks the right "
                                + endpoint.right())
                : new Good(what, "can be read");
    }

    private Finding company(InstallationId installation) {
        boolean there = calling.call(installation, Endpoint.COMPANIES, session -> {
            try {
                var answer = new PeopleApi(session.api()).company(OWN_COMPANY);
                return answer != null && answer.getItem() != null;
            } catch (RestClientResponseException e) {
                if (AutotaskFaults.isRecordGone(e)) {
                    return false;
                }
                throw e;
            }
        });
        return there
                ? new Good("companies", "can be read")
                : new Missing(
                        "companies",
                        "Autotask does not show us the MSP's own company: the security level of our API user lacks the right "
                                + Endpoint.COMPANIES.right());
    }

    private static Finding right(String what, Supplier<Finding> look) {
        try {
            return look.get();
        } catch (PsaFault fault) {
            return new Missing(what, sentence(fault));
        }
    }

    private static String sentence(PsaFault fault) {
        if (fault.getCause() instanceof RestClientResponseException answer && AutotaskFaults.isNotAccepted(answer)) {
            return "Autotask does not accept our API user, its secret or the tracking identifier, or has locked the user (Locked on its page); no further try is made for some minutes";
        }
        return switch (fault) {
            case Refused refused -> refused.why();
            case Busy busy ->
                "Autotask cannot be reached, or asks to wait " + busy.waitFor().toSeconds() + " s; try again";
            case Unclear unclear -> "Autotask gave no clear answer; try again";
        };
    }

    // ---- webhooks ----

    @Override
    public List<Registration> registerWebhooks(
            InstallationId installation, Addresses addresses, String hook, @Nullable String key) {
        if (key == null) {
            throw new Refused("Autotask signs by a key of ours, and there is none", null);
        }
        int ourselves = Math.toIntExact(ourResource.apply(installation));
        var registered = new ArrayList<Registration>();
        for (Webhooks webhooks : each) {
            String name = NAME + webhooks.subject().name().toLowerCase(Locale.ROOT) + "-" + hook.substring(0, 6);
            var wish = new Wish(name, addresses.of(hook), key);
            registered.add(registration(webhooks, register(installation, webhooks, addresses, wish, ourselves)));
        }
        return registered;
    }

    private Webhook register(
            InstallationId installation, Webhooks webhooks, Addresses addresses, Wish wish, int ourselves) {
        var ours = ours(installation, webhooks, addresses);
        var kept = ours.stream()
                .filter(webhook -> webhook.url().equals(wish.url()))
                .findFirst();
        for (Webhook stray : ours) {
            if (!kept.equals(Optional.of(stray))) {
                delete(installation, webhooks, stray.id());
            }
        }
        long id;
        if (kept.isPresent()) {
            id = kept.get().id();
            // its key cannot be read, so it is set again
            long there = id;
            called(installation, webhooks, session -> webhooks.change(session, there, wish));
        } else {
            id = called(installation, webhooks, session -> webhooks.create(session, wish));
        }
        // nothing of ours may come back to us before anything is told
        var excluded = called(installation, webhooks, session -> webhooks.excludedOf(session, id));
        if (!excluded.contains(ourselves)) {
            called(installation, webhooks, session -> webhooks.exclude(session, id, ourselves));
        }
        var subscribed = called(installation, webhooks, session -> webhooks.fieldsOf(session, id));
        for (int field : wanted(installation, webhooks)) {
            if (!subscribed.contains(field)) {
                called(installation, webhooks, session -> webhooks.addField(session, id, field));
            }
        }
        var now = called(installation, webhooks, session -> webhooks.one(session, id));
        if (!now.on()) {
            throw new Refused(
                    "Autotask made the webhook and says that it is not "
                            + (now.active() ? "ready: it lacks its fields" : "active"),
                    null);
        }
        return now;
    }

    /** The numbers differ between databases. Where the names are not those that we know, all are taken: too many words of changes are better than none. */
    private List<Integer> wanted(InstallationId installation, Webhooks webhooks) {
        var fields = Picklists.of(calling.call(installation, webhooks.fieldNumbers(), webhooks::information))
                .active("fieldID");
        if (fields.isEmpty()) {
            throw new Refused("Autotask names no field that a webhook could be about", null);
        }
        var known = fields.stream()
                .filter(choice -> webhooks.fields()
                        .contains(choice.label().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "")))
                .toList();
        return (known.size() < 2 ? fields : known)
                .stream().map(Picklists.Choice::number).distinct().toList();
    }

    private static Registration registration(Webhooks webhooks, Webhook webhook) {
        return new Registration(webhooks.subject(), webhook.id(), webhook.url(), webhook.on());
    }

    private List<Webhook> ours(InstallationId installation, Webhooks webhooks, Addresses addresses) {
        return all(installation, webhooks).stream()
                .filter(webhook -> addresses.areOurs(webhook.url()))
                .toList();
    }

    /** All there are: whether they can be asked for by their address is not documented. */
    private List<Webhook> all(InstallationId installation, Webhooks webhooks) {
        var query = new QueryModel()
                .maxRecords(WEBHOOKS_A_PAGE)
                .filter(List.of(new Filter().op("exist").field("id")));
        var all = new ArrayList<Webhook>();
        String next = null;
        for (int i = 0; i < MOST_PAGES; i++) {
            String address = next;
            var page = called(installation, webhooks, session -> webhooks.query(session, query, address));
            all.addAll(page.webhooks());
            next = page.details() == null ? null : page.details().getNextPageUrl();
            if (next == null || next.isBlank()) {
                return all;
            }
        }
        throw new Unclear(null);
    }

    @Override
    public Optional<Registration> registerPage(InstallationId installation, Addresses addresses) {
        return Optional.empty();
    }

    @Override
    public List<Registration> webhooks(InstallationId installation, Addresses addresses) {
        var found = new ArrayList<Registration>();
        for (Webhooks webhooks : each) {
            ours(installation, webhooks, addresses).forEach(webhook -> found.add(registration(webhooks, webhook)));
        }
        return List.copyOf(found);
    }

    @Override
    public List<Registration> pages(InstallationId installation, Addresses addresses) {
        return List.of();
    }

    @Override
    public void switchOn(InstallationId installation, Registration registration) {
        var webhooks = of(registration.subject());
        called(installation, webhooks, session -> webhooks.switchOn(session, registration.number()));
        var now = called(installation, webhooks, session -> webhooks.one(session, registration.number()));
        if (!now.on()) {
            throw new Refused(
                    now.active()
                            ? "Autotask says that its webhook is not ready: it lacks its fields"
                            : "Autotask does not switch its webhook on",
                    null);
        }
    }

    @Override
    public void remove(InstallationId installation, Registration registration) {
        delete(installation, of(registration.subject()), registration.number());
    }

    /** What is gone already is refused like anything else, so it is looked for. */
    private void delete(InstallationId installation, Webhooks webhooks, long id) {
        try {
            called(installation, webhooks, session -> webhooks.delete(session, id));
        } catch (Refused refused) {
            if (all(installation, webhooks).stream().anyMatch(webhook -> webhook.id() == id)) {
                throw refused;
            }
        }
    }

    private Webhooks of(Subject subject) {
        return each.stream()
                .filter(webhooks -> webhooks.subject() == subject)
                .findFirst()
                .orElseThrow(() -> new Refused("Autotask is told of pages by hand", null));
    }

    @Override
    public String nameOf(Subject subject) {
        return switch (subject) {
            case TICKETS -> "webhook for tickets";
            case CONTACTS -> "webhook for contacts";
            case PAGE -> "LiveLink";
        };
    }

    private <T> T called(InstallationId installation, Webhooks webhooks, Function<Session, @Nullable T> call) {
        return calling.call(installation, webhooks.endpoint(), call);
    }

    private static QueryModel anyRecord() {
        return new QueryModel()
                .maxRecords(1)
                .includeFields(List.of("id"))
                .filter(List.of(new Filter().op("exist").field("id")));
    }
}
