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
    private static readonly ResourcePath Path = new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations");

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

    /// <summary>Registers once.</summary>
    /// <exception cref="KubernetesApiException">The API server refused, or another replica was faster just now.</exception>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var namespacesAreLabelled = await NamespacesAreLabelledAsync(cancellationToken);
        var desired = WebhookConfiguration.Desired(options, readCaBundle().Span, namespacesAreLabelled);
        if (await FindAsync(cancellationToken) is not { } existing)
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
    }

    /// <summary>Puts new CA certificates into the configuration (A27). Failures are logged only; the next change of the file tries again.</summary>
    public async Task RefreshCaBundleAsync(CancellationToken cancellationToken)
    {
        var bundle = readCaBundle();
        if (bundle.IsEmpty)
        {
            return; // A rewrite that is not finished.
        }

        logger.NewClientCa();
        try
        {
            var webhook = (await FindAsync(cancellationToken))?["webhooks"]?.AsArray().FirstOrDefault();
            var text = Convert.ToBase64String(bundle.Span);
            if (webhook is null)
            {
                logger.WebhookMissing(WebhookConfiguration.Name);
            }
            else if ((string?)webhook["clientConfig"]?["caBundle"] != text)
            {
                await PatchAsync(PatchKind.Json, CaBundlePatch(text), cancellationToken);
                logger.ClientCaPatched();
            }
        }
        catch (KubernetesApiException exception)
        {
            logger.ClientCaPatchFailed(exception.Message);
        }
    }

    private static JsonArray CaBundlePatch(string bundle) =>
    [
        new JsonObject { ["op"] = "test", ["path"] = "/webhooks/0/name", ["value"] = WebhookConfiguration.WebhookName },
        new JsonObject { ["op"] = "add", ["path"] = "/webhooks/0/clientConfig/caBundle", ["value"] = bundle },
    ];

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
