package io.countersign.app.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Renders every state with the real stylesheet below {@code target/gallery}, to be looked at, and holds what every state must have. */
class GalleryTest {
    private final PodPages pages = new PodPages();

    @Test
    void every_state_is_in_the_gallery() throws IOException {
        Gallery.write();

        assertThat(Gallery.cards().values().stream().map(Card::getClass).collect(Collectors.toSet()))
                .isEqualTo(states(Card.class).collect(Collectors.toSet()));
    }

    @Test
    void a_state_is_named_by_its_record() {
        Gallery.cards().forEach((name, card) -> assertThat(name).startsWith(card.state()));
    }

    @Test
    void one_button_at_most_is_the_next_thing_to_do() {
        var nothingToPress = List.of(
                "shell",
                "proving",
                "outside-ticket",
                "ticket-not-saved",
                "ambiguous",
                "waiting-outbound",
                "nothing-offered",
                "nothing-offered-frozen",
                "nothing-offered-closed",
                "cancelled-ticket-closed",
                "unmatched",
                "verified",
                "verified-note-parked",
                "denied-by-user",
                "denied-by-user-stopped",
                "disputed");
        Gallery.cards().forEach((name, card) -> {
            int primary = pages.card(card, Gallery.ENGLISH).split("class=\"primary\"", -1).length - 1;
            assertThat(primary).as(name).isLessThanOrEqualTo(1);
            if (!nothingToPress.contains(name)) {
                assertThat(primary).as(name).isEqualTo(1);
            }
        });
    }

    private static Stream<Class<?>> states(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(GalleryTest::states)
                : Stream.of(type);
    }
}
