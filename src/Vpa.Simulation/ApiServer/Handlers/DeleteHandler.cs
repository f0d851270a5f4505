using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>Answers delete and deletecollection.</summary>
internal sealed class DeleteHandler(ObjectStore store, ObjectRemover remover, TableRenderer tables)
{
    public async Task DeleteAsync(ApiRequest request)
    {
        var options = await ReadOptionsAsync(request);
        var dryRun = request.DryRun || options.TextsAt("dryRun").Contains("All");
        var (item, gone) = remover.Delete(request.Resource, request.Key, options, dryRun);
        if (gone && !request.Resource.Equals(BuiltinResources.Pods))
        {
            await ResponseWriter.WriteAsync(request.Http, ResponseWriter.Success(request.Resource, item));
            return;
        }

        await ResponseWriter.WriteObjectAsync(request, item, 200, tables);
    }

    public async Task DeleteCollectionAsync(ApiRequest request)
    {
        var options = await ReadOptionsAsync(request);
        var query = request.Http.Request.Query;
        var selector = ObjectSelector.From(request.Resource, request.Info, query);
        var snapshot = store.Snapshot(request.Resource);
        var items = new JsonArray();
        foreach (var item in snapshot.In(selector.Namespace).Where(selector.Matches))
        {
            try
            {
                var (last, _) = remover.Delete(request.Resource, item.Key, options, request.DryRun);
                items.Add(ObjectPresenter.PresentJson(request.Resource, request.Info.Version, last));
            }
            catch (ApiStatusException e) when (e.Code == 404)
            {
                // Someone else deleted it first.
            }
        }

        await ResponseWriter.WriteAsync(request.Http, new JsonObject
        {
            ["kind"] = request.Resource.ListKind,
            ["apiVersion"] = request.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = store.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            ["items"] = items,
        });
    }

    /// <summary>DeleteOptions come in the body, or as query parameters.</summary>
    private static async Task<JsonObject> ReadOptionsAsync(ApiRequest request)
    {
        var options = await request.ReadOptionalObjectAsync() ?? [];
        IQueryCollection query = request.Http.Request.Query;
        if (long.TryParse(query["gracePeriodSeconds"], System.Globalization.CultureInfo.InvariantCulture, out var seconds))
        {
            options["gracePeriodSeconds"] = seconds;
        }

        if (query.TryGetValue("propagationPolicy", out var policy))
        {
            options["propagationPolicy"] = policy.ToString();
        }

        return options;
    }
}
