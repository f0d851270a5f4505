using System.Collections.Immutable;
using Vpa.Domain.Quantities;
using Vpa.Host.Certificates;
using Vpa.Host.Flags;
using Vpa.Host.Logging;
using Vpa.Host.Webhook;
using Vpa.Kubernetes.Admitting;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Client;

namespace Vpa.Host.Roles;

/// <summary>The subcommand <c>vpa admission-controller</c>.</summary>
internal sealed class AdmissionRole(SharedFlags shared, AdmissionFlags flags)
{
    /// <summary>The Secret of certificates that the program makes; the one that <c>deploy/rbac</c> allows.</summary>
    internal const string CertificateSecretName = "vpa-webhook-self-managed-certs";

    // A Service's endpoints follow the end of a pod within about a second; until then API servers still open connections to it.
    private static readonly TimeSpan DrainQuiet = TimeSpan.FromSeconds(2);

    /// <summary>Runs until told to stop.</summary>
    public async Task<int> RunAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var settings = new SharedSettings(shared, values, flags.Address);
        var options = Options(values, settings);
        settings.ThrowOnErrors();
        using var api = settings.Connect("admission-controller");
        return await RoleHost.RunAsync(
            settings.HostOptions(),
            environment =>
            {
                var hold = new CacheHold(
                    api,
                    new ClusterCachesOptions { Namespace = settings.Namespace, WatchPods = false, AdmissionVpas = true }, environment);
                return new RoleComposition
                {
                    Clock = environment.Clock,
                    Components = [new AdmissionComponent(api, hold, options, Certificates(api, values, environment), environment)],
                    Foundations = [hold],
                };
            },
            cancellationToken);
    }

    /// <summary>The certificates: files where there are some, or where flags name them; else made by the program itself.</summary>
    /// <remarks>
    /// Certificates of our own make are of use only where we also tell the API server to trust them, so without <c>--register-webhook</c>
    /// missing files stay an error.
    /// </remarks>
    public IServerCertificateSource Certificates(KubernetesApi api, FlagValues values, RoleEnvironment environment)
    {
        if (IsSelfManaged(values))
        {
            var secret = new CertificateSecret(api, NamespaceOfProgram.Or(""), CertificateSecretName);
            environment.Logging.CreateLogger<AdmissionRole>().CertificatesSelfManaged(values.Of(flags.TlsCertFile), secret.FullName);
            return new SelfManagedCertificates(
                secret, Hosts(values), new CertificateLifetimes(), environment.Clock, environment.Logging.CreateLogger<SelfManagedCertificates>());
        }

        var paths = new CertificateFileOptions
        {
            CertificatePath = values.Of(flags.TlsCertFile),
            KeyPath = values.Of(flags.TlsPrivateKey),
            CaPath = values.Of(flags.ClientCaFile),
            IsRegistering = values.Of(flags.RegisterWebhook),
        };
        var files = CertificateFiles.Load(paths, environment.Clock, environment.Logging.CreateLogger<CertificateFiles>());
        return values.Of(flags.ReloadCert) ? files : new FixedCertificateSource(files.Context, files.CaPem); // A22
    }

    /// <summary>The component's settings.</summary>
    public AdmissionComponentOptions Options(FlagValues values, SharedSettings settings)
    {
        if (!WebhookLabels.TryParse(values.Of(flags.WebhookLabels), out var labels, out var fault))
        {
            // No reason not to serve (A34).
            settings.Warn($"--{flags.WebhookLabels.Name}: no labels are set, because '{fault}' is not key:value");
        }

        RequireCaFile(values, settings);
        RequireUrl(values, settings);
        var cap = values.Of(flags.MaxAllowedCpuBoost) ?? Quantity.Zero;
        settings.Require(cap >= Quantity.Zero, $"--{flags.MaxAllowedCpuBoost.Name} '{cap}' is below 0");
        return new()
        {
            Server = Server(values, settings),
            DrainQuiet = DrainQuiet,
            Pods = new()
            {
                Gates = settings.Gates,
                MaxAllowedCpuBoost = cap,
                IgnoredNamespaces = settings.IgnoredNamespaces.ToImmutableHashSet(StringComparer.Ordinal),
                SelectedNamespace = settings.Namespace,
            },
            Registration = values.Of(flags.RegisterWebhook) ? _ => Registration(values, settings, labels) : null,
            Lease = new()
            {
                Namespace = NamespaceOfProgram.Or(values.Of(flags.StatusLeaseNamespace)),
                Name = values.Of(flags.StatusLeaseName),
                Interval = values.Of(flags.StatusLeaseUpdateInterval),
                Holder = Environment.MachineName,
            },
        };
    }

    /// <summary>A file that is followed must be there at the start (A25): else an empty bundle would be registered, and nobody would trust us.</summary>
    private void RequireCaFile(FlagValues values, SharedSettings settings)
    {
        var isFollowed = values.Of(flags.ReloadCert) && values.Of(flags.RegisterWebhook) && !IsSelfManaged(values);
        var path = values.Of(flags.ClientCaFile);
        settings.Require(!isFollowed || File.Exists(path), $"--{flags.ClientCaFile.Name} '{path}' is not there; --{flags.ReloadCert.Name} is to follow it");
    }

    /// <summary>What the API server would refuse again and again is refused here, at once.</summary>
    private void RequireUrl(FlagValues values, SharedSettings settings)
    {
        settings.Require(
            !values.Of(flags.RegisterWebhook) || !values.Of(flags.RegisterByUrl)
            || (Uri.TryCreate(Url(values), UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.IdnHost.Length > 0),
            $"--{flags.WebhookAddress.Name} '{values.Of(flags.WebhookAddress)}' and --{flags.WebhookPort.Name} '{values.Of(flags.WebhookPort)}' do not make a URL "
            + $"such as https://vpa.example.com:8443, which --{flags.RegisterByUrl.Name} needs");
    }

    private string Url(FlagValues values) => $"{values.Of(flags.WebhookAddress)}:{values.Of(flags.WebhookPort)}";

    private bool IsSelfManaged(FlagValues values) =>
        values.Of(flags.RegisterWebhook)
        && !new IFlag[] { flags.TlsCertFile, flags.TlsPrivateKey, flags.ClientCaFile }.Any(values.IsGiven)
        && !File.Exists(values.Of(flags.TlsCertFile)) && !File.Exists(values.Of(flags.TlsPrivateKey));

    /// <summary>The names under which the API server calls.</summary>
    private IReadOnlyList<string> Hosts(FlagValues values)
    {
        var service = values.Of(flags.WebhookService);
        var name = $"{service}.{NamespaceOfProgram.Or("")}";
        return values.Of(flags.RegisterByUrl) ? [new Uri(Url(values)).IdnHost] : [$"{name}.svc", name, service, $"{name}.svc.cluster.local"];
    }

    private WebhookServerOptions Server(FlagValues values, SharedSettings settings)
    {
        var ciphers = TlsCipherList.Parse(values.Of(flags.TlsCiphers));
        settings.Require(
            TlsCipherList.CanChoose || ciphers.Tls12.IsEmpty,
            $"--{flags.TlsCiphers.Name} '{values.Of(flags.TlsCiphers)}' cannot be kept to on this operating system, whose TLS library takes no choice of cipher suites");
        if (!ciphers.Unknown.IsEmpty)
        {
            settings.Warn($"--{flags.TlsCiphers.Name}: left out, as they are not known: {string.Join(", ", ciphers.Unknown)}");
        }

        // Nobody waits for an answer that comes later than the registered time-out.
        var timeout = TimeSpan.FromSeconds(Math.Clamp(values.Of(flags.WebhookTimeoutSeconds), 1, 30));
        return new() { Port = values.Of(flags.Port), OnlyTls13 = values.Of(flags.MinTlsVersion) == "tls1_3", Ciphers = ciphers, Limits = new() { Timeout = timeout } };
    }

    private WebhookRegistrationOptions Registration(FlagValues values, SharedSettings settings, ImmutableSortedDictionary<string, string> labels) => new()
    {
        ServiceNamespace = NamespaceOfProgram.Or(""),
        ServiceName = values.Of(flags.WebhookService),
        ByUrl = values.Of(flags.RegisterByUrl),
        Address = values.Of(flags.WebhookAddress),
        Port = values.Of(flags.WebhookPort),
        TimeoutSeconds = values.Of(flags.WebhookTimeoutSeconds),
        FailurePolicyFail = values.Of(flags.WebhookFailurePolicyFail),
        Labels = labels,
        IgnoredNamespaces = settings.IgnoredNamespaces,
        SelectedNamespace = settings.Namespace,
    };
}
