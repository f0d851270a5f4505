using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>Finds who answers a request: discovery, an aggregated server, or a handler of the resource.</summary>
internal sealed class ApiRouter(
    ResourceRegistry registry, DiscoveryRouter discovery, AggregationProxy aggregation, ApiHandlers handlers)
{
    public async Task RouteAsync(HttpContext http, RequestInfo info, UserInfo user, IReadOnlyList<Fault> faults)
    {
        if (Aggregated(info) is { } api)
        {
            await aggregation.ForwardAsync(http, api, user);
            return;
        }

        if (!info.IsResource)
        {
            await discovery.HandleAsync(http, info);
            return;
        }

        if (info is { Group: "authorization.k8s.io", Resource: "selfsubjectaccessreviews", Verb: "create" })
        {
            await handlers.SelfReview.HandleAsync(http, info, user);
            return;
        }

        var resource = registry.Find(info.Group, info.Version, info.Resource) ?? throw ApiErrors.UnknownPath();
        var request = new ApiRequest(http, info, user, resource);
        await (info.Subresource.Length == 0 ? MainAsync(request, faults) : SubresourceAsync(request));
    }

    private AggregatedApi? Aggregated(RequestInfo info) => info.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["apis", var group, var version, ..] => aggregation.Find(group, version),
        _ => null,
    };

    private async Task MainAsync(ApiRequest request, IReadOnlyList<Fault> faults)
    {
        RequireNamespace(request);
        switch (request.Info.Verb)
        {
            case "get":
                await handlers.List.GetAsync(request);
                break;
            case "list":
                await handlers.List.ListAsync(request);
                break;
            case "watch":
                await handlers.Watch.WatchAsync(request, faults);
                break;
            case "create" when request.Info.Name.Length == 0:
                await handlers.Write.CreateAsync(request);
                break;
            case "update" when request.Info.Name.Length > 0:
                await handlers.Write.UpdateAsync(request, UpdateScope.Main);
                break;
            case "patch" when request.Info.Name.Length > 0:
                await handlers.Write.PatchAsync(request, UpdateScope.Main);
                break;
            case "delete":
                await handlers.Delete.DeleteAsync(request);
                break;
            case "deletecollection":
                await handlers.Delete.DeleteCollectionAsync(request);
                break;
            default:
                throw ApiErrors.MethodNotAllowed();
        }
    }

    /// <summary>Namespaced objects are listed and watched across namespaces, but written and read within one.</summary>
    private static void RequireNamespace(ApiRequest request)
    {
        var (resource, info) = (request.Resource, request.Info);
        var inNamespace = info.Namespace.Length > 0 && info.Resource != "namespaces";
        if (resource.Namespaced != inNamespace && !(resource.Namespaced && info.Verb is "list" or "watch"))
        {
            throw ApiErrors.UnknownPath();
        }
    }

    private async Task SubresourceAsync(ApiRequest request)
    {
        var (resource, subresource) = (request.Resource, request.Info.Subresource);
        if (subresource == "status" && resource.HasStatus)
        {
            await PartAsync(request, UpdateScope.Status);
        }
        else if (subresource == "scale" && resource.Scale is not null)
        {
            await handlers.Scale.HandleAsync(request);
        }
        else if (!resource.ExtraSubresources.Contains(subresource))
        {
            throw ApiErrors.UnknownPath();
        }
        else if (subresource == "resize")
        {
            await PartAsync(request, UpdateScope.Resize);
        }
        else if (request.Info.Verb != "create")
        {
            throw ApiErrors.MethodNotAllowed();
        }
        else
        {
            await (subresource switch
            {
                "eviction" => handlers.Eviction.HandleAsync(request),
                "binding" => handlers.Binding.HandleAsync(request),
                _ => handlers.Token.HandleAsync(request),
            });
        }
    }

    private Task PartAsync(ApiRequest request, UpdateScope scope) => request.Info.Verb switch
    {
        "get" => handlers.List.GetAsync(request),
        "update" => handlers.Write.UpdateAsync(request, scope),
        "patch" => handlers.Write.PatchAsync(request, scope),
        _ => throw ApiErrors.MethodNotAllowed(),
    };
}
