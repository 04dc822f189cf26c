package io.countersign.autotask;

import io.countersign.openapi.autotask.api.WebhooksApi;
import io.countersign.openapi.autotask.model.FieldInformationResultModel;
import io.countersign.openapi.autotask.model.OperationResultModel;
import io.countersign.openapi.autotask.model.QueryModel;
import io.countersign.openapi.autotask.model.WebhookExcludedResourceModel;
import io.countersign.openapi.autotask.model.WebhookExcludedResourceQueryResult;
import io.countersign.openapi.autotask.model.WebhookFieldModel;
import io.countersign.openapi.autotask.model.WebhookFieldQueryResult;
import io.countersign.openapi.autotask.model.WebhookItemResult;
import io.countersign.openapi.autotask.model.WebhookModel;
import io.countersign.openapi.autotask.model.WebhookQueryResult;
import io.countersign.setup.Registration.Subject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Webhooks on contacts. */
final class ContactWebhooks extends Webhooks {
    @Override
    Subject subject() {
        return Subject.CONTACTS;
    }

    @Override
    Endpoint endpoint() {
        return Endpoint.CONTACT_WEBHOOKS;
    }

    @Override
    Endpoint fieldNumbers() {
        return Endpoint.CONTACT_WEBHOOK_FIELDS;
    }

    @Override
    Set<String> fields() {
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
    @Nullable
    WebhookQueryResult query(WebhooksApi api, QueryModel query) {
        return api.queryContactWebhooks(query);
    }

    @Override
    @Nullable
    WebhookItemResult get(WebhooksApi api, long id) {
        return api.contactWebhook(id);
    }

    @Override
    @Nullable
    OperationResultModel create(WebhooksApi api, WebhookModel webhook) {
        return api.createContactWebhook(webhook);
    }

    @Override
    @Nullable
    OperationResultModel patch(WebhooksApi api, WebhookModel webhook) {
        return api.patchContactWebhook(webhook);
    }

    @Override
    @Nullable
    OperationResultModel delete(WebhooksApi api, long id) {
        return api.deleteContactWebhook(id);
    }

    @Override
    @Nullable
    WebhookFieldQueryResult fields(WebhooksApi api, long id) {
        return api.contactWebhookFields(id);
    }

    @Override
    @Nullable
    OperationResultModel addField(WebhooksApi api, long id, WebhookFieldModel field) {
        return api.createContactWebhookField(id, field);
    }

    @Override
    @Nullable
    WebhookExcludedResourceQueryResult excluded(WebhooksApi api, long id) {
        return api.contactWebhookExcludedResources(id);
    }

    @Override
    @Nullable
    OperationResultModel exclude(WebhooksApi api, long id, WebhookExcludedResourceModel resource) {
        return api.createContactWebhookExcludedResource(id, resource);
    }

    @Override
    @Nullable
    FieldInformationResultModel information(WebhooksApi api) {
        return api.fieldsOfContactWebhookFields();
    }
}
