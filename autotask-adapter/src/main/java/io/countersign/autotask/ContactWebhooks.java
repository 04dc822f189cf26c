package io.countersign.autotask;

import io.countersign.autotask.Calling.Session;
import io.countersign.openapi.autotask.api.WebhooksApi;
import io.countersign.openapi.autotask.model.ContactWebhookExcludedResourceModel;
import io.countersign.openapi.autotask.model.ContactWebhookFieldModel;
import io.countersign.openapi.autotask.model.ContactWebhookModel;
import io.countersign.openapi.autotask.model.ContactWebhookQueryResult;
import io.countersign.openapi.autotask.model.FieldInformationResultModel;
import io.countersign.openapi.autotask.model.OperationResultModel;
import io.countersign.openapi.autotask.model.QueryModel;
import io.countersign.setup.Registration.Subject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Webhooks on contacts. */
final class ContactWebhooks implements Webhooks {
    @Override
    public Subject subject() {
        return Subject.CONTACTS;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.CONTACT_WEBHOOKS;
    }

    @Override
    public Endpoint fieldNumbers() {
        return Endpoint.CONTACT_WEBHOOK_FIELDS;
    }

    @Override
    public Set<String> fields() {
        return Set.of(
                "isactive",
                "companyid",
                "emailaddress",
                "emailaddress2",
                "emailaddress3",
                "mobilephone",
                "firstname",
                "lastname");
    }

    @Override
    public @Nullable Page query(Session session, QueryModel query, @Nullable String next) {
        var answer = next == null
                ? new WebhooksApi(session.api()).queryContactWebhooks(query)
                : session.page(next, query, ContactWebhookQueryResult.class);
        return answer == null || answer.getItems() == null
                ? null
                : new Page(
                        answer.getItems().stream()
                                .map(ContactWebhooks::webhook)
                                .filter(Objects::nonNull)
                                .toList(),
                        answer.getPageDetails());
    }

    @Override
    public @Nullable Webhook one(Session session, long id) {
        var answer = new WebhooksApi(session.api()).contactWebhook(id);
        var item = answer == null ? null : answer.getItem();
        return item == null ? null : webhook(item);
    }

    private static @Nullable Webhook webhook(ContactWebhookModel model) {
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
        return id(new WebhooksApi(session.api()).createContactWebhook(model(wish)));
    }

    @Override
    public @Nullable Long change(Session session, long id, Wish wish) {
        return id(new WebhooksApi(session.api()).patchContactWebhook(model(wish).id(id)));
    }

    private static ContactWebhookModel model(Wish wish) {
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
                .patchContactWebhook(new ContactWebhookModel().id(id).isActive(true)));
    }

    @Override
    public @Nullable Long delete(Session session, long id) {
        return id(new WebhooksApi(session.api()).deleteContactWebhook(id));
    }

    @Override
    public @Nullable List<Integer> fieldsOf(Session session, long id) {
        var answer = new WebhooksApi(session.api()).contactWebhookFields(id);
        var items = answer == null ? null : answer.getItems();
        return items == null
                ? null
                : items.stream()
                        .filter(field -> Boolean.TRUE.equals(field.getIsSubscribedField()))
                        .map(ContactWebhookFieldModel::getFieldID)
                        .filter(Objects::nonNull)
                        .toList();
    }

    @Override
    public @Nullable Long addField(Session session, long id, int field) {
        return id(new WebhooksApi(session.api())
                .createContactWebhookField(
                        id,
                        new ContactWebhookFieldModel()
                                .webhookID(Math.toIntExact(id))
                                .fieldID(field)
                                .isSubscribedField(true)
                                .isDisplayAlwaysField(false)));
    }

    @Override
    public @Nullable List<Integer> excludedOf(Session session, long id) {
        var answer = new WebhooksApi(session.api()).contactWebhookExcludedResources(id);
        var items = answer == null ? null : answer.getItems();
        return items == null
                ? null
                : items.stream()
                        .map(ContactWebhookExcludedResourceModel::getResourceID)
                        .filter(Objects::nonNull)
                        .toList();
    }

    @Override
    public @Nullable Long exclude(Session session, long id, int resource) {
        return id(new WebhooksApi(session.api())
                .createContactWebhookExcludedResource(
                        id,
                        new ContactWebhookExcludedResourceModel()
                                .webhookID(Math.toIntExact(id))
                                .resourceID(resource)));
    }

    @Override
    public @Nullable FieldInformationResultModel information(Session session) {
        return new WebhooksApi(session.api()).fieldsOfContactWebhookFields();
    }

    private static @Nullable Long id(@Nullable OperationResultModel answer) {
        return answer == null ? null : answer.getItemId();
    }

    /** Spring's client prints what it writes when its log is turned up, and this holds the key of the signature. */
    private static final class Unprinted extends ContactWebhookModel {
        @Override
        public String toString() {
            return "ContactWebhook[…]";
        }
    }
}
