using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Vpa.Recommender.Ports;
using Vpa.Storage.Prometheus;
using Vpa.Testing;

namespace Vpa.Storage.Tests.Prometheus;

/// <summary>What goes wrong between here and Prometheus: each time one clear error, and never a secret in it.</summary>
public sealed class PrometheusFaultTests
{
    private const string Secret = "s3cret-t0ken";
    private const string Empty = """{"status":"success","data":{"resultType":"matrix","result":[]}}""";

    [Theory]
    [InlineData(500, "oops", "500", false)]
    [InlineData(503, """{"status":"error","errorType":"timeout","error":"query timed out"}""", "503", false)]
    [InlineData(401, "", "401", false)]
    [InlineData(302, "", "302", false)]
    [InlineData(404, "<html>", "404", false)]
    [InlineData(400, """{"status":"error","errorType":"bad_data","error":"parse error at 1"}""", "bad_data: parse error at 1", true)]
    [InlineData(422, """{"status":"error","errorType":"execution","error":"too many samples"}""", "too many samples", true)]
    [InlineData(200, """{"status":"error","error":"odd"}""", "odd", true)]
    [InlineData(200, "<html>log in</html>", "no answer of the API", false)]
    [InlineData(200, "", "no answer of the API", false)]
    [InlineData(200, "[]", "no answer of the API", false)]
    [InlineData(200, """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{""", "", false)]
    [InlineData(200, """{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}""", "yields a scalar", true)]
    [InlineData(200, """{"status":"success","data":{"resultType":"vector","result":[]}}""", "yields a vector", true)]
    [InlineData(200, """{"status":"success"}""", "yields a", true)]
    public async Task Every_bad_answer_is_one_clear_error(int status, string body, string expected, bool isRefused)
    {
        await using var server = await FakePrometheus.StartAsync(FakePrometheus.Text(body, status));
        using var archive = new ArchiveUnderTest(server.Address);
        var failure = await FailAsync(archive);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Equal(isRefused, failure.IsRefused);
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_the_answer_is_a_failure()
    {
        await using var server = await FakePrometheus.StartAsync(async context =>
        {
            context.Response.ContentLength = 10_000;
            await context.Response.WriteAsync("""{"status":"success","data":{"resultType":"matrix","result":[""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var archive = new ArchiveUnderTest(server.Address);
        Assert.False((await FailAsync(archive)).IsRefused);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_does_not_come_or_does_not_end_is_cut_off(bool begins) // R139: the limit holds for the whole answer
    {
        await using var server = await FakePrometheus.StartAsync(async context =>
        {
            if (begins)
            {
                await context.Response.WriteAsync("""{"status":"success","data":{""");
                await context.Response.Body.FlushAsync();
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        using var archive = new ArchiveUnderTest(new PrometheusOptions { Address = server.Address, QueryTimeout = TimeSpan.FromMilliseconds(500) });
        Assert.Contains("500ms", (await FailAsync(archive)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_a_cancellation_and_no_failure()
    {
        await using var server = await FakePrometheus.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var archive = new ArchiveUnderTest(server.Address);
        using var stop = new CancellationTokenSource();
        var reading = archive.Value.ReadPodLabelsAsync(AnInstant.Start, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Nobody_there_is_a_failure()
    {
        Uri address;
        await using (var server = await FakePrometheus.StartAsync(FakePrometheus.Text(Empty)))
        {
            address = server.Address;
        }

        using var archive = new ArchiveUnderTest(address);
        Assert.False((await FailAsync(archive)).IsRefused);
        Assert.Empty(archive.Requests);
    }

    [Fact]
    public async Task Each_kind_of_credentials_is_sent_and_none_is_told() // R138
    {
        await using var server = await FakePrometheus.StartAsync(context =>
            FakePrometheus.Text(Empty, context.Request.Headers.Authorization.Count > 0 ? 200 : 401)(context));
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "token");
        await File.WriteAllTextAsync(file, $"  {Secret}\n");
        (PrometheusCredentials Credentials, string Expected)[] kinds =
        [
            (PrometheusCredentials.Bearer(Secret), $"Bearer {Secret}"),
            (PrometheusCredentials.BearerFile(file), $"Bearer {Secret}"),
            (PrometheusCredentials.Basic("me", Secret), "Basic bWU6czNjcmV0LXQwa2Vu"),
        ];
        foreach (var (credentials, expected) in kinds)
        {
            using var archive = new ArchiveUnderTest(new PrometheusOptions { Address = server.Address, Credentials = credentials });
            await archive.Value.ReadPodLabelsAsync(AnInstant.Start, CancellationToken.None);
            Assert.Equal(expected, server.Requests[^1].Authorization);
            Assert.DoesNotContain(Secret, $"{credentials}{archive.Value.Name}{new PrometheusOptions { Address = server.Address, Credentials = credentials }}", StringComparison.Ordinal);
        }

        using var without = new ArchiveUnderTest(server.Address);
        Assert.Contains("401", (await FailAsync(without)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_replaced_is_taken_up_and_one_that_is_gone_is_a_failure()
    {
        await using var server = await FakePrometheus.StartAsync(FakePrometheus.Text(Empty));
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "token");
        using var archive = new ArchiveUnderTest(new PrometheusOptions { Address = server.Address, Credentials = PrometheusCredentials.BearerFile(file) });
        foreach (var token in (string[])["first", "second"])
        {
            await File.WriteAllTextAsync(file, token);
            await archive.Value.ReadPodLabelsAsync(AnInstant.Start, CancellationToken.None);
            Assert.Equal($"Bearer {token}", server.Requests[^1].Authorization);
        }

        File.Delete(file);
        Assert.Contains(file, (await FailAsync(archive)).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "a\nb");
        Assert.DoesNotContain("a\nb", (await FailAsync(archive)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_verified_unless_told_otherwise()
    {
        await using var server = await FakePrometheus.StartAsync(FakePrometheus.Text(Empty), certificateName: "localhost");
        await using var imposter = await FakePrometheus.StartAsync(FakePrometheus.Text(Empty), certificateName: "elsewhere");
        X509Certificate2Collection authorities = [server.Certificate!, imposter.Certificate!];

        await ReadAsync(new PrometheusOptions { Address = server.Address, Authorities = authorities });
        await ReadAsync(new PrometheusOptions { Address = imposter.Address, SkipTlsVerification = true });
        Assert.Contains("TLS", (await Assert.ThrowsAsync<ArchiveUnavailableException>(() => ReadAsync(new PrometheusOptions { Address = server.Address }))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArchiveUnavailableException>(() => ReadAsync(new PrometheusOptions { Address = imposter.Address, Authorities = authorities }));
        Assert.Single(imposter.Requests);

        static async Task ReadAsync(PrometheusOptions options)
        {
            using var archive = new ArchiveUnderTest(options);
            await archive.Value.ReadUsageAsync(ArchivedResource.Cpu, AnInstant.Start, CancellationToken.None);
        }
    }

    private static Task<ArchiveUnavailableException> FailAsync(ArchiveUnderTest archive) => Assert.ThrowsAsync<ArchiveUnavailableException>(
        () => archive.Value.ReadUsageAsync(ArchivedResource.Cpu, AnInstant.Start, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60)));
}
