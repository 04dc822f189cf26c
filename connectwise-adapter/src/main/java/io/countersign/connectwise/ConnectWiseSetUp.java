package io.countersign.connectwise;

import io.countersign.openapi.connectwise.ApiClient;
import io.countersign.openapi.connectwise.api.CompanyApi;
import io.countersign.openapi.connectwise.api.ServiceApi;
import io.countersign.openapi.connectwise.api.SystemApi;
import io.countersign.openapi.connectwise.model.CallbackEntry;
import io.countersign.openapi.connectwise.model.CompanyReference;
import io.countersign.openapi.connectwise.model.ConnectWiseHostedScreen;
import io.countersign.openapi.connectwise.model.ConnectWiseHostedSetup;
import io.countersign.openapi.connectwise.model.PatchOperation;
import io.countersign.psa.Origin;
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
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/**
 * Callbacks and the pod, by the vendor's own interface: its cloud has no screen for callbacks. Which module of a security role guards them is not documented, so
 * every refusal names the one that guards what was asked for, as far as anybody published it.
 */
final class ConnectWiseSetUp implements PsaSetUp {
    private static final String DESCRIPTION = "Countersign";
    private static final String POD_SCREEN = "service ticket";
    private static final int POD_HEIGHT = 290;
    private static final int LONGEST_ORIGIN = 100;
    private static final int A_PAGE = 100;
    private static final int MOST_PAGES = 20;

    /** What may stand between the quotes of a condition; how to escape a quote is not documented. */
    private static final Pattern PLAIN_ADDRESS = Pattern.compile("[A-Za-z0-9:/._\\[\\]-]{1,900}");

    private final ConnectWiseInstallations installations;
    private final ConnectWiseClients clients;

    ConnectWiseSetUp(ConnectWiseInstallations installations, ConnectWiseClients clients) {
        this.installations = installations;
        this.clients = clients;
    }

    // ---- trying ----

    @Override
    public List<Finding> test(InstallationId installation) {
        var findings = new ArrayList<Finding>();
        ApiClient client;
        try {
            client = clients.of(installation);
            String version = answered(
                    () -> Optional.ofNullable(new SystemApi(client).getSystemInfo()),
                    info -> orEmpty(info.getVersion()));
            findings.add(new Good("credentials", "ConnectWise answers, " + version));
        } catch (PsaFault fault) {
            return List.of(new Missing("credentials", sentence(fault)));
        }
        findings.add(member(installation, client));
        tickets(client, findings);
        findings.add(contacts(client));
        findings.add(mobileTypes(installation, client));
        findings.add(right("callbacks", Module.CALLBACKS, () -> {
            answered(() -> Optional.ofNullable(new SystemApi(client).getSystemCallbacks(null, 1, 1)), List::size);
            return new Good("callbacks", "can be listed; whether they may be made shows when they are");
        }));
        findings.add(right("pod", Module.PODS, () -> {
            ticketScreen(client);
            return new Good("pod", "the screen of service tickets can hold one");
        }));
        findings.add(new Untried(
                "notes",
                "writing one would leave it on a ticket; it takes " + Module.TICKETS.needs("Edit (perhaps Add)")));
        return findings;
    }

    private Finding member(InstallationId installation, ApiClient client) {
        String member = installations.settings(installation).apiMember();
        return right("technicians", Module.MEMBERS, () -> {
            if (!ConnectWiseCalls.MEMBER_IDENTIFIER.matcher(member).matches()) {
                return new Missing("technicians", "api-member wants the API member's Member ID");
            }
            boolean there = answered(
                    () -> Optional.ofNullable(new SystemApi(client)
                            .getSystemInfoMembers("identifier=\"" + member + "\"", null, "id,identifier", 1, 10)),
                    members -> members.stream().anyMatch(found -> member.equalsIgnoreCase(found.getIdentifier())));
            return there
                    ? new Good("technicians", "members can be read, our API member among them")
                    : new Missing(
                            "technicians",
                            "ConnectWise shows no member of the identifier that api-member names; without it our own notes are not known again");
        });
    }

