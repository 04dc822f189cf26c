package io.countersign.app.pod;

import static io.countersign.app.api.Programs.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.app.installation.Psa;
import io.countersign.app.staff.Staff;
import io.countersign.app.staff.StaffMember;
import io.countersign.ticket.TicketRef;
import io.countersign.ticket.TicketSystem;
import io.countersign.trial.Connector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A technician who signed in at one ticket goes on to another. */
class MyTicketsTest {
    @ParameterizedTest
    @CsvSource({"AUTOTASK, 200", "CONNECTWISE, 404"})
    void t07_who_signed_in_goes_on_only_where_the_psa_does_not_say_who_may_see_a_ticket(Psa.Kind psa, int status) {
        var connector = Connector.running(psa);
        var installation = connector.installation();
        var member = connector.bean(Staff.class).all(installation).stream()
                .filter(StaffMember::verifies)
                .findFirst()
                .orElseThrow();
        var technician = connector
                .bean(TicketSystem.class)
                .technician(installation, member.identifier().orElseThrow())
                .orElseThrow();
        var here = new TicketRef(installation, connector.somebody().ticket());
        long elsewhere = connector.somebody().ticket();
        String bearer = connector
                .bean(PodSessions.class)
                .begin(here, technician, member.id())
                .token();

        var answer = connector.call("POST", "/pod/api/tickets/" + elsewhere, null, with(bearer));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(connector.call("GET", "/pod/api/card", null, with(bearer)).status())
                .isEqualTo(200);
    }
}
