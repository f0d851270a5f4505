using System.Security.Cryptography.X509Certificates;
using Vpa.E2E.Tests.Clusters;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>In which order, and how far apart, the authorities that the API server trusts and the certificates that replicas show were seen to change.</summary>
/// <param name="api">The API server.</param>
/// <param name="ports">Where the replicas listen.</param>
internal sealed class RotationRecord(ApiClient api, IReadOnlyList<int> ports)
{
    private IReadOnlyList<string> _firstTrusted = [];
    private IReadOnlyList<string> _firstShown = [];
    private long _lastWithoutBoth;

    /// <summary>From the last look at which not both authorities were trusted to the first at which a new certificate was shown; null before.</summary>
    public TimeSpan? PublishedBeforeUse { get; private set; }

    /// <summary>Whether the old authority was dropped while a replica still showed a certificate of it.</summary>
    public bool WasDroppedTooEarly { get; private set; }

    /// <summary>Whether the API server trusts one new authority alone, and each replica shows a certificate of it.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Looks once; the first time for how it is before the rotation.</summary>
    public async Task LookAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var trusted = await TrustedAsync();
        var shown = await ServedCertificate.SerialNumbersAsync(ports);
        if (_firstShown.Count == 0)
        {
            (_firstTrusted, _firstShown, _lastWithoutBoth) = (trusted, shown, began);
            return;
        }

        if (PublishedBeforeUse is null && trusted.Count < 2)
        {
            _lastWithoutBoth = began;
        }

        if (PublishedBeforeUse is null && shown.Any(s => !_firstShown.Contains(s)))
        {
            PublishedBeforeUse = TimeProvider.System.GetElapsedTime(_lastWithoutBoth);
        }

        var isDropped = !trusted.Any(_firstTrusted.Contains);
        var isOldShown = shown.Any(_firstShown.Contains);
        WasDroppedTooEarly |= isDropped && isOldShown;
        IsComplete = isDropped && !isOldShown && trusted.Count == 1;
    }

    private async Task<IReadOnlyList<string>> TrustedAsync()
    {
        var bundle = new X509Certificate2Collection();
        bundle.ImportFromPem(await RegisteredWebhook.RegisteredCaAsync(api));
        return [.. bundle.Select(c => c.Thumbprint)];
    }
}
