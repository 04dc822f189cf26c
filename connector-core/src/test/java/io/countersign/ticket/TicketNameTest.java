package io.countersign.ticket;

import static io.countersign.memory.Fixtures.ticketRef;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"T20250915.0001", "T20250915.0001.001", "CALL100", "4711", "9223372036854775807"})
    void a_ticket_is_called_what_the_psa_shows(String shown) {
        assertThat(TicketName.of(ticketRef(4711), shown).text()).isEqualTo(shown);
    }

    @Test
    void a_psa_that_shows_its_numbers_has_no_other_names() {
        assertThat(TicketName.of(ticketRef(4711)).text()).isEqualTo("4711");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "T20250915.0001 ",
                "T20250915.0001\n",
                "T2025\u202e0915",
                "T２０２５",
                "<b>1</b>",
                "{code}",
                "Reply YES",
                "URGENT1",
                "evil.example",
                "192.0.2.1",
                "1.example",
                "+12025550123",
                "T20250915.00000000001"
            })
    void T19_what_is_not_made_up_by_the_psa_is_no_name_and_the_number_serves(String shown) {
        assertThat(TicketName.of(ticketRef(4711), shown)).isEqualTo(new TicketName("4711"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<b>1</b>", "T2025\u202e0915", "evil.example", "T20250915.00000000001"})
    void T19_nor_can_one_be_made_of_it(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TicketName(text))
                .withMessageNotContaining("evil");
    }
}
