using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Vpa.Domain.Updating;
using Vpa.Host.Flags;
using Vpa.Host.Roles;
using Vpa.Kubernetes.Leases;
using Vpa.Kubernetes.Updating;
using Vpa.Updater;

namespace Vpa.Host.Tests.CommandLine;

/// <summary>Section 19 of the updater's specification: every flag reaches the setting that it is for.</summary>
public sealed class UpdaterFlagsTests
{
    private readonly SharedFlags _shared = new();
    private readonly UpdaterFlags _flags = new();

    /// <summary>Each has a value of its own, so that none can stand for another (U9, U12, U18, U20, U34, U37, U57, U60, U83, U116).</summary>
    [Fact]
    public void Every_flag_reaches_its_setting()
    {
        var options = Options(
            "--updater-interval=30s", "--use-admission-controller-status=false", "--admission-controller-status-lease-timeout=2m", "--eviction-rate-limit=0.5",
            "--eviction-rate-burst=7", "--min-replicas=3", "--eviction-tolerance=0.29", "--pod-update-threshold=0.2",
            "--in-recommendation-bounds-eviction-lifetime-threshold=6h", "--evict-after-oom-threshold=5m", "--in-place-skip-disruption-budget",
            "--feature-gates=InPlace=true", "--ignored-vpa-object-namespaces=a, b");

        Assert.Equal(["a", "b"], options.IgnoredNamespaces.Order(StringComparer.Ordinal));
        Assert.Equal(
            new UpdaterOptions
            {
                Interval = TimeSpan.FromSeconds(30),
                UseAdmissionControllerStatus = false,
                AdmissionLeaseTimeout = TimeSpan.FromMinutes(2),
                EvictionRateLimit = 0.5,
                EvictionRateBurst = 7,
                Rules = new UpdateRules
                {
                    MinReplicas = 3,
                    EvictionTolerance = 0.29,
                    PodUpdateThreshold = 0.2,
                    InBoundsLifetime = TimeSpan.FromHours(6),
                    EvictAfterOomThreshold = TimeSpan.FromMinutes(5),
                    InPlaceSkipDisruptionBudget = true,
                    Gates = new(InPlace: true),
                },
                IgnoredNamespaces = options.IgnoredNamespaces,
            },
            options);
    }

    [Fact]
    public void Without_flags_the_settings_are_upstreams()
    {
        var options = Options();

        Assert.Empty(options.IgnoredNamespaces);
        Assert.Equal(new UpdaterOptions { IgnoredNamespaces = options.IgnoredNamespaces }, options);
    }

    /// <summary>U8: the flags of the status lease; without them its name is upstream's.</summary>
    [Fact]
    public void U8_where_the_status_lease_is()
    {
        var given = new UpdaterRole(_shared, _flags).Lease(Values("--admission-controller-status-lease-name=other", "--admission-controller-status-lease-namespace=there"));

        Assert.Equal(new AdmissionLeaseOptions { Name = "other", Namespace = "there" }, given);
        Assert.Equal("vpa-admission-controller", new UpdaterRole(_shared, _flags).Lease(Values()).Name);
    }

    /// <summary>U7: off unless asked for, and then under upstream's lease.</summary>
    [Fact]
    public void U7_leader_election()
    {
        Assert.Null(Election());
        var election = Election("--leader-elect")!;
        Assert.Equal(
            new LeaderElectionOptions
            {
                Identity = election.Identity,
                Namespace = "kube-system",
                Name = "vpa-updater",
                LeaseDuration = TimeSpan.FromSeconds(15),
                RenewDeadline = TimeSpan.FromSeconds(10),
                RetryPeriod = TimeSpan.FromSeconds(2),
            },
            election);
    }

    private LeaderElectionOptions? Election(params string[] args) => Settings(Values(args)).LeaderElection(_flags.LeaderElection);

    private UpdaterOptions Options(params string[] args)
    {
        var values = Values(args);
        return new UpdaterRole(_shared, _flags).Options(values, Settings(values));
    }

    private SharedSettings Settings(FlagValues values) => new(_shared, values, _flags.Address);

    private FlagValues Values(params string[] args)
    {
        var command = new RootCommand();
        foreach (var flag in _shared.All.Concat(_flags.All))
        {
            command.Options.Add(flag.Option);
        }

        var parsed = command.Parse(args);
        Assert.Empty(parsed.Errors);
        return new(parsed, new ConfigurationBuilder().Build());
    }
}
