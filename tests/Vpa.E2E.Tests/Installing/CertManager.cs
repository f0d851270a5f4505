using System.Text;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>Does by hand what cert-manager and its CA injector do with the objects that the chart makes; its kinds are there without their schemas.</summary>
internal sealed class CertManager(ApiClient api, Kubectl kubectl, string ns) : IDisposable
{
    private const string InjectFrom = "cert-manager.io/inject-ca-from";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CertificateAuthority _ca = new("cert-manager-ca");

    /// <summary>Makes its kinds known and waits until they are served.</summary>
    public async Task InstallAsync()
    {
        foreach (var (kind, plural) in new[] { ("Issuer", "issuers"), ("Certificate", "certificates") })
        {
            (await kubectl.ApplyAsync($$$"""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{{plural}}}.cert-manager.io"},"spec":{
                  "group":"cert-manager.io","scope":"Namespaced","names":{"kind":"{{{kind}}}","listKind":"{{{kind}}}List","plural":"{{{plural}}}","singular":"{{{kind.ToLowerInvariant()}}}"},
                  "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } }]} }
                """)).Expected();
            await Polling.UntilAsync($"{plural} to be served", Patience, async cancel => await api.FindAsync($"/apis/cert-manager.io/v1/{plural}", cancel) is null ? "they are not" : null);
        }
    }

    /// <summary>Issues what is asked for into the Secrets that are named, and gives the CA to the configurations that ask for it.</summary>
    public async Task ReconcileAsync()
    {
        var issuers = await NamesAsync("issuers");
        var certificates = (await api.GetAsync($"/apis/cert-manager.io/v1/namespaces/{ns}/certificates"))["items"]!.AsArray().Select(c => c!).ToList();
        foreach (var spec in certificates.Select(c => c["spec"]!))
        {
            Assert.Contains(Text(spec["issuerRef"]!["name"]), issuers);
            var names = RenderedManifest.Texts(spec["dnsNames"]);
            var (certificate, key) = _ca.Issue(names.Count > 0 ? names[0] : Text(spec["commonName"]), [.. names]);
            (await kubectl.ApplyAsync($$$"""
                {"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/tls","metadata":{"name":"{{{Text(spec["secretName"])}}}","namespace":"{{{ns}}}"},
                 "data":{"ca.crt":"{{{Base64(_ca.Pem)}}}","tls.crt":"{{{Base64(certificate)}}}","tls.key":"{{{Base64(key)}}}"}}
                """)).Expected();
        }

        var configurations = await api.GetAsync("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations");
        foreach (var configuration in configurations["items"]!.AsArray().Where(c => c!["metadata"]!["annotations"]?[InjectFrom] is not null))
        {
            Assert.Contains(Text(configuration!["metadata"]!["annotations"]![InjectFrom]), certificates.Select(c => $"{ns}/{RenderedManifest.Name(c)}"));
            (await kubectl.RunAsync("patch", "mutatingwebhookconfiguration", RenderedManifest.Name(configuration), "--type=json", "-p",
                $$"""[{"op":"add","path":"/webhooks/0/clientConfig/caBundle","value":"{{Base64(_ca.Pem)}}"}]""")).Expected();
        }
    }

    /// <summary>Takes its kinds away again, and their objects with them.</summary>
    public Task UninstallAsync() => kubectl.RunAsync("delete", "crd", "issuers.cert-manager.io", "certificates.cert-manager.io", "--ignore-not-found");

    public void Dispose() => _ca.Dispose();

    private async Task<IEnumerable<string>> NamesAsync(string plural) =>
        (await api.GetAsync($"/apis/cert-manager.io/v1/namespaces/{ns}/{plural}"))["items"]!.AsArray().Select(o => RenderedManifest.Name(o!)).ToList();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
