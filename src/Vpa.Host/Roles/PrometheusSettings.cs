using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vpa.Domain.Quantities;
using Vpa.Host.Flags;
using Vpa.Storage.Prometheus;

namespace Vpa.Host.Roles;

/// <summary>What the flags say about Prometheus, checked (R137, R138). Messages never hold a secret.</summary>
/// <param name="flags">The flags.</param>
/// <param name="values">Their values.</param>
/// <param name="settings">Takes the findings.</param>
internal sealed class PrometheusSettings(PrometheusFlags flags, FlagValues values, SharedSettings settings)
{
    private const string UserVariable = "PROMETHEUS_USERNAME";
    private const string PasswordVariable = "PROMETHEUS_PASSWORD";

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1000);

    /// <summary>The settings; null unless <c>--storage=prometheus</c>, or when something is wrong with them.</summary>
    public PrometheusOptions? Read()
    {
        if (values.Of(flags.Storage) != "prometheus")
        {
            return null;
        }

        var address = Address();
        var timeout = QueryTimeout();
        var (length, resolution) = (Duration(flags.HistoryLength), Duration(flags.HistoryResolution));
        var (credentials, authorities) = (Credentials(address), Authorities());
        return address is null ? null : new PrometheusOptions
        {
            Address = new UriBuilder(address) { UserName = "", Password = "" }.Uri,
            QueryTimeout = timeout,
            Credentials = credentials,
            SkipTlsVerification = values.Of(flags.Insecure),
            Authorities = authorities,
            CadvisorJob = values.Of(flags.CadvisorJobName),
            HistoryLength = length,
            HistoryResolution = resolution,
            HistoryResolutionText = values.Of(flags.HistoryResolution),
            CpuMetric = values.Of(flags.HistoryCpuMetric),
            MemoryMetric = values.Of(flags.HistoryMemoryMetric),
            ContainerNamespaceLabel = values.Of(flags.ContainerNamespaceLabel),
            ContainerPodLabel = values.Of(flags.ContainerPodNameLabel),
            ContainerNameLabel = values.Of(flags.ContainerNameLabel),
            PodLabelsQuery = values.Of(flags.PodLabelsQuery),
            PodLabelPrefix = values.Of(flags.PodLabelPrefix),
            PodNamespaceLabel = values.Of(flags.PodNamespaceLabel),
            PodNameLabel = values.Of(flags.PodNameLabel),
            Namespace = settings.Namespace,
        };
    }

    private Uri? Address()
    {
        var isAddress = Uri.TryCreate(values.Of(flags.Address), UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

        // The text is not repeated: it may hold a password.
        settings.Require(isAddress, $"invalid value for --{flags.Address.Name}: it is no address such as http://prometheus.monitoring.svc:9090");
        return isAddress ? address : null;
    }

    private TimeSpan QueryTimeout()
    {
        var text = values.Of(flags.QueryTimeout);
        var isDuration = GoDuration.TryParse(text, out var timeout) && timeout.ToTimeSpan() > TimeSpan.Zero && timeout.ToTimeSpan() <= LongestTimeout;
        settings.Require(isDuration, $"invalid value for --{flags.QueryTimeout.Name}: '{text}' is not a duration above 0 and of at most 1000h, such as 5m or 1h30m");
        return timeout.ToTimeSpan();
    }

    private TimeSpan Duration(Flag<string> flag)
    {
        var text = values.Of(flag);
        var isDuration = PrometheusDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero;
        settings.Require(isDuration, $"invalid value for --{flag.Name}: '{text}' is not a duration above 0 such as 8d, 1h or 30s");
        return duration;
    }

    /// <summary>The first that applies (R138). Upstream lets any two stand side by side in silence (Q27); here it is said which counts.</summary>
    private PrometheusCredentials Credentials(Uri? address)
    {
        var (token, file) = (values.Of(flags.BearerToken), values.Of(flags.BearerTokenFile));
        var (user, password) = (values.Of(flags.Username), values.Of(flags.Password));
        settings.Require(
            token.Length == 0 || file.Length == 0 || user.Length == 0,
            $"--{flags.BearerToken.Name}, --{flags.BearerTokenFile.Name} and --{flags.Username.Name} exclude each other");
        if ((token.Length > 0 ? 1 : 0) + (file.Length > 0 ? 1 : 0) + (user.Length > 0 ? 1 : 0) == 2)
        {
            var counts = file.Length > 0 ? flags.BearerTokenFile : flags.BearerToken;
            settings.Warn($"of --{flags.BearerTokenFile.Name}, --{flags.BearerToken.Name} and --{flags.Username.Name} two are given; --{counts.Name} counts");
        }

        return file.Length > 0 ? BearerFile(file)
            : token.Length > 0 ? PrometheusCredentials.Bearer(token)
            : user.Length > 0 && password.Length > 0 ? PrometheusCredentials.Basic(user, password)
            : FromEnvironment() ?? FromAddress(address) ?? PrometheusCredentials.None;
    }

    private PrometheusCredentials BearerFile(string path)
    {
        var credentials = PrometheusCredentials.BearerFile(path);
        try
        {
            _ = credentials.Header();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            settings.Require(false, $"invalid value for --{flags.BearerTokenFile.Name}: '{path}' cannot be read: {e.Message}");
        }

        return credentials;
    }

    private static PrometheusCredentials? FromEnvironment() =>
        Environment.GetEnvironmentVariable(UserVariable) is { Length: > 0 } user && Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password
            ? PrometheusCredentials.Basic(user, password)
            : null;

    private static PrometheusCredentials? FromAddress(Uri? address) =>
        address?.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password]
            ? PrometheusCredentials.Basic(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password))
            : null;

    private X509Certificate2Collection? Authorities()
    {
        var path = values.Of(flags.CaFile);
        if (path.Length == 0)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            settings.Require(false, $"invalid value for --{flags.CaFile.Name}: '{path}' cannot be read: {e.Message}");
            return null;
        }

        settings.Require(authorities.Count > 0, $"invalid value for --{flags.CaFile.Name}: '{path}' holds no certificate");
        return authorities;
    }
}
