using Microsoft.Extensions.Logging;

namespace Vpa.Simulation.ApiServer;

/// <summary>The composition of a server: who is made of what.</summary>
internal sealed record ServerParts(
    ObjectStore Store, ResourceRegistry Registry, PageSnapshots Pages, ApiPipeline Pipeline, ClusterHousekeeping Housekeeping,
    EvictionHandler Eviction, ServiceConnections Connections) : IDisposable
{
    public static ServerParts Compose(
        SimulatedApiServerOptions options, TokenAuthenticator tokens, RequestJournal journal, FaultPlan faults, CancellationToken stopping)
    {
        var clock = options.Clock;
        var store = new ObjectStore(options);
        var registry = new ResourceRegistry(BuiltinResources.All(options.ServePodResize));
        var strategies = new StrategyCatalog(clock);
        var identities = new IdentitySource(options.Seed);
        var connections = new ServiceConnections(new ServiceEndpoints(store));
        var aggregation = new AggregationProxy(store, connections, clock, options.TransportClock);
        var remover = new ObjectRemover(store, clock);
        var budgets = new DisruptionBudgets(store, registry);
        var authorizer = new RbacAuthorizer(store, options.EnforceRbac);
        var eviction = new EvictionHandler(store, remover, budgets);
        var pages = new PageSnapshots();
        var housekeeping = new ClusterHousekeeping(store, registry, remover, budgets, aggregation, options);
        var bootstrap = new ClusterBootstrap(store, registry, strategies, identities, clock);
        store.Changed += bootstrap.Follow;
        store.Changed += housekeeping.Note;
        bootstrap.Run();

        var webhooks = new MutatingWebhooks(
            store, new WebhookClient(connections, options.TransportClock), options.LoggerFactory.CreateLogger<MutatingWebhooks>());
        var writer = new ObjectWriter(store, strategies, new AdmissionChain(store, webhooks), identities, clock);
        var tables = new TableRenderer(clock);
        var handlers = new ApiHandlers(
            new ListHandler(store, pages, tables),
            new WatchHandler(store, options, tables, stopping),
            new WriteHandler(writer, tables),
            new DeleteHandler(store, remover, tables),
            new ScaleHandler(store, writer),
            eviction,
            new BindingHandler(writer, clock),
            new TokenRequestHandler(store, tokens, clock),
            new SelfSubjectAccessReviewHandler(authorizer));
        var documents = new DiscoveryDocuments(registry, aggregation.GroupVersions);
        var discovery = new DiscoveryRouter(documents, new OpenApiDocuments(registry, documents));
        var router = new ApiRouter(registry, discovery, aggregation, handlers);
        var pipeline = new ApiPipeline(options, tokens, authorizer, journal, faults, router);
        return new ServerParts(store, registry, pages, pipeline, housekeeping, eviction, connections);
    }

    public void Dispose()
    {
        Eviction.Dispose();
        Connections.Dispose();
    }
}
