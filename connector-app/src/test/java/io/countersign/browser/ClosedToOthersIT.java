package io.countersign.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import tools.jackson.databind.json.JsonMapper;

/** What the pod does not give to whom it is not for. */
class ClosedToOthersIT extends InTheBrowser {
    @Test
    void t07_a_member_who_is_not_who_they_say_sees_nothing_of_the_ticket() {
        var person = connector.somebody();
        var page = openedPage(person.ticket(), "&play=wrong-member");

        page.becomes("not-proved");

        assertThat(source(page))
                .doesNotContain(person.name(), person.mail(), person.number().substring(8));
        page.photograph("not-proved");
        assertThat(Browser.complaints()).hasSize(1).allMatch(line -> line.contains("403"));
    }

    @Test
    void where_the_psa_confirms_nobody_the_identity_provider_can() {
        var person = connector.somebody();
        var page = openedPage(person.ticket(), "&play=wrong-member");
        page.becomes("not-proved");

        page.press("Sign in").becomes("matched");

        assertThat(page.text()).contains(person.name());
        assertThat(Browser.complaints()).hasSize(1).allMatch(line -> line.contains("403"));
    }

    @Test
    void t07_a_parent_that_never_answers_leaves_the_shell_with_what_to_do() {
        var person = connector.somebody();
        for (String play : new String[] {"no-answer", "object-messages", "plain-request"}) {
            var page = openedPage(person.ticket(), "&play=" + play);

            page.becomes("outside-ticket");

            assertThat(page.text()).contains("Open this inside a ticket");
            assertThat(source(page)).doesNotContain(person.name(), person.mail());
            page.photograph("outside-" + play);
        }
    }

    @Test
    void t07_the_pods_address_outside_a_frame_gives_only_the_shell() {
        var person = connector.somebody();
        var browser = Browser.running();

        browser.get(podAddress(person.ticket()));

        new LivePage(browser).becomes("outside-ticket");
        assertThat(String.valueOf(browser.getPageSource())).doesNotContain(person.name(), person.mail());
    }

    @Test
    void t07_a_page_of_another_origin_cannot_frame_the_pod() {
        var person = connector.somebody();
        var browser = Browser.running();
        URI sandbox = connector.world().sandbox().address();

        // the same page by another name is another origin
        browser.get("http://localhost:" + sandbox.getPort() + "/?ticket=" + person.ticket());

        var refused = io.countersign.trial.Connector.eventually(
                () -> Optional.of(Browser.complaints()).filter(lines -> !lines.isEmpty()));
        assertThat(refused).allMatch(line -> line.contains("frame-ancestors"));
        browser.switchTo().frame(browser.findElement(By.id("pod")));
        assertThat(browser.findElements(By.id("card"))).isEmpty();
        browser.switchTo().defaultContent();
    }

    @Test
    void t07_another_tickets_verification_is_not_there() {
        var person = connector.somebody();
        var other = connector.somebody();
        String id = connector.open(other, "sms");
        var page = ticketPage(person.ticket());
        page.browser()
                .executeScript(
                        "window.answered = 0; document.addEventListener('htmx:afterRequest', e => window.answered = e.detail.xhr.status)");
        page.browser().executeScript("htmx.ajax('POST', '/pod/api/verifications/' + arguments[0] + '/deny')", id);
        page.until(() -> Optional.ofNullable((Number) page.browser().executeScript("return window.answered || null"))
                .filter(status -> status.intValue() == 404));

        assertThat(connector.verification(id).at("/outcome")).isEmpty();
        assertThat(Browser.complaints()).allMatch(line -> line.contains("404"));
    }

    @Test
    void no_cookie_is_set_and_nothing_leaves_for_a_third_party() {
        var person = connector.somebody();
        var page = ticketPage(person.ticket());
        page.press("Verify identity").becomes("waiting-shown");
        page.press("Approve").becomes("verified");

        assertThat(page.browser().executeScript("return document.cookie")).isEqualTo("");
        assertThat(page.browser().executeScript("return localStorage.length + sessionStorage.length"))
                .isEqualTo(0L);
        var events = Browser.network();
        assertThat(events.toString().toLowerCase(java.util.Locale.ROOT)).doesNotContain("set-cookie");
        var asked = events.stream()
                .map(event -> JsonMapper.shared().readTree(event).at("/message"))
                .filter(event -> event.path("method").asString("").equals("Network.requestWillBeSent"))
                .map(event -> URI.create(event.at("/params/request/url").asString("")))
                .filter(url -> url.getScheme().startsWith("http"))
                .toList();
        assertThat(asked).anyMatch(url -> url.getPath().endsWith("/approve"));
        assertThat(asked)
                .allMatch(url -> url.getAuthority()
                                .equals(connector.world().connector().getAuthority())
                        || url.getAuthority()
                                .equals(connector.world().sandbox().address().getAuthority()));
    }

    @Test
    void t04_a_code_that_is_typed_blind_never_comes_to_the_technicians_browser() {
        blind(() -> {
            var person = connector.somebody();
            var page = ticketPage(person.ticket());
            page.browser().executeScript("""
                    window.heard = [];
                    const fetched = window.fetch;
                    window.fetch = async (...asked) => {
                        const answer = await fetched(...asked);
                        if (!String(asked[0]).endsWith('/live')) { window.heard.push(await answer.clone().text()); }
                        return answer;
                    };
                    document.addEventListener('htmx:afterRequest', (e) => window.heard.push(e.detail.xhr.getAllResponseHeaders() + e.detail.xhr.responseText));
                    """);

            page.press("Verify identity").becomes("waiting-blind");
            String code = connector.codeBySms(person.number(), 1);
            page.says("delivered");
            notIn(page, code);
            page.type(io.countersign.trial.Connector.wrong(code, 1));
            page.says("2 tries left");
            notIn(page, code);
            page.press("Deny").becomes("denied-by-technician");
            notIn(page, code);
            page.press("History").becomes("history");
            notIn(page, code);

            assertThat((String) page.browser().executeScript("return window.heard.join('\\n')"))
                    .contains("data-state=\"waiting-blind\"", "data-state=\"denied-by-technician\"")
                    .doesNotContain(code);
        });
    }

    private static void notIn(TicketPage page, String code) {
        assertThat(source(page)).doesNotContain(code, code.substring(0, 3) + "</span><span>" + code.substring(3));
    }

    private static String source(TicketPage page) {
        return String.valueOf(page.browser().executeScript("return document.documentElement.outerHTML"));
    }

    private String podAddress(long ticket) {
        return connector.sandbox("GET", "/page/state?ticket=" + ticket, null).at("/pod/url");
    }

    @Test
    void t07_a_guessed_session_opens_nothing() {
        var answer = connector.call("GET", "/pod/api/card", null, Map.of("Authorization", "Bearer guessed"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).doesNotContainKey("set-cookie");
    }
}
