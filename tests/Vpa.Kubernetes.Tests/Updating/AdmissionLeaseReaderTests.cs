using System.Net;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Kubernetes.Updating;

namespace Vpa.Kubernetes.Tests.Updating;

public sealed class AdmissionLeaseReaderTests
{
    private readonly FakeLogger<AdmissionLeaseReader> _logger = new();

    private static (HttpStatusCode, string) Lease(string created, string? renewed) => (HttpStatusCode.OK, $$$"""
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"x","namespace":"vpa","creationTimestamp":"{{{created}}}"},
         "spec":{"holderIdentity":"h"{{{(renewed is null ? "" : $",\"renewTime\":\"{renewed}\"")}}}}}
        """);

    private static (HttpStatusCode, string) Failure(int code) => ((HttpStatusCode)code, $$"""{"kind":"Status","code":{{code}},"reason":"x","message":"no"}""");

    private async Task<(DateTimeOffset? Seen, int Attempts)> ReadAsync(params (HttpStatusCode, string)?[] answers)
    {
        var attempts = 0;
        var server = new ScriptedApiServer(request =>
        {
            Assert.Equal("GET /apis/coordination.k8s.io/v1/namespaces/vpa/leases/alive", request);
            return answers[Math.Min(attempts++, answers.Length - 1)];
        });
        using var api = server.Connect();
        var reader = new AdmissionLeaseReader(api, new AdmissionLeaseOptions { Namespace = "vpa", Name = "alive" }, TimeProvider.System, _logger);
        return (await reader.LastSeenAsync(CancellationToken.None), attempts);
    }

    [Theory]
    [InlineData("2026-06-01T12:00:00Z", null, "2026-06-01T12:00:00Z")]
    [InlineData("2026-06-01T12:00:00Z", "2026-06-01T12:00:10.5Z", "2026-06-01T12:00:10.5Z")]
    [InlineData("2026-06-01T12:00:00Z", "2026-06-01T11:00:00.000000Z", "2026-06-01T12:00:00Z")]
    public async Task U18_the_later_of_creation_and_renewal_counts(string created, string? renewed, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), (await ReadAsync(Lease(created, renewed))).Seen);

    [Theory]
    [InlineData(500, 3)]
    [InlineData(504, 3)]
    [InlineData(404, 1)]
    [InlineData(403, 1)]
    public async Task U19_only_errors_that_may_pass_are_tried_again_up_to_three_times(int code, int attempts)
    {
        Assert.Equal((null, attempts), await ReadAsync(Failure(code)));
        Assert.Single(_logger.Collector.GetSnapshot());
    }

    [Fact]
    public async Task U19_the_third_attempt_may_succeed()
    {
        var (seen, attempts) = await ReadAsync(null, Failure(500), Lease("2026-06-01T12:00:00Z", null));

        Assert.NotNull(seen);
        Assert.Equal(3, attempts);
        Assert.Empty(_logger.Collector.GetSnapshot());
    }
}