    private static void tickets(ApiClient client, List<Finding> findings) {
        findings.add(right("tickets", Module.TICKETS, () -> {
            var tickets = answered(
                    () -> Optional.ofNullable(
                            new ServiceApi(client).getServiceTickets(null, "id desc", "id,company/id", 1, 1)),
                    Function.identity());
            if (tickets.isEmpty()) {
                return new Missing(
                        "tickets",
                        "ConnectWise shows us no ticket: there is none, or the role lacks "
                                + Module.TICKETS.needs("Inquire") + ", or the API member's Level is not the highest");
            }
            CompanyReference company = tickets.getFirst().getCompany();
            findings.add(
                    company == null || company.getId() == null
                            ? new Missing(
                                    "companies",
                                    "ConnectWise leaves the company of a ticket blank: the role lacks "
                                            + Module.COMPANIES.needs("Inquire"))
                            : new Good("companies", "a ticket shows its company"));
            return new Good("tickets", "can be read");
        }));
    }

    private static Finding contacts(ApiClient client) {
        return right("contacts", Module.CONTACTS, () -> {
            boolean any = answered(
                    () -> Optional.ofNullable(new CompanyApi(client).getCompanyContacts(null, "id", null, 1)),
                    contacts -> !contacts.isEmpty());
            return any
                    ? new Good("contacts", "can be read")
                    : new Missing(
                            "contacts",
                            "ConnectWise shows us no contact: there is none, or the role lacks "
                                    + Module.CONTACTS.needs("Inquire"));
        });
    }

    private Finding mobileTypes(InstallationId installation, ApiClient client) {
        var settings = installations.settings(installation);
        return right("mobile types", Module.TYPES, () -> {
            var mobiles = answered(
                    () -> Optional.ofNullable(
                            new CompanyApi(client).getCompanyCommunicationTypes("id,description,phoneFlag", 1, A_PAGE)),
                    types -> types.stream()
                            .filter(type -> Boolean.TRUE.equals(type.getPhoneFlag())
                                    && settings.callsMobile(orEmpty(type.getDescription())))
                            .count());
            return mobiles > 0
                    ? new Good("mobile types", mobiles + " of ConnectWise's kinds of phones are mobiles to us")
                    : new Missing(
                            "mobile types",
                            "mobile-types names none of ConnectWise's communication types; without one nobody is texted");
        });
    }

    /** What is refused for want of a right is told with the row of the security role that gives it. */
    private static Finding right(String what, Module module, Supplier<Finding> look) {
        try {
            return look.get();
        } catch (Refused refused) {
            return new Missing(what, isForbidden(refused) ? lacks(module) : refused.why());
        } catch (PsaFault fault) {
            return new Missing(what, sentence(fault));
        }
    }

    private static String lacks(Module module) {
        return "The security role of our API member in ConnectWise lacks " + module.needs(module.level);
    }

    private static boolean isForbidden(PsaFault fault) {
        return fault.getCause() instanceof RestClientResponseException answer
                && answer.getStatusCode().value() == 403;
    }

    private static String sentence(PsaFault fault) {
        return switch (fault) {
            case Refused refused -> refused.why();
            case PsaFault.Busy busy ->
                "ConnectWise cannot be reached, or asks to wait "
                        + busy.waitFor().toSeconds() + " s; try again";
            case Unclear unclear -> "ConnectWise gave no clear answer; try again";
        };
    }

    // ---- callbacks ----

    /** The level "owner" covers everything; what our own API member does is left out. */
    @Override
    public List<Registration> registerWebhooks(
            InstallationId installation, Addresses addresses, String hook, @Nullable String key) {
        // the number of the record is glued to the end as it is
        String url = addresses.of(hook) + "?recordId=";
        var client = clients.of(installation);
        return List.of(
                register(client, addresses, Subject.TICKETS, url), register(client, addresses, Subject.CONTACTS, url));
    }

