using System.Net;
using Vpa.Kubernetes.Updating;
using Vpa.Updater.Ports;

namespace Vpa.Kubernetes.Tests.Updating;

public sealed class AdmissionLeaseReaderTests
{
    private static (HttpStatusCode, string) Lease(string created, string? renewed) => (HttpStatusCode.OK, $$$"""
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"x","uid":"u-1","namespace":"vpa","creationTimestamp":"{{{created}}}"},
         "spec":{"holderIdentity":"h"{{{(renewed is null ? "" : $",\"renewTime\":\"{renewed}\"")}}}}}
        """);

    private static (HttpStatusCode, string) Failure(int code) => ((HttpStatusCode)code, $$"""{"kind":"Status","code":{{code}},"reason":"x","message":"no"}""");

    private static async Task<(StatusLeaseReading Reading, int Attempts)> ReadAsync(params (HttpStatusCode, string)?[] answers)
    {
        var attempts = 0;
        var server = new ScriptedApiServer(request =>
        {
            Assert.Equal("GET /apis/coordination.k8s.io/v1/namespaces/vpa/leases/alive", request);
            return answers[Math.Min(attempts++, answers.Length - 1)];
        });
        using var api = server.Connect();
        var reader = new AdmissionLeaseReader(api, new AdmissionLeaseOptions { Namespace = "vpa", Name = "alive" }, TimeProvider.System);
        return (await reader.ReadAsync(CancellationToken.None), attempts);
    }

    [Theory]   // A41
    [InlineData("2026-06-01T12:00:00Z", null, "2026-06-01T12:00:00Z")]
    [InlineData("2026-06-01T12:00:00Z", "2026-06-01T12:00:10.5Z", "2026-06-01T12:00:10.5Z")]
    [InlineData("2026-06-01T12:00:00Z", "2026-06-01T11:00:00.000000Z", "2026-06-01T12:00:00Z")]
    public async Task U18_the_later_of_creation_and_renewal_counts(string created, string? renewed, string expected) =>
        Assert.Equal(
            new StatusLeaseReading("u-1", DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)), (await ReadAsync(Lease(created, renewed))).Reading);

    [Theory]
    [InlineData(500, 3)]
    [InlineData(504, 3)]
    [InlineData(404, 1)]
    [InlineData(403, 1)]
    public async Task U19_only_errors_that_may_pass_are_tried_again_up_to_three_times(int code, int attempts)
    {
        var (reading, made) = await ReadAsync(Failure(code));

        Assert.Equal(attempts, made);
        Assert.Null(reading.LastSeen);
        Assert.Contains($"{code}", reading.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task U19_the_third_attempt_may_succeed()
    {
        var (reading, attempts) = await ReadAsync(null, Failure(500), Lease("2026-06-01T12:00:00Z", null));

        Assert.NotNull(reading.LastSeen);
        Assert.Equal((3, null), (attempts, reading.Fault));
    }
}
