package io.countersign.connectwise;

import io.countersign.ticket.InstallationId;
import io.countersign.ticket.PsaFault;
import io.countersign.ticket.PsaFault.Busy;
import io.countersign.ticket.PsaFault.Refused;
import io.countersign.ticket.PsaFault.Unclear;
import io.countersign.ticket.TechnicianProof;
import io.countersign.ticket.TicketRef;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks ConnectWise, by the hash that its page handed out, for the ticket: only that member can be answered. Then asks with our own keys whether the member is
 * active. Whether a hash lives as long as the sign-in, and fails reliably for another member, is not known for live systems. Nothing of it is kept.
 */
final class MemberProof implements TechnicianProof<ConnectWiseMember> {
    private static final Logger LOG = LoggerFactory.getLogger(MemberProof.class);
    private static final Pattern HASH = Pattern.compile("[!-~]{8,512}");

    private final ConnectWiseInstallations installations;
    private final ConnectWise connectWise;

    MemberProof(ConnectWiseInstallations installations, ConnectWise connectWise) {
        this.installations = installations;
        this.connectWise = connectWise;
    }

    @Override
    public Answer prove(InstallationId installation, TicketRef ticket, ConnectWiseMember claim) {
        var settings = installations.settings(installation);
        if (!ticket.installation().equals(installation)
                || !claim.companyId().strip().equalsIgnoreCase(settings.companyId())
                || !ConnectWiseCalls.MEMBER_IDENTIFIER.matcher(claim.memberId()).matches()
                || !HASH.matcher(claim.memberHash()).matches()) {
            return new Answer.NotProved();
        }
        try {
            if (!connectWise.maySee(ticket, claim.memberId(), claim.memberHash())) {
                return new Answer.NotProved();
            }
            return connectWise
                    .technician(installation, claim.memberId())
                    .<Answer>map(Answer.Proved::new)
                    .orElseGet(Answer.NotProved::new);
        } catch (PsaFault fault) {
            return switch (fault) {
                case Refused refused -> {
                    LOG.warn("{}: a technician could not be checked: {}", installation.value(), refused.why());
                    yield new Answer.NotProved();
                }
                case Busy busy -> new Answer.Unavailable();
                case Unclear unclear -> new Answer.Unavailable();
            };
        }
    }
}