    private Registration register(ApiClient client, Addresses addresses, Subject subject, String url) {
        var ours = callbacks(client, addresses).stream()
                .filter(callback -> subjectOf(callback).filter(subject::equals).isPresent())
                .toList();
        var kept = ours.stream()
                .filter(callback -> url.equals(callback.getUrl()) && isOfEverything(callback))
                .findFirst();
        for (CallbackEntry stray : ours) {
            if (!kept.equals(Optional.of(stray))) {
                delete(client, stray.getId());
            }
        }
        CallbackEntry there = kept.isPresent() ? kept.get() : create(client, subject, url);
        if (!isWell(there)) {
            there = mended(client, there);
        }
        return registration(there).orElseThrow(() -> new Unclear(null));
    }

    private static CallbackEntry create(ApiClient client, Subject subject, String url) {
        var wish = new CallbackEntry()
                .description(DESCRIPTION)
                .url(url)
                .objectId(1)
                .type(typeOf(subject))
                .level("owner")
                .inactiveFlag(false)
                .isSelfSuppressedFlag(true);
        return set(Module.CALLBACKS, () -> new SystemApi(client).postSystemCallbacks(wish));
    }

    /** A PATCH may be answered 200 and change nothing, so it is read again. */
    private static CallbackEntry mended(ApiClient client, CallbackEntry callback) {
        int id = required(callback.getId());
        var operations = List.of(
                new PatchOperation().op("replace").path("inactiveFlag").value(false),
                new PatchOperation().op("replace").path("isSelfSuppressedFlag").value(true));
        set(Module.CALLBACKS, () -> new SystemApi(client).patchSystemCallbacksById(id, operations));
        var now = set(Module.CALLBACKS, () -> new SystemApi(client).getSystemCallbacksById(id));
        if (!isWell(now)) {
            throw new Refused("ConnectWise does not switch its callback on", null);
        }
        return now;
    }

    private static boolean isWell(CallbackEntry callback) {
        return !Boolean.TRUE.equals(callback.getInactiveFlag())
                && Boolean.TRUE.equals(callback.getIsSelfSuppressedFlag());
    }

    private static boolean isOfEverything(CallbackEntry callback) {
        return orEmpty(callback.getLevel()).equalsIgnoreCase("owner");
    }

    private static List<CallbackEntry> callbacks(ApiClient client, Addresses addresses) {
        String condition = contains(addresses.webhooks());
        return allOf(Module.CALLBACKS, (page, size) -> new SystemApi(client).getSystemCallbacks(condition, page, size))
                .stream()
                // looked at again here: a condition that a server ignores must not cost somebody else's callback
                .filter(callback -> callback.getId() != null && addresses.areOurs(orEmpty(callback.getUrl())))
                .toList();
    }

    private static Optional<Registration> registration(CallbackEntry callback) {
        return subjectOf(callback)
                .map(subject -> new Registration(
                        subject,
                        required(callback.getId()),
                        orEmpty(callback.getUrl()),
                        !Boolean.TRUE.equals(callback.getInactiveFlag())));
    }

    private static Optional<Subject> subjectOf(CallbackEntry callback) {
        String type = orEmpty(callback.getType());
        return type.equalsIgnoreCase("ticket")
                ? Optional.of(Subject.TICKETS)
                : type.equalsIgnoreCase("contact") ? Optional.of(Subject.CONTACTS) : Optional.empty();
    }

    private static String typeOf(Subject subject) {
        return switch (subject) {
            case TICKETS -> "ticket";
            case CONTACTS -> "contact";
            case PAGE -> throw new IllegalArgumentException("no callback tells of pages");
        };
    }

    // ---- the pod ----

