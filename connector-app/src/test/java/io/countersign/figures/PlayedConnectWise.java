package io.countersign.figures;

import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** ConnectWise: every ticket exists, and what it does not need for a verification is answered with 404. */
final class PlayedConnectWise implements PlayedPsa {
    private static final String API_PATH = "/v4_6_release/apis/3.0";
    private static final String SIGNING_KEY = "key of the figures";
    private static final Pattern TICKET = Pattern.compile(API_PATH + "/service/tickets/([0-9]+)");
    private static final Pattern NOTES = Pattern.compile(API_PATH + "/service/tickets/([0-9]+)/notes");
    private static final Pattern CONTACT = Pattern.compile(API_PATH + "/company/contacts/([0-9]+)");
    private static final String KEY = "/v4_6_release//system/callbackkey/index.rails";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A ticket as ConnectWise puts it into a callback, of a usual size. */
    private static final String ENTITY = JSON.writeValueAsString(entity());

    private final People people;
    private final AtomicLong ids = new AtomicLong(1);

    PlayedConnectWise(People people) {
        this.people = people;
    }

    @Override
    public String title() {
        return "ConnectWise PSA";
    }

    private static String company(int number) {
        return "figures" + number;
    }

    @Override
    public Psa tenant(int number, URI origin) {
        return new Psa.ConnectWise(
                origin.resolve(API_PATH),
                company(number),
                "countersign",
                Set.of("Mobile"),
                null,
                new Secret("public"),
                new Secret("private"),
                new Secret("client"));
    }

    @Override
    public Webhooks webhooks(int number, String hook, URI origin) {
        var signature = new Signature("HmacSHA256", sha256(SIGNING_KEY));
        String company = company(number);
        String keyUrl = origin + KEY + "?companyName=" + company + "&id=figures";
        return ticket -> {
            var message = new LinkedHashMap<String, Object>();
            message.put("MessageId", UUID.randomUUID().toString());
            message.put("FromUrl", "127.0.0.1");
            message.put("CompanyId", company);
            message.put("MemberId", "jdoe");
            message.put("Action", "updated");
            message.put("Type", "ticket");
            message.put("ID", ticket);
            message.put("Entity", ENTITY);
            message.put("Metadata", Map.of("key_url", keyUrl));
            byte[] body = JSON.writeValueAsBytes(message);
            return Line.post(
                    "/webhooks/connectwise/" + hook + "?recordId=" + ticket + "&action=updated",
                    "x-content-signature: " + signature.of(body),
                    body);
        };
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public @Nullable Answer answer(Request request) {
        var ticket = TICKET.matcher(request.path());
        var contact = CONTACT.matcher(request.path());
        var onTicket = NOTES.matcher(request.path());
        if (ticket.matches()) {
            long number = Long.parseLong(ticket.group(1));
            return Answer.readFor(number, "ticket", ticket(number));
        } else if (contact.matches()) {
            long number = Long.parseLong(contact.group(1));
            return Answer.readFor(number, "contact", contact(number));
        } else if (onTicket.matches() && request.isPost()) {
            return Answer.noteOn(
                    Long.parseLong(onTicket.group(1)), 201, Map.of("id", ids.getAndIncrement(), "text", ""));
        } else if (request.path().equals(KEY)) {
            return Answer.of("key", Map.of("signing_key", SIGNING_KEY));
        }
        return null;
    }

    private static Map<String, Object> ticket(long number) {
        return Map.of(
                "id",
                number,
                "company",
                Map.of("id", 1, "name", "Customer"),
                "contact",
                Map.of("id", number),
                "closedFlag",
                false,
                "type",
                Map.of("name", "Account"));
    }

    private Map<String, Object> contact(long number) {
        var person = people.ofTicket(number);
        return Map.of(
                "id",
                number,
                "firstName",
                "Person",
                "lastName",
                Integer.toString(person.index()),
                "company",
                Map.of("id", 1, "name", "Customer"),
                "inactiveFlag",
                false,
                "communicationItems",
                List.of(
                        Map.of(
                                "id",
                                1,
                                "type",
                                Map.of("id", 1, "name", "Mobile"),
                                "value",
                                person.number(),
                                "communicationType",
                                "Phone"),
                        Map.of(
                                "id",
                                2,
                                "type",
                                Map.of("id", 2, "name", "Email"),
                                "value",
                                person.mail(),
                                "communicationType",
                                "Email")));
    }

    private static Map<String, Object> entity() {
        var ticket = new LinkedHashMap<String, Object>();
        ticket.put("id", 1);
        ticket.put("summary", "Cannot sign in after the change of the password");
        ticket.put("recordType", "ServiceTicket");
        for (String reference : List.of(
                "board",
                "status",
                "company",
                "site",
                "contact",
                "type",
                "subType",
                "item",
                "team",
                "owner",
                "priority",
                "serviceLocation",
                "source",
                "agreement",
                "department",
                "location")) {
            ticket.put(
                    reference,
                    Map.of(
                            "id",
                            17,
                            "name",
                            "The " + reference,
                            "_info",
                            Map.of(
                                    reference + "_href",
                                    "https://psa.example/v4_6_release//apis/3.0/" + reference + "s/17")));
        }
        ticket.put("closedFlag", false);
        ticket.put("_info", Map.of("lastUpdated", "2026-01-01T00:00:00Z", "updatedBy", "jdoe"));
        return ticket;
    }
}
