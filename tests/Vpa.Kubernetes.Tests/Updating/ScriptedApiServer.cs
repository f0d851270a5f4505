using System.Net;
using System.Net.Mime;
using System.Text;
using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Tests.Updating;

/// <summary>Answers each request by a script and remembers what was asked. An answer of null is a connection that breaks.</summary>
internal sealed class ScriptedApiServer(Func<string, (HttpStatusCode Status, string Body)?> answer) : HttpMessageHandler
{
    public List<(string Request, string Body)> Requests { get; } = [];

    public KubernetesApi Connect() => new(
        this, new Uri("https://cluster.test"), new KubernetesApiOptions { Role = "test", QueriesPerSecond = 0 }, TimeProvider.System);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var line = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        Requests.Add((line, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        return answer(line) is { } given
            ? new HttpResponseMessage(given.Status) { Content = new StringContent(given.Body, Encoding.UTF8, MediaTypeNames.Application.Json), RequestMessage = request }
            : throw new HttpRequestException("connection reset");
    }
}
