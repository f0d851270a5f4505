using Vpa.Domain.Quantities;

namespace Vpa.Host.Flags;

/// <summary>Flags of the admission controller (section 17 of its specification).</summary>
internal sealed class AdmissionFlags
{
    public Flag<string> Address { get; } = new("address", FlagTypes.Text, ":8944", "Listen address of /metrics, /health-check and /ready-check");

    public Flag<int> Port { get; } = new("port", FlagTypes.Port, 8000, "HTTPS port of the webhook");

    public Flag<string> TlsCertFile { get; } = new("tls-cert-file", FlagTypes.Text, "/etc/tls-certs/serverCert.pem", "Server certificate, PEM");

    public Flag<string> TlsPrivateKey { get; } = new("tls-private-key", FlagTypes.Text, "/etc/tls-certs/serverKey.pem", "Server key, PEM");

    public Flag<string> ClientCaFile { get; } = new("client-ca-file", FlagTypes.Text, "/etc/tls-certs/caCert.pem", "CA bundle put into the webhook configuration, PEM; clients are not authenticated");

    public Flag<bool> ReloadCert { get; } = new("reload-cert", FlagTypes.Boolean, false, "Follow changes of the certificate files");

    public Flag<string> MinTlsVersion { get; } = new("min-tls-version", FlagTypes.TlsVersion, "tls1_2", "Least TLS version: tls1_2 or tls1_3");

    public Flag<string> TlsCiphers { get; } = new("tls-ciphers", FlagTypes.Text, "", "TLS 1.2 cipher suites to allow, IANA names split at commas or colons; empty: those of the TLS library");

    public Flag<bool> RegisterWebhook { get; } = new("register-webhook", FlagTypes.Boolean, true, "Create or correct the webhook configuration at start");

    public Flag<bool> RegisterByUrl { get; } = new("register-by-url", FlagTypes.Boolean, false, "Register a URL instead of a service");

    public Flag<string> WebhookAddress { get; } = new("webhook-address", FlagTypes.Text, "", "URL prefix for --register-by-url, with https://");

    public Flag<string> WebhookPort { get; } = new("webhook-port", FlagTypes.Text, "", "Port for --register-by-url");

    public Flag<string> WebhookService { get; } = new("webhook-service", FlagTypes.Text, "vpa-webhook", "Service named in the webhook configuration");

    public Flag<int> WebhookTimeoutSeconds { get; } = new("webhook-timeout-seconds", FlagTypes.WebhookTimeout, 30, "How long the API server waits for the webhook");

    public Flag<bool> WebhookFailurePolicyFail { get; } = new("webhook-failure-policy-fail", FlagTypes.Boolean, false, "Refuse pods when the webhook does not answer");

    public Flag<string> WebhookLabels { get; } = new("webhook-labels", FlagTypes.Text, "", "Labels of the webhook configuration, key1:value1,key2:value2");

    public Flag<string> StatusLeaseName { get; } = new("status-lease-name", FlagTypes.Text, "vpa-admission-controller", "Name of the status lease");

    public Flag<string> StatusLeaseNamespace { get; } = new("status-lease-namespace", FlagTypes.Text, "", "Namespace of the status lease; empty: NAMESPACE of the environment, else kube-system");

    public Flag<TimeSpan> StatusLeaseUpdateInterval { get; } = new("status-lease-update-interval", FlagTypes.Interval, TimeSpan.FromSeconds(10), "Time between renewals of the status lease");

    public Flag<Quantity?> MaxAllowedCpuBoost { get; } = new("max-allowed-cpu-boost", FlagTypes.Quantity, null, "Upper bound of a boosted CPU request");

    /// <summary>All of the admission controller's own.</summary>
    public IEnumerable<IFlag> All =>
    [
        Address, Port, TlsCertFile, TlsPrivateKey, ClientCaFile, ReloadCert, MinTlsVersion, TlsCiphers, RegisterWebhook, RegisterByUrl, WebhookAddress, WebhookPort, WebhookService,
        WebhookTimeoutSeconds, WebhookFailurePolicyFail, WebhookLabels, StatusLeaseName, StatusLeaseNamespace, StatusLeaseUpdateInterval, MaxAllowedCpuBoost,
    ];
}