    @Override
    public Optional<Registration> registerPage(InstallationId installation, Addresses addresses) {
        var client = clients.of(installation);
        var wish = pod(installation, client, addresses);
        var ours = pods(client, addresses);
        var kept = ours.stream().filter(pod -> isSame(pod, wish)).findFirst();
        for (ConnectWiseHostedSetup stray : ours) {
            if (!kept.equals(Optional.of(stray))) {
                deletePod(client, required(stray.getId()));
            }
        }
        var there = kept.isPresent()
                ? kept.get()
                : set(Module.PODS, () -> new SystemApi(client).postSystemConnectwisehostedsetups(wish));
        return Optional.of(page(there));
    }

    private ConnectWiseHostedSetup pod(InstallationId installation, ApiClient client, Addresses addresses) {
        var origin = Origin.of(addresses.page());
        boolean usual = origin.port() == (origin.isHttps() ? 443 : 80);
        String text = origin.scheme() + "://" + origin.host() + (usual ? "" : ":" + origin.port());
        if (text.length() > LONGEST_ORIGIN) {
            throw new Refused("ConnectWise takes no origin of more than 100 characters", null);
        }
        return new UnprintedPod()
                .screenId(ticketScreen(client))
                .description(DESCRIPTION)
                .url(addresses.page() + "?id=[cw_id]&screen=[cw_screen]")
                .type(ConnectWiseHostedSetup.TypeEnum.POD)
                .clientId(installations.settings(installation).clientId())
                .origin(text)
                .podHeight(POD_HEIGHT)
                .disabledFlag(false);
    }

    /** Its number differs between tenants. */
    private static int ticketScreen(ApiClient client) {
        return allOf(Module.PODS, (page, size) -> new SystemApi(client).getSystemConnectWiseHostedScreens(page, size))
                .stream()
                .filter(screen -> orEmpty(screen.getName()).strip().equalsIgnoreCase(POD_SCREEN))
                .map(ConnectWiseHostedScreen::getId)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(
                        () -> new Refused("ConnectWise names no screen \"Service Ticket\" that can hold a pod", null));
    }

    private static boolean isSame(ConnectWiseHostedSetup there, ConnectWiseHostedSetup wish) {
        return Objects.equals(there.getUrl(), wish.getUrl())
                && Objects.equals(there.getScreenId(), wish.getScreenId())
                && Objects.equals(there.getType(), wish.getType())
                && Objects.equals(there.getOrigin(), wish.getOrigin())
                && !Boolean.TRUE.equals(there.getDisabledFlag());
    }

    private static List<ConnectWiseHostedSetup> pods(ApiClient client, Addresses addresses) {
        String condition = contains(addresses.page());
        return allOf(
                        Module.PODS,
                        (page, size) -> new SystemApi(client).getSystemConnectwisehostedsetups(condition, page, size))
                .stream()
                .filter(pod -> pod.getId() != null && addresses.areOurPage(orEmpty(pod.getUrl())))
                .toList();
    }

    private static Registration page(ConnectWiseHostedSetup pod) {
        return new Registration(
                Subject.PAGE,
                required(pod.getId()),
                orEmpty(pod.getUrl()),
                !Boolean.TRUE.equals(pod.getDisabledFlag()));
    }

    // ---- what is there ----

    @Override
    public List<Registration> webhooks(InstallationId installation, Addresses addresses) {
        return callbacks(clients.of(installation), addresses).stream()
                .flatMap(callback -> registration(callback).stream())
                .toList();
    }

    @Override
    public List<Registration> pages(InstallationId installation, Addresses addresses) {
        return pods(clients.of(installation), addresses).stream()
                .map(ConnectWiseSetUp::page)
                .toList();
    }

    @Override
    public void switchOn(InstallationId installation, Registration registration) {
        if (!registration.isWebhook()) {
            throw new Refused("A pod that somebody disabled is enabled in ConnectWise under Manage Hosted API", null);
        }
        var client = clients.of(installation);
        int id = Math.toIntExact(registration.number());
        mended(client, set(Module.CALLBACKS, () -> new SystemApi(client).getSystemCallbacksById(id)));
    }

    @Override
    public void remove(InstallationId installation, Registration registration) {
        var client = clients.of(installation);
        int id = Math.toIntExact(registration.number());
        if (registration.isWebhook()) {
            delete(client, id);
        } else {
            deletePod(client, id);
        }
    }

