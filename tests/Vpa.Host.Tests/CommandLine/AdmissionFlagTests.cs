using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Host.Certificates;
using Vpa.Host.CommandLine;
using Vpa.Host.Flags;
using Vpa.Host.Roles;
using Vpa.Host.Tests.Webhook;
using Vpa.Host.Webhook;
using Vpa.Testing;

namespace Vpa.Host.Tests.CommandLine;

public sealed class AdmissionFlagTests
{
    [Theory]   // A34: a part without colon or key makes the whole list invalid, which is said and otherwise without effect
    [InlineData("a:b,c:", "a=b,c=", null)]
    [InlineData("\"a: b\"", "a=b", null)]
    [InlineData("", "", null)]
    [InlineData("a:b,c", "", "'c'")]
    [InlineData("a:b,:d", "", "':d'")]
    public void Labels_are_set_all_or_none_and_keep_nobody_from_starting(string text, string expected, string? named)
    {
        var (options, settings) = Read($"--webhook-labels={text}");
        var labels = options.Registration!(0).Labels;
        Assert.Equal(expected, string.Join(',', labels.Select(l => $"{l.Key}={l.Value}")));
        var warnings = settings.HostOptions().Warnings;
        Assert.Equal(named is not null, warnings.Count == 1 && warnings[0].Contains("--webhook-labels", StringComparison.Ordinal) && warnings[0].Contains(named!, StringComparison.Ordinal));
        settings.ThrowOnErrors();
    }

    [Theory]   // A21, A25: the CA file must be there where it is followed and registered; elsewhere it need not
    [InlineData(true, "--reload-cert")]
    [InlineData(false, "--reload-cert", "--register-webhook=false")]
    [InlineData(false)]
    public void A_missing_CA_file_that_is_to_be_followed_ends_the_start(bool isRefused, params string[] flags)
    {
        var (_, settings) = Read(["--client-ca-file=/nonexistent/ca.pem", .. flags]);
        if (isRefused)
        {
            Assert.Contains("--client-ca-file '/nonexistent/ca.pem'", Assert.Single(Assert.Throws<UsageException>(settings.ThrowOnErrors).Errors), StringComparison.Ordinal);
        }
        else
        {
            settings.ThrowOnErrors();
        }
    }

    [Theory]   // A31: the API server takes https only; with files as with certificates of our own make
    [InlineData(true, "", "")]
    [InlineData(true, "", "8443")]
    [InlineData(true, "http://vpa.example.com", "8443")]
    [InlineData(true, "vpa.example.com", "8443")]
    [InlineData(true, "https://", "8443")]
    [InlineData(true, "https://vpa.example.com:8443", "8443")]
    [InlineData(true, "https://vpa.example.com", "https")]
    [InlineData(false, "https://vpa.example.com", "8443")]
    [InlineData(false, "https://vpa.example.com", "")]
    [InlineData(false, "https://[::1]", "8443")]
    public void A_registration_by_URL_needs_one(bool isRefused, string address, string port)
    {
        string[] url = [$"--webhook-address={address}", $"--webhook-port={port}"];
        foreach (var files in new string[][] { [], ["--tls-cert-file=/cert.pem"] })
        {
            var (_, settings) = Read(["--register-by-url", .. url, .. files]);
            var errors = Record.Exception(settings.ThrowOnErrors) is UsageException e ? e.Errors : [];
            Assert.Equal(isRefused ? 1 : 0, errors.Count);
            Assert.All(errors, error => Assert.StartsWith($"--webhook-address '{address}' and --webhook-port '{port}'", error, StringComparison.Ordinal));
        }

        Read(url).Settings.ThrowOnErrors();
        Read([.. url, "--register-by-url", "--register-webhook=false"]).Settings.ThrowOnErrors();
    }

    [Theory]   // A8, A36: where the status lease is; NAMESPACE is not set here
    [InlineData("kube-system", "vpa-admission-controller")]
    [InlineData("ops", "vpa-admission-controller", "--status-lease-namespace=ops")]
    [InlineData("kube-system", "other", "--status-lease-name=other")]
    public void The_status_lease_is_where_the_flags_say(string @namespace, string name, params string[] flags)
    {
        Assert.Null(Environment.GetEnvironmentVariable("NAMESPACE"));
        var lease = Read(flags).Options.Lease;
        Assert.Equal((@namespace, name, TimeSpan.FromSeconds(10)), (lease.Namespace, lease.Name, lease.Interval));
    }

    [Theory]   // A9, A10, A35
    [InlineData(8000, false, true)]
    [InlineData(8443, true, true, "--port=8443", "--min-tls-version=tls1_3")]
    [InlineData(8000, false, false, "--register-webhook=false", "--min-tls-version=")]
    public void The_server_listens_as_told_and_registers_unless_told_not_to(int port, bool onlyTls13, bool registers, params string[] flags)
    {
        var options = Read(flags).Options;
        Assert.Equal((port, onlyTls13, registers), (options.Server.Port, options.Server.OnlyTls13, options.Registration is not null));
    }

    [Theory]   // A20, A22, A23
    [InlineData(false)]
    [InlineData(true)]
    public void Files_are_followed_only_when_told(bool reload)
    {
        var folder = Directory.CreateTempSubdirectory("vpa-flags-");
        try
        {
            var pair = RunningWebhook.Localhost();
            string[] args = [.. AdmissionProcessTests.Files(folder.FullName, pair.Server, pair.CaPem), $"--reload-cert={reload}"];
            var environment = new RoleEnvironment(TimeProvider.System, NullLoggerFactory.Instance, new OwnMeters(), () => { });
            var (shared, flags) = (new SharedFlags(), new AdmissionFlags());
            var source = new AdmissionRole(shared, flags).Certificates(null!, Values(flags, shared, args), environment);
            Assert.Equal(reload, source is CertificateFiles);
            Assert.Equal((pair.Server.SerialNumber, pair.CaPem), (source.Current.SerialNumber, source.CaPem));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (AdmissionComponentOptions Options, SharedSettings Settings) Read(params string[] args)
    {
        var (shared, flags) = (new SharedFlags(), new AdmissionFlags());
        var values = Values(flags, shared, args);
        var settings = new SharedSettings(shared, values, flags.Address);
        return (new AdmissionRole(shared, flags).Options(values, settings), settings);
    }

    private static FlagValues Values(AdmissionFlags flags, SharedFlags shared, string[] args)
    {
        var command = new RootCommand();
        foreach (var flag in flags.All.Concat(shared.All).DistinctBy(f => f.Name))
        {
            command.Options.Add(flag.Option);
        }

        return new(command.Parse(FlagSpelling.Normalise(args)), new ConfigurationBuilder().Build());
    }
}
