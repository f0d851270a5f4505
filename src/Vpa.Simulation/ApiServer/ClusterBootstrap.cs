using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>What is there before the first request, and what follows a write at once: default namespaces, service accounts, served custom resources.</summary>
internal sealed class ClusterBootstrap(
    ObjectStore store, ResourceRegistry registry, StrategyCatalog strategies, IdentitySource identities, TimeProvider clock)
{
    private static readonly string[] InitialNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    public void Run()
    {
        foreach (var name in InitialNamespaces)
        {
            Create(BuiltinResources.Namespaces, "", name, []);
        }

        Create(BuiltinResources.ClusterRoles, "", "cluster-admin", new JsonObject
        {
            ["rules"] = new JsonArray(
                new JsonObject { ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*"), ["verbs"] = new JsonArray("*") },
                new JsonObject { ["nonResourceURLs"] = new JsonArray("*"), ["verbs"] = new JsonArray("*") }),
        });
        Create(BuiltinResources.ClusterRoleBindings, "", "cluster-admin", new JsonObject
        {
            ["roleRef"] = new JsonObject
            {
                ["apiGroup"] = "rbac.authorization.k8s.io",
                ["kind"] = "ClusterRole",
                ["name"] = "cluster-admin",
            },
            ["subjects"] = new JsonArray(new JsonObject
            {
                ["apiGroup"] = "rbac.authorization.k8s.io",
                ["kind"] = "Group",
                ["name"] = UserInfo.MastersGroup,
            }),
        });
    }

    /// <summary>Carries out what must be true when the writer gets its answer.</summary>
    public void Follow(ResourceDefinition resource, WatchEvent change)
    {
        if (resource.Equals(BuiltinResources.Namespaces) && change is { Deleted: false, Previous: null })
        {
            Create(BuiltinResources.ServiceAccounts, change.Current.Key.Name, "default", []);
        }
        else if (resource.Equals(BuiltinResources.CustomResourceDefinitions))
        {
            var definition = CustomResourceDefinitionReader.Read(change.Current.ToJson());
            if (change.Deleted)
            {
                Withdraw(definition);
            }
            else
            {
                registry.Register(definition);
            }
        }
    }

    private void Withdraw(ResourceDefinition definition)
    {
        registry.Unregister(definition.Group, definition.Plural);
        foreach (var item in store.Snapshot(definition).In(null).ToList())
        {
            store.TryRemove(definition, item);
        }

        store.EndWatches(definition);
    }

    private void Create(ResourceDefinition resource, string ns, string name, JsonObject content)
    {
        var metadata = new JsonObject
        {
            ["name"] = name,
            ["uid"] = identities.NewUid(),
            ["creationTimestamp"] = clock.Stamp(),
        };
        if (ns.Length > 0)
        {
            metadata["namespace"] = ns;
        }

        var item = new JsonObject { ["kind"] = resource.Kind, ["apiVersion"] = resource.StorageApiVersion, ["metadata"] = metadata };
        foreach (var (property, value) in content)
        {
            item[property] = value?.DeepClone();
        }

        var strategy = strategies.For(resource);
        strategy.Default(item);
        strategy.PrepareForCreate(item);
        store.TryPut(resource, new ObjectKey(ns, name), item, null);
    }
}
