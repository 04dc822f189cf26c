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

/** Webhooks on tickets. */
final class TicketWebhooks extends Webhooks {
    @Override
    Subject subject() {
        return Subject.TICKETS;
    }

    @Override
    Endpoint endpoint() {
        return Endpoint.TICKET_WEBHOOKS;
    }

    @Override
    Endpoint fieldNumbers() {
        return Endpoint.TICKET_WEBHOOK_FIELDS;
    }

    @Override
    Set<String> fields() {
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
    @Nullable
    WebhookQueryResult query(WebhooksApi api, QueryModel query) {
        return api.queryTicketWebhooks(query);
    }

    @Override
    @Nullable
    WebhookItemResult get(WebhooksApi api, long id) {
        return api.ticketWebhook(id);
    }

    @Override
    @Nullable
    OperationResultModel create(WebhooksApi api, WebhookModel webhook) {
        return api.createTicketWebhook(webhook);
    }

    @Override
    @Nullable
    OperationResultModel patch(WebhooksApi api, WebhookModel webhook) {
        return api.patchTicketWebhook(webhook);
    }

    @Override
    @Nullable
    OperationResultModel delete(WebhooksApi api, long id) {
        return api.deleteTicketWebhook(id);
    }

    @Override
    @Nullable
    WebhookFieldQueryResult fields(WebhooksApi api, long id) {
        return api.ticketWebhookFields(id);
    }

    @Override
    @Nullable
    OperationResultModel addField(WebhooksApi api, long id, WebhookFieldModel field) {
        return api.createTicketWebhookField(id, field);
    }

    @Override
    @Nullable
    WebhookExcludedResourceQueryResult excluded(WebhooksApi api, long id) {
        return api.ticketWebhookExcludedResources(id);
    }

    @Override
    @Nullable
    OperationResultModel exclude(WebhooksApi api, long id, WebhookExcludedResourceModel resource) {
        return api.createTicketWebhookExcludedResource(id, resource);
    }

    @Override
    @Nullable
    FieldInformationResultModel information(WebhooksApi api) {
        return api.fieldsOfTicketWebhookFields();
    }
}
