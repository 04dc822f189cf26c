package io.countersign.app.command;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.account.MailAddress;
import io.countersign.app.command.Commands.Mistake;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Psa;
import io.countersign.app.secrets.Secret;
import io.countersign.autotask.AutotaskSettings;
import io.countersign.ticket.InstallationId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an installation from the file that an administrator filled in, and names every mistake in it at once. */
final class InstallationFile {
    private final Properties values;
    private final List<String> mistakes = new ArrayList<>();

    private InstallationFile(Properties values) {
        this.values = values;
    }

    static Installation read(Path file, InstallationId id) {
        var values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new Mistake("--file names a file that cannot be read.");
        }
        return new InstallationFile(values).installation(id);
    }

    private Installation installation(InstallationId id) {
        String name = text("name");
        String country = text("country");
        if (country.length() != 2) {
            mistakes.add("country wants two letters, such as US");
        }
        String zone = optional("time-zone").orElse("UTC");
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            mistakes.add("time-zone wants a name such as Europe/Paris");
        }
        String from = text("mail-from");
        if (MailAddress.parse(from).isEmpty()) {
            mistakes.add("mail-from wants one plain address");
        }
        var settings = new Installation.Settings(
                country,
                optional("language").orElse("en"),
                zone,
                list("ui-origins").stream()
                        .map(origin -> uri("ui-origins", origin))
                        .collect(Collectors.toSet()),
                text("twilio-account"),
                text("twilio-service"),
                null,
                optional("receives-replies").map(Boolean::parseBoolean).orElse(true),
                from,
                optional("mail-reply-to").orElse(null),
                list("alert-addresses"),
                optional("alert-url").map(url -> uri("alert-url", url)).orElse(null));
        var psa = psa();
        var secrets = new Installation.Secrets(
                secret("twilio-key"),
                secret("twilio-secret"),
                list("twilio-tokens").stream().map(Secret::new).toList(),
                optional("alert-key").map(Secret::new).orElse(null));
        if (!mistakes.isEmpty()) {
            throw new Mistake(mistakes.stream().map(mistake -> mistake + ".").collect(Collectors.joining("\n")));
        }
        return new Installation(id, name, settings, psa, secrets, false);
    }

    private Psa psa() {
        return switch (Psa.Kind.ofKey(optional("psa").orElse(Psa.Kind.CONNECTWISE.key()))
                .orElseGet(() -> {
                    mistakes.add("psa wants connectwise or autotask");
                    return Psa.Kind.CONNECTWISE;
                })) {
            case CONNECTWISE -> connectWise();
            case AUTOTASK -> autotask();
        };
    }

    private Psa connectWise() {
        return new Psa.ConnectWise(
                uri("api-root", text("api-root")),
                text("company"),
                text("api-member"),
                optional("mobile-types")
                        .map(InstallationFile::split)
                        .map(Set::copyOf)
                        .orElse(Set.of("Mobile", "Cell")),
                optional("on-premises-origin")
                        .map(origin -> new Psa.OnPremises(
                                uri("on-premises-origin", origin),
                                optional("private-ca-file")
                                        .map(this::certificates)
                                        .orElse(null)))
                        .orElse(null),
                secret("public-key"),
                secret("private-key"),
                secret("client-id"));
    }

    private Psa autotask() {
        var webhookKeys = optional("webhook-keys").map(InstallationFile::split).orElse(List.of()).stream()
                .map(Secret::new)
                .toList();
        if (!webhookKeys.stream().allMatch(key -> AutotaskSettings.isWebhookKey(key.value()))) {
            mistakes.add("webhook-keys wants keys of 10 to 64 printable characters, as Autotask takes them");
        }
        return new Psa.Autotask(
                AutotaskSettings.USUAL_ZONE_LOOKUP,
                text("api-user"),
                secret("api-secret"),
                secret("integration-code"),
                webhookKeys);
    }

    private @Nullable String certificates(String file) {
        try {
            String pem = Files.readString(Path.of(file));
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
            if (pem.contains("BEGIN CERTIFICATE")) {
                return pem;
            }
        } catch (IOException | InvalidPathException | CertificateException notThat) {
            // told below
        }
        mistakes.add("private-ca-file wants a file with certificates in PEM");
        return null;
    }

    private Optional<String> optional(String key) {
        return Optional.ofNullable(values.getProperty(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private String text(String key) {
        return optional(key).orElseGet(() -> {
            mistakes.add(key + " is missing");
            return "-";
        });
    }

    private Secret secret(String key) {
        return new Secret(text(key));
    }

    private List<String> list(String key) {
        return split(text(key));
    }

    private static List<String> split(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private URI uri(String key, String text) {
        try {
            URI uri = URI.create(text);
            if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // told below
        }
        mistakes.add(key + " wants an https address");
        return URI.create("https://missing.example");
    }
}