    @Override
    public String nameOf(Subject subject) {
        return switch (subject) {
            case TICKETS -> "callback for tickets";
            case CONTACTS -> "callback for contacts";
            case PAGE -> "pod";
        };
    }

    // ---- calling ----

    private static void delete(ApiClient client, @Nullable Integer id) {
        int there = required(id);
        gone(Module.CALLBACKS, () -> new SystemApi(client).deleteSystemCallbacksById(there));
    }

    private static void deletePod(ApiClient client, int id) {
        gone(Module.PODS, () -> new SystemApi(client).deleteSystemConnectwisehostedsetupsById(id));
    }

    /** A callback that is not there reads like an address that is not there: both are 404. */
    private static void gone(Module module, Runnable delete) {
        try {
            delete.run();
        } catch (RestClientResponseException answer) {
            if (answer.getStatusCode().value() != 404) {
                throw fault(module, answer);
            }
        } catch (RestClientException e) {
            throw ConnectWiseFaults.of(e);
        }
    }

    /** All pages; of a list that goes on beyond the bound nothing may be concluded. */
    private static <T> List<T> allOf(Module module, BiFunction<Integer, Integer, @Nullable List<T>> read) {
        var all = new ArrayList<T>();
        for (int i = 1; i <= MOST_PAGES; i++) {
            int page = i;
            List<T> some = set(module, () -> read.apply(page, A_PAGE));
            all.addAll(some);
            if (some.size() < A_PAGE) {
                return all;
            }
        }
        throw new Unclear(null);
    }

    private static <T> T set(Module module, Supplier<@Nullable T> call) {
        try {
            T answer = call.get();
            if (answer == null) {
                throw new Unclear(null);
            }
            return answer;
        } catch (RestClientResponseException answer) {
            throw fault(module, answer);
        } catch (RestClientException e) {
            throw ConnectWiseFaults.of(e);
        }
    }

    private static <T, R> R answered(Supplier<Optional<T>> call, Function<T, R> read) {
        try {
            return read.apply(call.get().orElseThrow(() -> new Unclear(null)));
        } catch (RestClientException e) {
            throw ConnectWiseFaults.of(e);
        }
    }

    private static PsaFault fault(Module module, RestClientResponseException answer) {
        return answer.getStatusCode().value() == 403
                ? new Refused(lacks(module), answer)
                : ConnectWiseFaults.of(answer);
    }

    private static String contains(URI address) {
        String text = address.toString();
        if (!PLAIN_ADDRESS.matcher(text).matches()) {
            throw new Refused("Our public address has characters that ConnectWise cannot be asked for", null);
        }
        return "url contains \"" + text + "\"";
    }

    private static int required(@Nullable Integer id) {
        if (id == null) {
            throw new Unclear(null);
        }
        return id;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Rows of the table in docs/install-connectwise.md. */
    private enum Module {
        COMPANIES("Companies", "Company Maintenance", "Inquire"),
        CONTACTS("Companies", "Contacts", "Inquire"),
        TICKETS("Service Desk", "Service Tickets", "Inquire"),
        MEMBERS("System", "Member Maintenance", "Inquire"),
        TYPES("System", "Table Setup", "Inquire"),
        CALLBACKS("System", "Table Setup", "Add, Edit, Delete and Inquire"),
        PODS("System", "Table Setup", "Add, Edit, Delete and Inquire");

        private final String module;
        private final String function;
        private final String level;

        Module(String module, String function, String level) {
            this.module = module;
            this.function = function;
            this.level = level;
        }

        String needs(String wanted) {
            return module + " > " + function + ": " + wanted + " = All";
        }
    }

    /** Spring's client prints what it writes when its log is turned up, and this holds the client id. */
    private static final class UnprintedPod extends ConnectWiseHostedSetup {
        @Override
        public String toString() {
            return "Pod[…]";
        }
    }
}
