package io.countersign.app.verification;

import static io.countersign.memory.Fixtures.verificationId;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ticket.TicketName;
import io.countersign.verification.Outcome;
import io.countersign.verification.Verification;
import io.countersign.verification.VerificationEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Stored events are for ever. The lines under {@code events/} are what earlier versions wrote, and are never edited: whoever changes an event adds what it is written
 * as now beside them.
 */
class EventFormTest {
    private static final String FIRST = "/events/first.jsonl";
    private static final String NAMED = "/events/named-ticket.jsonl";

    private final EventForm form = new EventForm();

    /** A line: the type, a blank, the stored form. */
    private List<VerificationEvent> read(String file) throws IOException {
        var events = new ArrayList<VerificationEvent>();
        for (String line : lines(file)) {
            int blank = line.indexOf(' ');
            events.add(form.read(
                    line.substring(0, blank), line.substring(blank + 1).getBytes(UTF_8)));
        }
        return events;
    }

    private static List<String> lines(String file) throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(EventFormTest.class.getResourceAsStream(file), file), UTF_8))) {
            return lines.lines().toList();
        }
    }

    @Test
    void a_story_that_the_first_version_wrote_is_still_the_same_story() throws IOException {
        var events = read(FIRST);
        var story = Verification.of(verificationId(1), events);

        assertThat(story.outcome()).contains(Outcome.VERIFIED);
        assertThat(story.disputed()).isTrue();
        assertThat(story.request().destinations().getFirst().masked()).isEqualTo("•••• 0123");
        assertThat(story.assurance().map(Enum::name)).contains("A1");
    }

    @Test
    void a_story_that_the_first_version_wrote_names_its_ticket_by_the_number() throws IOException {
        var story = Verification.of(verificationId(1), read(FIRST));

        assertThat(story.ticketName()).contains(new TicketName("4711"));
    }

    @Test
    void a_request_with_the_name_of_its_ticket_is_read_and_written_in_the_same_words() throws IOException {
        var events = read(NAMED);

        assertThat(Verification.of(verificationId(1), events).ticketName()).contains(new TicketName("T20250915.0001"));
        assertThat("Requested " + new String(form.write(events.getFirst()), UTF_8))
                .isEqualTo(lines(NAMED).getFirst());
    }

    @Test
    void every_kind_of_event_is_among_the_stored_lines() throws IOException {
        var stored = lines(FIRST).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toSet());

        assertThat(stored)
                .isEqualTo(Stream.of(VerificationEvent.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .collect(Collectors.toSet()));
    }

    @Test
    void what_the_first_version_wrote_is_written_in_the_same_words_today() throws IOException {
        var events = read(FIRST);
        var lines = lines(FIRST);

        for (int i = 0; i < lines.size(); i++) {
            var event = events.get(i);
            assertThat(form.type(event) + " " + new String(form.write(event), UTF_8))
                    .isEqualTo(lines.get(i));
        }
    }

    @Test
    void a_component_that_a_newer_version_added_is_passed_over_by_an_older_replica() {
        var event = form.read("Expired", "{\"at\":\"2026-03-02T12:00:00Z\",\"later\":{\"a\":1}}".getBytes(UTF_8));

        assertThat(event.outcome()).isEqualTo(Outcome.EXPIRED);
    }
}
