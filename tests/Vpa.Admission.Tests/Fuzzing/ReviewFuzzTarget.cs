using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vpa.Admission.Http;
using Vpa.Admission.Metrics;
using Vpa.Admission.Reviewing;
using Vpa.Domain.Policies;
using Vpa.Testing;

namespace Vpa.Admission.Tests.Fuzzing;

/// <summary>
/// The reader of AdmissionReviews as a target for fuzzers: any bytes in, a proper answer out. Give <see cref="Run(ReadOnlyMemory{byte})"/> to a fuzzer such as SharpFuzz;
/// it throws when the answer is not what it must be.
/// </summary>
internal sealed class ReviewFuzzTarget : IDisposable
{
    /// <summary>The namespace of the reviews in the corpus.</summary>
    private const string Namespace = "capture";

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 1024 };

    private readonly AdmissionMetrics _metrics = new(new OwnMeters());
    private readonly FailureLog<AdmissionReviewer> _reviewerLog = new();
    private readonly FailureLog<AdmissionEndpoint> _endpointLog = new();
    private readonly AdmissionEndpoint _endpoint;

    public ReviewFuzzTarget()
    {
        var time = new ImpatientTime();
        var state = new AdmissionStateOf(
            AVpa.Named("web").InNamespace(Namespace).Targeting("Deployment", "web").Recommending("app", "250m", "300Mi").Recommending("proxy", "20m", "30Mi"),
            AVpa.Named("db").InNamespace(Namespace).Targeting("StatefulSet", "db").Recommending("db", "2", "5Gi")
                .With(new StartupBoost(new(StartupBoostType.Factor, 2, null, null))));
        state.Known.Add("ReplicaSet", ReplicaSet, owner: ("Deployment", "web"), @namespace: Namespace);
        var reviewer = new AdmissionReviewer(state, new() { Gates = new(CpuStartupBoost: true) }, _metrics, time, _reviewerLog);
        _endpoint = new(reviewer, _metrics, time, _endpointLog);
    }

    /// <summary>How many of the answers had a patch: a corpus whose pods no VPA controls would test little.</summary>
    public int Patched { get; private set; }

    /// <summary>How many refused an object.</summary>
    public int Refused { get; private set; }

    /// <summary>Sends one body.</summary>
    /// <exception cref="InvalidOperationException">The answer is not proper, or an exception had to be swallowed on the way.</exception>
    public void Run(ReadOnlyMemory<byte> body)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(body.ToArray());
        using var reply = new MemoryStream();
        context.Response.Body = reply;
        _endpoint.HandleAsync(context).GetAwaiter().GetResult();
        if ((_reviewerLog.First ?? _endpointLog.First) is { } swallowed)
        {
            throw new InvalidOperationException("An exception was swallowed.", swallowed);
        }

        Check(context.Response.StatusCode == StatusCodes.Status200OK, $"status {context.Response.StatusCode}");
        using var answer = JsonDocument.Parse(reply.ToArray());
        CheckAnswer(answer.RootElement, body);
    }

    public void Dispose() => _metrics.Dispose();

    /// <summary>The name of the ReplicaSet in the corpus, which the API server has generated.</summary>
    public const string ReplicaSet = "web-568dbbb4cc";

    private void CheckAnswer(JsonElement review, ReadOnlyMemory<byte> body)
    {
        Check(review.GetProperty("kind").GetString() == "AdmissionReview" && review.GetProperty("apiVersion").GetString() == "admission.k8s.io/v1", "no AdmissionReview");
        var response = review.GetProperty("response");
        var uid = response.GetProperty("uid").GetString()!;
        Check(uid.Length == 0 || uid == UidOf(body), $"the uid is {uid}");
        if (response.GetProperty("allowed").GetBoolean())
        {
            Check(!response.TryGetProperty("status", out _), "allowed with a status");
        }
        else
        {
            Refused++;
            var status = response.GetProperty("status");
            Check(status.GetProperty("code").GetInt32() == 422 && status.GetProperty("message").GetString()!.Contains(" is invalid: ", StringComparison.Ordinal), "refused without saying why");
            Check(!response.TryGetProperty("patch", out _), "refused with a patch");
        }

        if (response.TryGetProperty("patch", out var patch))
        {
            Patched++;
            Check(response.GetProperty("patchType").GetString() == "JSONPatch" && Base64.IsValid(patch.GetString()), "the patch is no base64");
            using var operations = JsonDocument.Parse(patch.GetBytesFromBase64());
            Check(operations.RootElement.GetArrayLength() > 0, "the patch is empty");
            foreach (var operation in operations.RootElement.EnumerateArray())
            {
                Check(operation.GetProperty("op").GetString() == "add" && operation.GetProperty("path").GetString()!.StartsWith('/') && operation.TryGetProperty("value", out _), $"{operation}");
            }
        }
    }

    /// <summary>The uid by another reader; null when there is none to be read.</summary>
    private static string? UidOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, AnyDepth);
            return document.RootElement.GetProperty("request").GetProperty("uid").GetString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static void Check(bool holds, string fault)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"The answer is not proper: {fault}");
        }
    }
}
