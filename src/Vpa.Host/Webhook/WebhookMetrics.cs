using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vpa.Host.Certificates;

namespace Vpa.Host.Webhook;

/// <summary>Measurements of the webhook's server and certificates; upstream has none of them.</summary>
internal sealed class WebhookMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Vpa.Host.Webhook";

    private static readonly string[] Reasons = ["overload", "timeout"];

    private readonly Meter _meter;
    private readonly Counter<long> _turnedAway;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Where.</param>
    /// <param name="certificates">The certificates whose end is shown.</param>
    public WebhookMetrics(IMeterFactory meters, IServerCertificateSource certificates)
    {
        _meter = meters.Create(MeterName);
        _turnedAway = _meter.CreateCounter<long>(
            "vpa_admission_controller_turned_away_requests_total", description: "Requests that were not decided about, by reason.");
        _meter.CreateObservableGauge(
            "vpa_admission_controller_certificate_expiry_timestamp_seconds",
            () => Ends(certificates),
            description: "When the webhook's server certificate, and the last of the CA certificates registered with it, end; Unix time.");
        foreach (var reason in Reasons)
        {
            _turnedAway.Add(0, new KeyValuePair<string, object?>("reason", reason));
        }
    }

    /// <summary>Counts a request that was not decided about.</summary>
    public void TurnedAway(string reason) => _turnedAway.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Shows the requests in flight.</summary>
    public void ShowInFlight(Func<int> read) => _meter.CreateObservableGauge(
        "vpa_admission_controller_requests_in_flight", read, description: "Requests that are being decided about.");

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<double>> Ends(IServerCertificateSource certificates)
    {
        yield return new(UnixSeconds(certificates.Current.NotAfter), new KeyValuePair<string, object?>("certificate", "server"));
        if (EndOfCa(certificates.CaPem) is { } end)
        {
            yield return new(UnixSeconds(end), new KeyValuePair<string, object?>("certificate", "ca"));
        }
    }

    private static DateTime? EndOfCa(string pem)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(pem);
            return authorities.Count == 0 ? null : authorities.Max(c => c.NotAfter);
        }
        catch (CryptographicException)
        {
            return null; // Files are taken as they are; a bundle that cannot be read has no end to show.
        }
    }

    private static double UnixSeconds(DateTime local) => new DateTimeOffset(local).ToUnixTimeSeconds();
}
