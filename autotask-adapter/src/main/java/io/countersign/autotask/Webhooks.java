package io.countersign.autotask;

import io.countersign.autotask.Calling.Session;
import io.countersign.openapi.autotask.api.WebhooksApi;
import io.countersign.openapi.autotask.model.FieldInformationResultModel;
import io.countersign.openapi.autotask.model.OperationResultModel;
import io.countersign.openapi.autotask.model.PageDetailsModel;
import io.countersign.openapi.autotask.model.QueryModel;
import io.countersign.openapi.autotask.model.WebhookExcludedResourceModel;
import io.countersign.openapi.autotask.model.WebhookExcludedResourceQueryResult;
import io.countersign.openapi.autotask.model.WebhookFieldModel;
import io.countersign.openapi.autotask.model.WebhookFieldQueryResult;
import io.countersign.openapi.autotask.model.WebhookItemResult;
import io.countersign.openapi.autotask.model.WebhookModel;
import io.countersign.openapi.autotask.model.WebhookQueryResult;
import io.countersign.setup.Registration.Subject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The vendor has one interface for webhooks on tickets and another for those on contacts, which differ in their addresses only. A missing part of an answer is null. */
abstract class Webhooks {
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

    abstract Subject subject();

    abstract Endpoint endpoint();

    /** Where the numbers of fields are asked for. */
    abstract Endpoint fieldNumbers();

    /** As the vendor names them in pick lists, in small letters: those by which we decide anything. */
    abstract Set<String> fields();

    // ---- the vendor's addresses ----

    abstract @Nullable WebhookQueryResult query(WebhooksApi api, QueryModel query);

    abstract @Nullable WebhookItemResult get(WebhooksApi api, long id);

    abstract @Nullable OperationResultModel create(WebhooksApi api, WebhookModel webhook);

    abstract @Nullable OperationResultModel patch(WebhooksApi api, WebhookModel webhook);

    abstract @Nullable OperationResultModel delete(WebhooksApi api, long id);

    abstract @Nullable WebhookFieldQueryResult fields(WebhooksApi api, long id);

    abstract @Nullable OperationResultModel addField(WebhooksApi api, long id, WebhookFieldModel field);

    abstract @Nullable WebhookExcludedResourceQueryResult excluded(WebhooksApi api, long id);

    abstract @Nullable OperationResultModel exclude(WebhooksApi api, long id, WebhookExcludedResourceModel resource);

    abstract @Nullable FieldInformationResultModel information(WebhooksApi api);

    // ---- what is asked there ----

    private static WebhooksApi api(Session session) {
        return new WebhooksApi(session.api());
    }

    @Nullable
    Page query(Session session, QueryModel query, @Nullable String next) {
        var answer = next == null ? query(api(session), query) : session.page(next, query, WebhookQueryResult.class);
        return answer == null || answer.getItems() == null
                ? null
                : new Page(
                        answer.getItems().stream()
                                .map(Webhooks::webhook)
                                .filter(Objects::nonNull)
                                .toList(),
                        answer.getPageDetails());
    }

    @Nullable
    Webhook one(Session session, long id) {
        var answer = get(api(session), id);
        var item = answer == null ? null : answer.getItem();
        return item == null ? null : webhook(item);
    }

    private static @Nullable Webhook webhook(WebhookModel model) {
        Long id = model.getId();
        String url = model.getWebhookUrl();
        return id == null
                ? null
                : new Webhook(
                        id,
                        url == null ? "" : url,
                        Boolean.TRUE.equals(model.getIsActive()),
                        Boolean.TRUE.equals(model.getIsReady()));
    }

    @Nullable
    Long create(Session session, Wish wish) {
        return id(create(api(session), model(wish)));
    }

    @Nullable
    Long change(Session session, long id, Wish wish) {
        return id(patch(api(session), model(wish).id(id)));
    }

    private static WebhookModel model(Wish wish) {
        return new Unprinted()
                .name(wish.name())
                .webhookUrl(wish.url())
                .deactivationUrl(wish.url())
                .secretKey(wish.key())
                .isActive(true)
                .isSubscribedToCreateEvents(true)
                .isSubscribedToUpdateEvents(true)
                .isSubscribedToDeleteEvents(true)
                .sendThresholdExceededNotification(false);
    }

    @Nullable
    Long switchOn(Session session, long id) {
        return id(patch(api(session), new WebhookModel().id(id).isActive(true)));
    }

    @Nullable
    Long delete(Session session, long id) {
        return id(delete(api(session), id));
    }

    @Nullable
    List<Integer> fieldsOf(Session session, long id) {
        var answer = fields(api(session), id);
        var items = answer == null ? null : answer.getItems();
        return items == null
                ? null
                : items.stream()
                        .filter(field -> Boolean.TRUE.equals(field.getIsSubscribedField()))
                        .map(WebhookFieldModel::getFieldID)
                        .filter(Objects::nonNull)
                        .toList();
    }

    @Nullable
    Long addField(Session session, long id, int field) {
        return id(addField(
                api(session),
                id,
                new WebhookFieldModel()
                        .webhookID(Math.toIntExact(id))
                        .fieldID(field)
                        .isSubscribedField(true)
                        .isDisplayAlwaysField(false)));
    }

    @Nullable
    List<Integer> excludedOf(Session session, long id) {
        var answer = excluded(api(session), id);
        var items = answer == null ? null : answer.getItems();
        return items == null
                ? null
                : items.stream()
                        .map(WebhookExcludedResourceModel::getResourceID)
                        .filter(Objects::nonNull)
                        .toList();
    }

    @Nullable
    Long exclude(Session session, long id, int resource) {
        return id(exclude(
                api(session),
                id,
                new WebhookExcludedResourceModel()
                        .webhookID(Math.toIntExact(id))
                        .resourceID(resource)));
    }

    @Nullable
    FieldInformationResultModel information(Session session) {
        return information(api(session));
    }

    private static @Nullable Long id(@Nullable OperationResultModel answer) {
        return answer == null ? null : answer.getItemId();
    }

    /** Spring's client prints what it writes when its log is turned up, and this holds the key of the signature. */
    private static final class Unprinted extends WebhookModel {
        @Override
        public String toString() {
            return "Webhook[…]";
        }
    }
}
