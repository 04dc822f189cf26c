package io.countersign.autotask;

import io.countersign.autotask.Calling.Session;
import io.countersign.openapi.autotask.model.FieldInformationResultModel;
import io.countersign.openapi.autotask.model.PageDetailsModel;
import io.countersign.openapi.autotask.model.QueryModel;
import io.countersign.setup.Registration.Subject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The vendor has one interface for webhooks on tickets and another for those on contacts, which differ in their names only. */
interface Webhooks {
    Subject subject();

    Endpoint endpoint();

    /** Where the numbers of fields are asked for. */
    Endpoint fieldNumbers();

    /** As the vendor names them in pick lists, in small letters: those by which we decide anything. */
    Set<String> fields();

    /** One webhook. */
    record Webhook(long id, String url, boolean active, boolean ready) {
        /** Switched on, and complete. */
        boolean on() {
            return active && ready;
        }
    }

    /** What a webhook is to be. Prints without its key. */
    record Wish(String name, String url, String key) {
        @Override
        public String toString() {
            return "Wish[" + name + "]";
        }
    }

    /** A page of a list. */
    record Page(List<Webhook> webhooks, @Nullable PageDetailsModel details) {}

    @Nullable
    Page query(Session session, QueryModel query, @Nullable String next);

    @Nullable
    Webhook one(Session session, long id);

    @Nullable
    Long create(Session session, Wish wish);

    @Nullable
    Long change(Session session, long id, Wish wish);

    @Nullable
    Long switchOn(Session session, long id);

    @Nullable
    Long delete(Session session, long id);

    @Nullable
    List<Integer> fieldsOf(Session session, long id);

    @Nullable
    Long addField(Session session, long id, int field);

    @Nullable
    List<Integer> excludedOf(Session session, long id);

    @Nullable
    Long exclude(Session session, long id, int resource);

    @Nullable
    FieldInformationResultModel information(Session session);
}
