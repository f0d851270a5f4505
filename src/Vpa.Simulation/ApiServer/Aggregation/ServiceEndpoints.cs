namespace Vpa.Simulation.ApiServer;

/// <summary>Where a service leads: an ExternalName with the port asked for, or the first address of its Endpoints.</summary>
internal sealed class ServiceEndpoints(ObjectStore store)
{
    /// <exception cref="HttpRequestException">There is no such service, or it leads nowhere.</exception>
    public (string Host, int Port) Resolve(string ns, string name, int port)
    {
        var service = store.Find(BuiltinResources.Services, new ObjectKey(ns, name))?.ToJson()
            ?? throw new HttpRequestException($"service \"{name}\" not found in namespace \"{ns}\"");
        if (service.TextAt("spec", "type") == "ExternalName")
        {
            return (service.TextAt("spec", "externalName") ?? "", port);
        }

        var portName = service.ObjectsAt("spec", "ports").FirstOrDefault(p => p.NumberAt("port") == port).TextAt("name");
        var endpoints = store.Find(BuiltinResources.Endpoints, new ObjectKey(ns, name))?.ToJson();
        foreach (var subset in endpoints.ObjectsAt("subsets"))
        {
            var target = subset.ObjectsAt("ports").FirstOrDefault(p => portName is null || p.TextAt("name") == portName).NumberAt("port");
            var address = subset.ObjectsAt("addresses").FirstOrDefault().TextAt("ip");
            if (target is not null && address is not null)
            {
                return (address, (int)target);
            }
        }

        throw new HttpRequestException($"no endpoints available for service \"{ns}/{name}\"");
    }
}
