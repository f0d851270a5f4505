using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Vpa.Host.CommandLine;
using Vpa.Host.Flags;
using Vpa.Host.Roles;
using Vpa.Host.Webhook;

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

    private static (AdmissionComponentOptions Options, SharedSettings Settings) Read(params string[] args)
    {
        var (shared, flags) = (new SharedFlags(), new AdmissionFlags());
        var command = new RootCommand();
        foreach (var flag in flags.All.Concat(shared.All).DistinctBy(f => f.Name))
        {
            command.Options.Add(flag.Option);
        }

        var values = new FlagValues(command.Parse(FlagSpelling.Normalise(args)), new ConfigurationBuilder().Build());
        var settings = new SharedSettings(shared, values, flags.Address);
        return (new AdmissionRole(shared, flags).Options(values, settings), settings);
    }
}
