using System.Collections.Immutable;
using System.Security.Cryptography;
using Vpa.Domain.Policies;
using Vpa.Host.CommandLine;
using Vpa.Host.Flags;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Leases;

namespace Vpa.Host.Roles;

/// <summary>Settings that every role has, read from flags and checked; all findings are reported together.</summary>
internal sealed class SharedSettings
{
    private readonly SharedFlags _flags;
    private readonly FlagValues _values;
    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];
    private readonly List<IFlag> _withoutEffect = [];

    /// <summary>Reads the settings.</summary>
    public SharedSettings(SharedFlags flags, FlagValues values, Flag<string> address)
    {
        (_flags, _values) = (flags, values);
        Namespace = values.Of(flags.VpaObjectNamespace);
        IgnoredNamespaces = [.. values.Of(flags.IgnoredVpaObjectNamespaces).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        Require(
            Namespace.Length == 0 || IgnoredNamespaces.Length == 0,
            $"--{flags.VpaObjectNamespace.Name} '{Namespace}' and --{flags.IgnoredVpaObjectNamespaces.Name} '{string.Join(',', IgnoredNamespaces)}' exclude each other");
        Require(ListenAddress.TryParse(values.Of(address), out var listen), $"invalid value for --{address.Name}: '{values.Of(address)}' is not an address such as :8942 or 127.0.0.1:8942");
        Address = listen;
    }

    /// <summary>The only namespace to look at; empty for all.</summary>
    public string Namespace { get; }

    /// <summary>Namespaces to leave alone; blanks around names do not count (Q15).</summary>
    public ImmutableArray<string> IgnoredNamespaces { get; }

    /// <summary>Where metrics and health are served.</summary>
    public ListenAddress Address { get; }

    /// <summary>The feature gates.</summary>
    public FeatureGates Gates => _values.Of(_flags.FeatureGates);

    /// <summary>Adds a finding unless a condition holds.</summary>
    public void Require(bool condition, string error)
    {
        if (!condition)
        {
            _errors.Add(error);
        }
    }

    /// <summary>Adds a message to log once at start.</summary>
    public void Warn(string warning) => _warnings.Add(warning);

    /// <summary>Adds flags that mean nothing; those that are given are named in one warning at start.</summary>
    public void AddWithoutEffect(IEnumerable<IFlag> flags) => _withoutEffect.AddRange(flags);

    /// <summary>Leader election of a role; null when it takes no part.</summary>
    public LeaderElectionOptions? LeaderElection(LeaderElectionFlags flags)
    {
        if (!_values.Of(flags.LeaderElect))
        {
            return null;
        }

        var options = new LeaderElectionOptions
        {
            Namespace = _values.Of(flags.ResourceNamespace),
            Name = _values.Of(flags.ResourceName),
            LeaseDuration = _values.Of(flags.LeaseDuration),
            RenewDeadline = _values.Of(flags.RenewDeadline),
            RetryPeriod = _values.Of(flags.RetryPeriod),
        };
        var fault = options.Validate();
        Require(fault is null, $"--{flags.LeaseDuration.Name}, --{flags.RenewDeadline.Name} and --{flags.RetryPeriod.Name} do not fit together: {fault}");
        Require(_values.Of(flags.ResourceLock) == "leases", $"invalid value for --{flags.ResourceLock.Name}: '{_values.Of(flags.ResourceLock)}' is not leases");
        return options;
    }

    /// <summary>Ends the program when anything was found.</summary>
    /// <exception cref="UsageException">Something was.</exception>
    public void ThrowOnErrors()
    {
        if (_errors.Count > 0)
        {
            throw new UsageException(_errors);
        }
    }

    /// <summary>Connects to the API server.</summary>
    /// <exception cref="UsageException">There is no usable configuration.</exception>
    public KubernetesApi Connect(string role)
    {
        try
        {
            var path = _values.Of(_flags.Kubeconfig);
            return KubernetesApi.Connect(
                new KubernetesApiOptions
                {
                    KubeconfigPath = path.Length == 0 ? null : path,
                    Role = role,
                    QueriesPerSecond = _values.Of(_flags.KubeApiQps),
                    Burst = (int)Math.Max(1, Math.Truncate(_values.Of(_flags.KubeApiBurst))),
                },
                TimeProvider.System);
        }
        catch (Exception e) when (e is KubernetesConfigurationException or ArgumentException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException([e.Message]);
        }
    }

    /// <summary>
    /// The connection for evictions, resizes and statuses. They have limits of their own (<c>--eviction-rate-limit</c>, and how many are in flight), so the
    /// client's rate holds for them only where somebody set it: its default alone would stretch 2,000 evictions over 40 s.
    /// </summary>
    public KubernetesApi ForUpdates(KubernetesApi api) =>
        _values.IsGiven(_flags.KubeApiQps) || _values.IsGiven(_flags.KubeApiBurst) ? api : api.WithoutRate;

    /// <summary>What the program around the components needs.</summary>
    public RoleHostOptions HostOptions() => new()
    {
        Address = Address,
        Verbosity = _values.Of(_flags.Verbosity),
        Flags = [.. _values.Shown],
        Warnings = [.. _warnings, .. NamesOf(_flags.WithoutEffect.Concat(_withoutEffect).Where(_values.IsGiven))],
    };

    private static IEnumerable<string> NamesOf(IEnumerable<IFlag> flags) =>
        string.Join(", ", flags.Select(f => $"--{f.Name}")) is { Length: > 0 } names ? [$"these flags have no effect here: {names}"] : [];
}
