package io.countersign.figures;

import io.countersign.app.installation.Psa;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of a measurement that differs between PSAs: how a tenant is configured, how the vendor signs its webhooks, and what its interface answers. */
interface PlayedPsa {
    static PlayedPsa of(Psa.Kind kind, People people) {
        return switch (kind) {
            case CONNECTWISE -> new PlayedConnectWise(people);
            case AUTOTASK -> new PlayedAutotask(people);
        };
    }

    /** As it stands above the table. */
    String title();

    /** The configuration of one tenant, whose PSA is played at this origin. */
    Psa tenant(int number, URI origin);

    /**
     * Signs for one tenant.
     *
     * @param hook the name under which the connector takes the tenant's webhooks
     */
    Webhooks webhooks(int number, String hook, URI origin);

    /** What the vendor answers; nothing where it has no such address. */
    @Nullable
    Answer answer(Request request);

    /** Signs what one tenant delivers. */
    interface Webhooks {
        /** A whole request that tells of a change of this ticket, like none before. */
        byte[] ofTicket(long ticket);
    }

    /** A call as it arrived. */
    record Request(String method, String path, String body, URI origin) {
        boolean isPost() {
            return method.equals("POST");
        }
    }

    /**
     * An answer.
     *
     * @param kind under which the call is counted
     * @param readFor the ticket for which it was read, its contact's call included; 0 where for none
     * @param notedOn the ticket on which a note was written; 0 where none was
     */
    record Answer(String kind, int status, Map<String, Object> body, long readFor, long notedOn) {
        static Answer of(String kind, Map<String, Object> body) {
            return new Answer(kind, 200, body, 0, 0);
        }

        static Answer readFor(long ticket, String kind, Map<String, Object> body) {
            return new Answer(kind, 200, body, ticket, 0);
        }

        static Answer noteOn(long ticket, int status, Map<String, Object> body) {
            return new Answer("note", status, body, 0, ticket);
        }
    }
}
