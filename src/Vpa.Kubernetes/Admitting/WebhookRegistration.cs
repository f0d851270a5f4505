using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Admitting;

/// <summary>
/// Registers the webhook with the API server (A29-A34). An existing configuration is changed in place and only where it differs, so that
/// at no moment pods pass unseen, and replicas that start together do not undo each other's work (Q17).
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="options">How to register.</param>
/// <param name="readCaBundle">Gives the CA certificates in PEM; empty when there are none (A21).</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives what was done and what failed.</param>
public sealed class WebhookRegistration(
    KubernetesApi api,
    WebhookRegistrationOptions options,
    Func<ReadOnlyMemory<byte>> readCaBundle,
    TimeProvider time,
    ILogger<WebhookRegistration> logger)
{
    private const int FirstServerWithNamespaceLabels = 21;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookForNewCaEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(1);
    private static readonly ResourcePath Path = new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations");

    private ReadOnlyMemory<byte> _offered;
    private ReadOnlyMemory<byte> _announced;
    private string? _refusal;

    /// <summary>Whether, as far as is known, the API server calls us: false until registered, and while a lost registration cannot be repaired.</summary>
    public bool IsInForce { get; private set; }

    /// <summary>Waits for the endpoint to be up, then registers; failures are logged and tried again, ever more rarely. Returns once registered.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(options.Delay, time, cancellationToken);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await RegisterAsync(cancellationToken);
                return;
            }
            catch (KubernetesApiException exception)
            {
                logger.RegistrationFailed(exception.Message, pause);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>
    /// Keeps the configuration right until cancelled: new CA certificates are put in within seconds (A27), and every minute it is made sure
    /// that the configuration is still there and still leads here.
    /// </summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookForNewCaEvery, time);
        var checkedAt = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (!readCaBundle().Span.SequenceEqual(_offered.Span))
            {
                await RefreshCaBundleAsync(cancellationToken);
            }

            if (time.GetElapsedTime(checkedAt) >= CheckEvery)
            {
                checkedAt = time.GetTimestamp();
                await CheckAsync(cancellationToken);
            }
        }
    }

    /// <summary>Registers once.</summary>
    /// <exception cref="KubernetesApiException">The API server refused, or another replica was faster just now.</exception>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var bundle = readCaBundle();
        var existing = await FindAsync(cancellationToken);
        var desired = await DesiredAsync(bundle, existing, cancellationToken);
        if (existing is null)
        {
            await api.PostAsync(Path.Collection(null), desired, AdmittingJson.Default.JsonObject, cancellationToken);
            logger.WebhookCreated(WebhookConfiguration.Name);
        }
        else if (WebhookConfiguration.IsUpToDate(existing, desired))
        {
            logger.WebhookUpToDate(WebhookConfiguration.Name);
        }
        else
        {
            // A merge patch replaces the list of webhooks as a whole and leaves other people's labels alone.
            await PatchAsync(PatchKind.Merge, desired, cancellationToken);
            logger.WebhookUpdated(WebhookConfiguration.Name);
        }

        _offered = bundle;
        IsInForce = true;
    }

    /// <summary>Puts new CA certificates into the configuration (A27). A failure is logged once per cause; <see cref="KeepAsync"/> tries again within seconds.</summary>
    public async Task RefreshCaBundleAsync(CancellationToken cancellationToken)
    {
        var bundle = readCaBundle();
        if (bundle.IsEmpty)
        {
            return; // A rewrite that is not finished.
        }

        Announce(bundle);
        try
        {
            if (WebhookConfiguration.Find(await FindAsync(cancellationToken)) is not var (index, webhook))
            {
                logger.WebhookMissing(WebhookConfiguration.Name);
            }
            else if (!WebhookConfiguration.CaBundleOf(webhook).AsSpan().SequenceEqual(bundle.Span))
            {
                await PatchAsync(PatchKind.Json, WebhookConfiguration.CaBundlePatch(index, bundle.Span), cancellationToken);
                logger.ClientCaPatched();
            }

            // Only now: a patch that was refused is tried again, or a CA that was dropped would be trusted for ever. A configuration that is missing is made anew by the check.
            _offered = bundle;
        }
        catch (KubernetesApiException exception)
        {
            TellRefusal(exception.Message);
        }
    }

    /// <summary>Makes sure once that the configuration is there, leads here, and trusts our CA. Failures are logged only.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckOrThrowAsync(cancellationToken);
        }
        catch (KubernetesApiException exception)
        {
            logger.WebhookCheckFailed(WebhookConfiguration.Name, exception.Message);
        }
    }

    /// <summary>Whether the registered CA certificates contain all of the given ones.</summary>
    /// <param name="certificates">PEM.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KubernetesApiException">It could not be told.</exception>
    public async Task<bool> TrustsAsync(ReadOnlyMemory<byte> certificates, CancellationToken cancellationToken) =>
        WebhookConfiguration.Find(await FindAsync(cancellationToken)) is var (_, webhook)
        && CaBundle.Contains(WebhookConfiguration.CaBundleOf(webhook), certificates.Span);

    /// <summary>Says once that there is a new CA, however often it has to be tried.</summary>
    private void Announce(ReadOnlyMemory<byte> bundle)
    {
        if (!bundle.Span.SequenceEqual(_announced.Span))
        {
            (_announced, _refusal) = (bundle, null);
            logger.NewClientCa();
        }
    }

    private void TellRefusal(string cause)
    {
        if (cause != _refusal)
        {
            _refusal = cause;
            logger.ClientCaPatchFailed(cause);
        }
    }

    private async Task CheckOrThrowAsync(CancellationToken cancellationToken)
    {
        var own = readCaBundle();
        var existing = await FindAsync(cancellationToken);
        if (WebhookConfiguration.Find(existing) is not var (index, webhook))
        {
            NotInForce("missing or without our webhook");
            await RegisterAsync(cancellationToken);
            return;
        }

        var registered = WebhookConfiguration.CaBundleOf(webhook);
        var trusted = own.IsEmpty || CaBundle.Contains(registered, own.Span) ? registered : CaBundle.Including(registered, own.Span, time.GetUtcNow());
        var desired = await DesiredAsync(trusted, existing, cancellationToken);
        if (!WebhookConfiguration.IsInForce(webhook, desired))
        {
            NotInForce("altered");
            await PatchAsync(PatchKind.Merge, desired, cancellationToken);
            logger.WebhookUpdated(WebhookConfiguration.Name);
        }
        else if (!ReferenceEquals(trusted, registered))
        {
            NotInForce("without our CA");
            await PatchAsync(PatchKind.Json, WebhookConfiguration.CaBundlePatch(index, trusted), cancellationToken);
            logger.ClientCaPatched();
        }

        IsInForce = true;
    }

    private void NotInForce(string fault)
    {
        IsInForce = false;
        logger.WebhookNotInForce(WebhookConfiguration.Name, fault);
    }

    private async Task<JsonObject> DesiredAsync(ReadOnlyMemory<byte> bundle, JsonObject? existing, CancellationToken cancellationToken)
    {
        var namespacesAreLabelled = await NamespacesAreLabelledAsync(cancellationToken);
        var desired = WebhookConfiguration.Desired(options, bundle.Span, namespacesAreLabelled);
        WebhookSelectors.Keep(existing, desired);
        return desired;
    }

    private Task PatchAsync(PatchKind kind, JsonNode patch, CancellationToken cancellationToken) =>
        api.PatchAsync(Path.Object(null, WebhookConfiguration.Name), kind, Encoding.UTF8.GetBytes(patch.ToJsonString()), cancellationToken);

    private async Task<JsonObject?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetJsonAsync(Path.Object(null, WebhookConfiguration.Name), AdmittingJson.Default.JsonObject, cancellationToken);
        }
        catch (KubernetesApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    private async Task<bool> NamespacesAreLabelledAsync(CancellationToken cancellationToken)
    {
        if (options.SelectedNamespace.Length == 0)
        {
            return true; // Nothing depends on it.
        }

        var version = await api.GetJsonAsync("version", AdmittingJson.Default.JsonObject, cancellationToken);
        var minor = ((string?)version["minor"] ?? "").TrimEnd('+');
        return (string?)version["major"] != "1"
            || !int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number >= FirstServerWithNamespaceLabels;
    }
}
