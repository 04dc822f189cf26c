package io.countersign.autotask;

import io.countersign.autotask.Calling.Session;
import io.countersign.openapi.autotask.api.WebhooksApi;
import io.countersign.openapi.autotask.model.FieldInformationResultModel;
import io.countersign.openapi.autotask.model.OperationResultModel;
import io.countersign.openapi.autotask.model.QueryModel;
import io.countersign.openapi.autotask.model.TicketWebhookExcludedResourceModel;
import io.countersign.openapi.autotask.model.TicketWebhookFieldModel;
import io.countersign.openapi.autotask.model.TicketWebhookModel;
import io.countersign.openapi.autotask.model.TicketWebhookQueryResult;
import io.countersign.setup.Registration.Subject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Webhooks on tickets. */
final class TicketWebhooks implements Webhooks {
    @Override
    public Subject subject() {
        return Subject.TICKETS;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.TICKET_WEBHOOKS;
    }

    @Override
    public Endpoint fieldNumbers() {
        return Endpoint.TICKET_WEBHOOK_FIELDS;
    }

    @Override
    public Set<String> fields() {
        return Set.of(
                "status",
                "contactid",
                "companyid",
                "ticketnumber",
                "issuetype",
                "subissuetype",
                "tickettype",
                "completeddate");
    }

    @Override
    public @Nullable Page query(Session session, QueryModel query, @Nullable String next) {
        var answer = next == null
                ? new WebhooksApi(session.api()).queryTicketWebhooks(query)
                : session.page(next, query, TicketWebhookQueryResult.class);
        return answer == null || answer.getItems() == null
                ? null
                : new Page(
                        answer.getItems().stream()
                                .map(TicketWebhooks::webhook)
                                .filter(Objects::nonNull)
                                .toList(),
                        answer.getPageDetails());
    }

    @Override
    public @Nullable Webhook one(Session session, long id) {
        var answer = new WebhooksApi(session.api()).ticketWebhook(id);
        var item = answer == null ? null : answer.getItem();
        return item == null ? null : webhook(item);
    }

    private static @Nullable Webhook webhook(TicketWebhookModel model) {
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

    @Override
    public @Nullable Long create(Session session, Wish wish) {
        return id(new WebhooksApi(session.api()).createTicketWebhook(model(wish)));
    }

    @Override
    public @Nullable Long change(Session session, long id, Wish wish) {
        return id(new WebhooksApi(session.api()).patchTicketWebhook(model(wish).id(id)));
    }

    private static TicketWebhookModel model(Wish wish) {
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

    @Override
    public @Nullable Long switchOn(Session session, long id) {
        return id(new WebhooksApi(session.api())
                .patchTicketWebhook(new TicketWebhookModel().id(id).isActive(true)));
    }

    @Override
    public @Nullable Long delete(Session session, long id) {
        return id(new WebhooksApi(session.api()).deleteTicketWebhook(id));
    }

    @Override
    public @Nullable List<Integer> fieldsOf(Session session, long id) {
        var answer = new WebhooksApi(session.api()).ticketWebhookFields(id);
        var items = answer == null ? null : answer.getItems();
        return items == null
                ? null
                : items.stream()
                        .filter(field -> Boolean.TRUE.equals(field.getIsSubscribedField()))
                        .map(TicketWebhookFieldModel::getFieldID)
                        .filter(Objects::nonNull)
                        .toList();
    }

    @Override
    public @Nullable Long addField(Session session, long id, int field) {
        return id(new WebhooksApi(session.api())
                .createTicketWebhookField(
                        id,
                        new TicketWebhookFieldModel()
                                .webhookID(Math.toIntExact(id))
                                .fieldID(field)
                                .isSubscribedField(true)
                                .isDisplayAlwaysField(false)));
    }

    @Override
    public @Nullable List<Integer> excludedOf(Session session, long id) {
        var answer = new WebhooksApi(session.api()).ticketWebhookExcludedResources(id);
        var items = answer == null ? null : answer.getItems();
        return items == null
                ? null
                : items.stream()
                        .map(TicketWebhookExcludedResourceModel::getResourceID)
                        .filter(Objects::nonNull)
                        .toList();
    }

    @Override
    public @Nullable Long exclude(Session session, long id, int resource) {
        return id(new WebhooksApi(session.api())
                .createTicketWebhookExcludedResource(
                        id,
                        new TicketWebhookExcludedResourceModel()
                                .webhookID(Math.toIntExact(id))
                                .resourceID(resource)));
    }

    @Override
    public @Nullable FieldInformationResultModel information(Session session) {
        return new WebhooksApi(session.api()).fieldsOfTicketWebhookFields();
    }

    private static @Nullable Long id(@Nullable OperationResultModel answer) {
        return answer == null ? null : answer.getItemId();
    }

    /** Spring's client prints what it writes when its log is turned up, and this holds the key of the signature. */
    private static final class Unprinted extends TicketWebhookModel {
        @Override
        public String toString() {
            return "TicketWebhook[…]";
        }
    }
}
