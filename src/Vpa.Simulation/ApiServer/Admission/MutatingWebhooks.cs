using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Vpa.Simulation.ApiServer;

/// <summary>Calls the mutating webhooks that choose a write, in the order of their configurations' names, and applies their patches.</summary>
internal sealed class MutatingWebhooks(ObjectStore store, WebhookClient client, ILogger<MutatingWebhooks> logger)
{
    public async Task<JsonObject> MutateAsync(AdmissionAttributes attributes, JsonObject item)
    {
        var configurations = store.Snapshot(BuiltinResources.WebhookConfigurations);
        if (configurations.Namespaces.IsEmpty)
        {
            return item;
        }

        var home = attributes.Request.Resource.Namespaced
            ? store.Find(BuiltinResources.Namespaces, new ObjectKey("", attributes.Request.Info.Namespace))?.ToJson()
            : null;
        foreach (var webhook in configurations.In(null).SelectMany(c => c.ToJson().ObjectsAt("webhooks").ToList()))
        {
            if (WebhookRules.Match(webhook, attributes, item, home))
            {
                item = await CallAsync(webhook, attributes, item);
            }
        }

        return item;
    }

    private async Task<JsonObject> CallAsync(JsonObject webhook, AdmissionAttributes attributes, JsonObject item)
    {
        var name = webhook.TextAt("name") ?? "";
        JsonObject response;
        try
        {
            response = await client.ReviewAsync(webhook, AdmissionReview.Request(attributes, item), attributes.Request.Aborted);
            if (response.FlagAt("allowed") != false)
            {
                return Accept(name, response, attributes, item);
            }
        }
        catch (Exception e) when (e is not (ApiStatusException or OperationCanceledException) || !attributes.Request.Aborted.IsCancellationRequested)
        {
            if (webhook.TextAt("failurePolicy") == "Ignore")
            {
                logger.WebhookIgnored(name, e);
                return item;
            }

            throw ApiErrors.Internal($"failed calling webhook \"{name}\": failed to call webhook: {e.Message}");
        }

        throw Denied(name, response);
    }

    private static JsonObject Accept(string name, JsonObject response, AdmissionAttributes attributes, JsonObject item)
    {
        attributes.Request.Warnings.AddRange(response.TextsAt("warnings"));
        if (response.TextAt("patch") is not { Length: > 0 } patch)
        {
            return item;
        }

        if (response.TextAt("patchType") != "JSONPatch")
        {
            throw new FormatException($"webhook returned response.patch but response.patchType is not JSONPatch ({name})");
        }

        var operations = JsonNavigation.Parse(Convert.FromBase64String(patch)) as JsonArray
            ?? throw new JsonException("response.patch is not an array of operations");
        return JsonPatch.Apply(item.Copy(), operations) as JsonObject ?? throw new FormatException("the patch does not leave an object");
    }

    private static ApiStatusException Denied(string name, JsonObject response)
    {
        var status = response["status"];
        var text = new StringBuilder($"admission webhook \"{name}\" denied the request");
        if ((status.TextAt("message") ?? status.TextAt("reason")) is { Length: > 0 } why)
        {
            text.Append(": ").Append(why);
        }
        else
        {
            text.Append(" without explanation");
        }

        var code = status.NumberAt("code") is { } sent and >= 400 and < 600 ? (int)sent : 403;
        return new ApiStatusException(code, status.TextAt("reason") ?? "Forbidden", text.ToString(), status.At("details") as JsonObject);
    }
}
