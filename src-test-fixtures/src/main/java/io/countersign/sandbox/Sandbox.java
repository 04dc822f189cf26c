package io.countersign.sandbox;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.common.Slf4jNotifier;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The outside world in a box: one HTTP server on 127.0.0.1 that is every vendor at once, and a mail server beside it. */
public final class Sandbox implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int THREADS = 200;

    private final WireMockServer server;
    private final Outbound outbound = new Outbound();
    private final Faults faults = new Faults();
    private final ConnectWiseTenant tenant;
    private final AutotaskTenant autotaskTenant;
    private final AutotaskData autotaskData;
    private final ConnectWiseData connectWiseData;
    private final AutotaskControl autotaskControl;
    private final AutotaskScreen autotaskScreen;
    private final TwilioAccount account = TwilioAccount.ofTheSandbox();
    private final Twilio twilio;
    private final MailServer mail;
    private final Entrance entrance;
    private final URI address;

    private Sandbox(SandboxSettings settings, List<Duration> callbackWaits, List<Duration> calloutWaits) {
        var door = new Door();
        server = new WireMockServer(wireMockConfig()
                .bindAddress(HOST)
                .port(settings.port()) // 0: any free one
                .containerThreads(THREADS)
                .disableRequestJournal() // it would keep every request for ever
                .stubRequestLoggingDisabled(true)
                .gzipDisabled(true)
                .jettyStopTimeout(1_000L) // held answers are let go first; without it their connections stay open
                .adminAuthenticator(nobody -> false) // state changes by the control API only
                .notifier(new Slf4jNotifier(false))
                .extensions(door));
        var counts = new Counts();
        mail = new MailServer(settings.smtpPort(), faults, counts);
        try {
            server.start();
        } catch (RuntimeException e) {
            mail.close();
            outbound.close();
            throw e;
        }
        server.stubFor(any(anyUrl()).willReturn(ok()));
        address = URI.create("http://" + HOST + ":" + server.port());
        tenant = ConnectWiseTenant.at(address.toString());
        autotaskTenant = AutotaskTenant.at(address.toString());
        twilio = new Twilio(account, outbound);
        var data = new ConnectWiseData(tenant);
        connectWiseData = data;
        var logins = new ConnectWiseLogins(tenant);
        var callbacks = new ConnectWiseCallbacks(tenant, data, outbound, callbackWaits);
        var connectWise = new ConnectWiseControl(tenant, data, logins, callbacks);
        var rights = new ConnectWiseRights(tenant);
        var registrations = new ConnectWiseRegistrations(data);
        autotaskData = new AutotaskData(autotaskTenant);
        var autotaskLogins = new AutotaskLogins(autotaskTenant);
        var limits = new AutotaskLimits();
        var callouts = new AutotaskCallouts(autotaskData, outbound, calloutWaits);
        var autotaskRights = new AutotaskRights();
        var autotaskRegistrations = new AutotaskRegistrations(autotaskData, callouts);
        var autotask = new AutotaskRest(autotaskTenant, autotaskData, autotaskLogins, limits, callouts, autotaskRights);
        autotaskControl = new AutotaskControl(autotaskTenant, autotaskData, autotaskLogins, limits, callouts, autotask);
        autotaskScreen = new AutotaskScreen(autotaskTenant, autotaskData, autotaskControl);
        var page = new DemoPage(
                settings.connector(),
                Map.of("connectwise", new ConnectWiseScreen(data, connectWise), "autotask", autotaskScreen),
                twilio,
                mail);
        entrance = new Entrance(
                counts,
                faults,
                new ConnectWiseRest(tenant, data, logins, callbacks, rights),
                autotask,
                twilio,
                new Control(
                        counts,
                        faults,
                        twilio,
                        mail,
                        page,
                        List.of(
                                connectWise::on,
                                rights::on,
                                registrations::on,
                                autotaskControl::on,
                                autotaskRights::on,
                                autotaskRegistrations::on)),
                page);
        door.open(entrance);
    }

    public static Sandbox start(SandboxSettings settings) {
        return start(settings, ConnectWiseCallbacks.WAITS, AutotaskCallouts.WAITS);
    }

    /** For tests of ours, which do not wait as long as the vendors do between two tries. */
    static Sandbox start(SandboxSettings settings, List<Duration> callbackWaits, List<Duration> calloutWaits) {
        return new Sandbox(settings, callbackWaits, calloutWaits);
    }

    /** {@code http://127.0.0.1:<port>} */
    public URI address() {
        return address;
    }

    public int smtpPort() {
        return mail.port();
    }

    /** Until this is called, the control API answers 503; the vendors' interfaces work from the start. */
    public void ready() {
        entrance.ready();
    }

    public ConnectWiseTenant connectwise() {
        return tenant;
    }

    public AutotaskTenant autotask() {
        return autotaskTenant;
    }

    /** Lets time pass for the vendors whose times we compare with ours, as tests let it pass for the connector. */
    public void pass(Duration time) {
        autotaskData.pass(time);
        connectWiseData.pass(time);
    }

    /** Where Autotask sends its webhooks, signed with {@link AutotaskTenant#webhookSecret}, as an administrator would have registered them. */
    public void autotaskWebhooks(URI url) {
        var unused = autotaskControl.addWebhooks(url.toString());
    }

    /** What a ticket's LiveLink and its Insight open, as an administrator would have made them; the ticket's number is put behind it. */
    public void autotaskPod(URI url) {
        autotaskScreen.opens(url);
    }

    public TwilioAccount twilio() {
        return account;
    }

    /** Where Twilio delivers what phones send, as an administrator would enter it in Twilio's console. */
    public void twilioInbound(URI url) {
        twilio.inbound(url);
    }

    @Override
    public void close() {
        faults.release();
        outbound.close();
        server.stop();
        mail.close();
    }
}
