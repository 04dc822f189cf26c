package io.countersign.autotask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.autotask.Picklists.Choice;
import io.countersign.ticket.PsaFault.Refused;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InternalNoteTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            1:All Autotask Users, 2:Internal Users Only, 4:Internal & Co-Managed | 2
            1:All Autotask Users, 2:Internal & Co-Managed, 7:Internal Only       | 7
            1:Alle Benutzer, 2:Nur interne Benutzer                              | 2
            1:Todos los usuarios, 2:Usuarios internos                            | 2
            1:All, 2:Everybody, 3:internal staff                                 | 3
            1:All, 2:-Internal Users, 3:internal staff                           | 3
            """, delimiter = '|')
    void a_note_is_published_to_the_value_that_means_internal(String choices, int publish) {
        assertThat(of(choices).publish()).isEqualTo(publish);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1:Internal Users
            1:All, 2:Everybody
            1:All, 2:Internet Users
            1:All, 2:International Users
            1:All, 2:Internal & Co-Managed
            1:All, 2:Internal and Client Portal
            1:All, 3:Internal A, 4:Internal B
            1:All, 2:-Internal Users
            ''
            """, delimiter = '|')
    void where_the_meaning_is_not_certain_nothing_is_written(String choices) {
        assertThatThrownBy(() -> of(choices)).isInstanceOf(Refused.class).hasMessageContaining("publish");
    }

    @Test
    void a_note_is_of_the_usual_type_or_else_of_the_customers_first_one() {
        assertThat(type(new Choice(13, "Workflow", true, true), new Choice(1, "Detail", true, true)))
                .isEqualTo(1);
        assertThat(type(
                        new Choice(1, "Detail", false, false),
                        new Choice(13, "W", true, true),
                        new Choice(20, "X", true, false)))
                .isEqualTo(20);
        assertThatThrownBy(() -> type()).isInstanceOf(Refused.class);
    }

    private static int type(Choice... types) {
        return InternalNote.of(new Picklists(
                        Map.of("notetype", List.of(types), "publish", List.of(new Choice(2, "Internal", true, true)))))
                .noteType();
    }

    /** A minus before a label: no longer offered. */
    private static InternalNote of(String choices) {
        var publish = Stream.of(choices.split(", "))
                .filter(choice -> !choice.isBlank())
                .map(choice -> choice.strip().split(":", 2))
                .map(choice -> new Choice(
                        Integer.parseInt(choice[0]),
                        choice[1].replaceFirst("^-", ""),
                        !choice[1].startsWith("-"),
                        true))
                .toList();
        return InternalNote.of(new Picklists(
                Map.of("publish", publish, "notetype", List.of(new Choice(1, "Task Detail", true, false)))));
    }
}
