using Vpa.Host.Flags;
using Vpa.Host.Webhook;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Leases;

namespace Vpa.Host.Roles;

/// <summary>The subcommand <c>vpa all</c>: the three roles in one process over one set of caches.</summary>
internal sealed class AllRoles(SharedFlags shared, RecommenderFlags recommender, UpdaterFlags updater, AdmissionFlags admission)
{
    /// <summary>Runs until told to stop.</summary>
    public async Task<int> RunAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var settings = new SharedSettings(shared, values, recommender.Address);
        var election = settings.LeaderElection(recommender.LeaderElection);
        var admissionRole = new AdmissionRole(shared, admission);
        var admissionOptions = admissionRole.Options(values, settings);
        var recommenderRole = new RecommenderRole(shared, recommender);
        var updaterRole = new UpdaterRole(shared, updater);
        var sources = recommenderRole.Sources(values, settings);
        updaterRole.Check(values, settings);
        settings.ThrowOnErrors();
        using var api = settings.Connect("all");
        return await RoleHost.RunAsync(
            settings.HostOptions(),
            environment =>
            {
                // Each role picks the pods it wants from one cache of all of them.
                var hold = new CacheHold(api, new ClusterCachesOptions { Namespace = settings.Namespace }, environment);
                return new RoleComposition
                {
                    Clock = environment.Clock,
                    Components =
                    [
                        new AdmissionComponent(api, hold, admissionOptions, admissionRole.Certificates(api, values, environment), environment),
                        new RecommenderComponent(
                            api, settings.ForUpdates(api), hold, recommenderRole.Options(values, settings), sources,
                            values.Of(recommender.RecommenderInterval), recommenderRole.History(values, election), environment),
                        new UpdaterComponent(api, settings.ForUpdates(api), hold, updaterRole.Options(values, settings), updaterRole.Lease(values), environment),
                    ],
                    Foundations = [hold],
                    Elector = election is null ? null : new LeaderElector(api, election, environment.Clock, environment.Logging.CreateLogger<LeaderElector>()),
                };
            },
            cancellationToken);
    }
}
