using System.Net;
using System.Text;
using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Tests.Recommending;

/// <summary>An API server without a network: answers each request in turn, the last answer for ever, and keeps what was asked.</summary>
internal sealed class Answers(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private readonly List<(string Request, string Body)> _requests = [];

    public IReadOnlyList<(string Request, string Body)> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public static Func<HttpResponseMessage> Text(string text, HttpStatusCode status = HttpStatusCode.OK) =>
        () => new HttpResponseMessage(status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

    public KubernetesApi Connect(TimeProvider? time = null) =>
        new(this, new Uri("https://api.example"), new KubernetesApiOptions { QueriesPerSecond = 0 }, time ?? TimeProvider.System);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_requests)
        {
            _requests.Add(($"{request.Method} {request.RequestUri!.PathAndQuery} {request.Content?.Headers.ContentType}".TrimEnd(), body));
            return answers[Math.Min(_requests.Count, answers.Length) - 1]();
        }
    }
}
