package io.countersign.app.reply;

import io.countersign.account.MobileNumber;
import io.countersign.app.channel.twilio.InboundText;
import io.countersign.app.channel.twilio.InboundText.OptOut;
import io.countersign.app.channel.twilio.TextStatus;
import io.countersign.app.channel.words.NoticeWords;
import io.countersign.app.installation.Installation;
import io.countersign.app.installation.Installations;
import io.countersign.ticket.InstallationId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from what Twilio tells, whether it told by itself or was asked: how far a text came, and what somebody answered. */
final class HearTexts {
    private static final Logger LOG = LoggerFactory.getLogger(HearTexts.class);

    private final Installations installations;
    private final Replies replies;
    private final NoticeWords words = new NoticeWords();

    HearTexts(Installations installations, Replies replies) {
        this.installations = installations;
        this.replies = replies;
    }

    /**
     * Acts on an answer, and says what is to be answered, which is mostly nothing. One sender may serve several tenants: whoever answers cannot know which of them wrote.
     */
    String heard(Installation installation, InboundText text) {
        return heard(installation, text, Replies.Said.JUST_NOW);
    }

    /** The same for an answer that was asked for: it may be older than what it seems to answer. */
    String heard(Installation installation, InboundText text, Replies.Said said) {
        var sharing = sharingTheSender(installation);
        boolean assents = assents(text, said, sharing);
        String answer = heard(installation, text, said, assents);
        sharing.stream()
                .filter(other -> !other.id().equals(installation.id()))
                .forEach(other -> heard(other, text, said, assents));
        return answer;
    }

    /** A NO counts for whatever it may mean. A YES counts only where it can mean one call, over all tenants: nobody is verified by an answer to somebody else. */
    private boolean assents(InboundText text, Replies.Said said, List<Installation> sharing) {
        MobileNumber from = text.from();
        return from != null
                && text.keyword() == InboundText.Keyword.YES
                && sharing.stream()
                                .mapToInt(tenant -> replies.callsOpenAt(tenant.id(), from, said))
                                .sum()
                        == 1;
    }

    /** One whose settings cannot be read just now does not keep the others from hearing. */
    private Optional<Installation> readable(InstallationId id) {
        try {
            return installations.find(id);
        } catch (IllegalStateException unreadable) {
            LOG.error("an installation cannot be read, and hears no reply: {}", id.value());
            return Optional.empty();
        }
    }

    private List<Installation> sharingTheSender(Installation asked) {
        return installations.all().stream()
                .flatMap(id -> readable(id).stream())
                .filter(other ->
                        other.settings().twilioAccount().equals(asked.settings().twilioAccount())
                                && other.settings()
                                        .twilioService()
                                        .equals(asked.settings().twilioService()))
                .toList();
    }

    /** Acts on how far a text came. May be repeated, and come out of order. */
    void reported(InstallationId installation, String reference, TextStatus.State state) {
        switch (state) {
            case TextStatus.State.Delivered() -> replies.delivered(installation, reference);
            case TextStatus.State.Failed(var problem) -> replies.failed(installation, reference, problem);
            case TextStatus.State.OnTheWay() -> {}
            case TextStatus.State.Unknown() -> {}
        }
    }

    private String heard(Installation installation, InboundText text, Replies.Said said, boolean assents) {
        if (replies.heard(installation.id(), text.messageSid())) {
            return "";
        }
        String answer = replied(installation, text, said, assents);
        replies.remember(installation.id(), text.messageSid());
        return answer;
    }

    /** Acts on a reply, and says what is to be answered, which is mostly nothing. */
    private String replied(Installation installation, InboundText text, Replies.Said said, boolean assents) {
        MobileNumber from = text.from();
        if (from == null) {
            return "";
        }
        var id = installation.id();
        if (text.optOut() == OptOut.START) {
            replies.start(id, from);
        }
        switch (text.keyword()) {
            case STOP -> replies.stop(id, from);
            case START -> replies.start(id, from);
            case NO -> replies.no(id, from, said);
            case YES -> {
                if (assents) {
                    replies.yes(id, from, said);
                }
            }
            case HELP -> {
                // with Advanced Opt-Out Twilio has answered already
                return text.optOut() == null
                        ? words.help(
                                installation.name(),
                                null,
                                installation.settings().locale())
                        : "";
            }
            case OTHER -> {}
        }
        return "";
    }
}
