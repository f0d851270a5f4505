using System.Collections.Immutable;
using Vpa.Domain.Updating;
using Vpa.Host.Flags;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Leases;
using Vpa.Kubernetes.Updating;
using Vpa.Updater;

namespace Vpa.Host.Roles;

/// <summary>The subcommand <c>vpa updater</c>.</summary>
internal sealed class UpdaterRole(SharedFlags shared, UpdaterFlags flags)
{
    /// <summary>Runs until told to stop.</summary>
    public async Task<int> RunAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var settings = new SharedSettings(shared, values, flags.Address);
        var election = settings.LeaderElection(flags.LeaderElection);
        Check(values, settings);
        settings.ThrowOnErrors();
        using var api = settings.Connect("updater");
        return await RoleHost.RunAsync(
            settings.HostOptions(),
            environment =>
            {
                var hold = new CacheHold(
                    api,
                    new ClusterCachesOptions { Namespace = settings.Namespace, PodFieldSelector = ClusterCachesOptions.UpdaterPods, IndexVpas = false }, environment);
                return new RoleComposition
                {
                    Clock = environment.Clock,
                    Components = [new UpdaterComponent(api, settings.ForUpdates(api), hold, Options(values, settings), Lease(values), environment)],
                    Foundations = [hold],
                    Elector = election is null ? null : new LeaderElector(api, election, environment.Clock, environment.Logging.CreateLogger<LeaderElector>()),
                };
            },
            cancellationToken);
    }

    /// <summary>Finds flags that do not fit together.</summary>
    public void Check(FlagValues values, SharedSettings settings) => settings.Require(
        values.Of(flags.EvictionRateLimit) <= 0 || values.Of(flags.EvictionRateBurst) >= 1,
        $"--{flags.EvictionRateLimit.Name} {values.Of(flags.EvictionRateLimit)} with --{flags.EvictionRateBurst.Name} {values.Of(flags.EvictionRateBurst)} would never evict anything");

    /// <summary>The component's settings.</summary>
    public UpdaterOptions Options(FlagValues values, SharedSettings settings) => new()
    {
        Interval = values.Of(flags.UpdaterInterval),
        UseAdmissionControllerStatus = values.Of(flags.UseAdmissionControllerStatus),
        AdmissionLeaseTimeout = values.Of(flags.StatusLeaseTimeout),
        EvictionRateLimit = values.Of(flags.EvictionRateLimit),
        EvictionRateBurst = values.Of(flags.EvictionRateBurst),
        IgnoredNamespaces = settings.IgnoredNamespaces.ToImmutableHashSet(StringComparer.Ordinal),
        Rules = new UpdateRules
        {
            MinReplicas = values.Of(flags.MinReplicas),
            EvictionTolerance = values.Of(flags.EvictionTolerance),
            PodUpdateThreshold = values.Of(flags.PodUpdateThreshold),
            InBoundsLifetime = values.Of(flags.LifetimeThreshold),
            EvictAfterOomThreshold = values.Of(flags.EvictAfterOomThreshold),
            InPlaceSkipDisruptionBudget = values.Of(flags.InPlaceSkipDisruptionBudget),
            Gates = settings.Gates,
        },
    };

    /// <summary>Where the admission controller's lease is.</summary>
    public AdmissionLeaseOptions Lease(FlagValues values) => new()
    {
        Namespace = NamespaceOfProgram.Or(values.Of(flags.StatusLeaseNamespace)),
        Name = values.Of(flags.StatusLeaseName),
    };
}
