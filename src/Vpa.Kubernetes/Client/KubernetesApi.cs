using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Vpa.Kubernetes.Client;

/// <summary>
/// The API server over HTTP: paths in, source-generated types out. Verifies the server's name, keeps to the client's rate, and turns every
/// failure into a <see cref="KubernetesApiException"/>; cancellation by the caller stays an <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class KubernetesApi : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    internal KubernetesApi(HttpMessageHandler handler, Uri address, KubernetesApiOptions options, TimeProvider time)
    {
        Address = new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
        _time = time;
        _timeout = options.RequestTimeout;
        _http = Client(new RetryAfterHandler(time, new RateLimitHandler(new(options.QueriesPerSecond, options.Burst, time), handler)), options.Role);
        WithoutRate = new KubernetesApi(this, Client(new RetryAfterHandler(time, handler), options.Role));
    }

    private KubernetesApi(KubernetesApi limited, HttpClient http)
    {
        (Address, _time, _timeout, _http) = (limited.Address, limited._time, limited._timeout, http);
        WithoutRate = this;
    }

    /// <summary>The address of the API server, ending in a slash.</summary>
    public Uri Address { get; }

    /// <summary>The same API server over the same connections, for requests that keep a rate of their own: the client's does not hold for them. Ends with this one.</summary>
    public KubernetesApi WithoutRate { get; }

    /// <summary>Loads the configuration and prepares a client; nothing is sent yet.</summary>
    /// <exception cref="KubernetesConfigurationException">There is no usable configuration.</exception>
    public static KubernetesApi Connect(KubernetesApiOptions options, TimeProvider time)
    {
        var configuration = KubernetesConfiguration.Load(options.KubeconfigPath, time);
        try
        {
            var handler = new AuthenticationHandler(configuration, ApiServerConnection.CreateHandler(configuration));
            return new KubernetesApi(handler, new Uri(configuration.Host, UriKind.Absolute), options, time);
        }
        catch (Exception e) when (e is UriFormatException or FormatException or IOException or System.Security.Cryptography.CryptographicException)
        {
            throw new KubernetesConfigurationException($"Cannot use the configuration for API server '{configuration.Host}': {e.Message}", e);
        }
    }

    /// <summary>Reads an object.</summary>
    /// <param name="path">Path and query, for example <c>api/v1/namespaces/default</c>.</param>
    /// <param name="type">How to read the answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KubernetesApiException">The request failed.</exception>
    public Task<T> GetJsonAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ExchangeAsync(HttpMethod.Get, path, null, type, cancellationToken);

    /// <summary>Creates an object, or calls a subresource.</summary>
    /// <exception cref="KubernetesApiException">The request failed.</exception>
    public Task<TAnswer> PostJsonAsync<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken) =>
        ExchangeAsync(HttpMethod.Post, path, Content(JsonSerializer.SerializeToUtf8Bytes(body, bodyType), MediaTypeNames.Application.Json), type, cancellationToken);

    /// <summary>Replaces an object; with its resourceVersion only if it is unchanged.</summary>
    /// <exception cref="KubernetesApiException">The request failed.</exception>
    public Task<TAnswer> PutJsonAsync<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken) =>
        ExchangeAsync(HttpMethod.Put, path, Content(JsonSerializer.SerializeToUtf8Bytes(body, bodyType), MediaTypeNames.Application.Json), type, cancellationToken);

    /// <summary>Patches an object and reads the result.</summary>
    /// <exception cref="KubernetesApiException">The request failed.</exception>
    public Task<TAnswer> PatchJsonAsync<TAnswer>(string path, PatchKind kind, ReadOnlyMemory<byte> patch, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken) =>
        ExchangeAsync(HttpMethod.Patch, path, Content(patch, ContentType(kind)), type, cancellationToken);

    /// <summary>Patches an object; the result is not read.</summary>
    /// <exception cref="KubernetesApiException">The request failed.</exception>
    public Task PatchAsync(string path, PatchKind kind, ReadOnlyMemory<byte> patch, CancellationToken cancellationToken) =>
        SendAndForgetAsync(HttpMethod.Patch, path, Content(patch, ContentType(kind)), cancellationToken);

    /// <summary>Creates an object, or calls a subresource; the answer is not read.</summary>
    /// <exception cref="KubernetesApiException">The request failed.</exception>
    public Task PostAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken) =>
        SendAndForgetAsync(HttpMethod.Post, path, Content(JsonSerializer.SerializeToUtf8Bytes(body, bodyType), MediaTypeNames.Application.Json), cancellationToken);

    /// <summary>Deletes an object; the answer is not read.</summary>
    /// <exception cref="KubernetesApiException">The request failed.</exception>
    public Task DeleteAsync(string path, CancellationToken cancellationToken) => SendAndForgetAsync(HttpMethod.Delete, path, null, cancellationToken);

    /// <summary>
    /// Sends a request and returns once the answer's headers are there and say success. The caller reads the body as a stream and disposes the
    /// answer. Only the wait for the headers is bounded by the request time-out; errors while reading the body are the stream's own.
    /// </summary>
    /// <exception cref="KubernetesApiException">The request failed.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new CancellationTokenSource(_timeout, _time);
        await using var registration = timer.Token.Register(deadline.Cancel);
        return await SendWithinAsync(request, cancellationToken, deadline.Token);
    }

    /// <summary>Opens a streamed read, as <see cref="SendAsync"/>; used for lists and watches.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="sendOnce">Whether 429 and 503 go to the caller at once; otherwise a Retry-After is honoured a few times.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KubernetesApiException">The request failed.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string path, bool sendOnce, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, path, null);
        if (sendOnce)
        {
            request.Options.Set(RetryAfterHandler.SendOnce, true);
        }

        return await SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        if (WithoutRate != this)
        {
            WithoutRate.Dispose();
        }
    }

    private static HttpClient Client(HttpMessageHandler handler, string role)
    {
        var http = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan, // watches have none; the others get theirs per request
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue($"vpa-{role}", typeof(KubernetesApi).Assembly.GetName().Version?.ToString(3)));
        http.DefaultRequestHeaders.Accept.Add(new(MediaTypeNames.Application.Json));
        return http;
    }

    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> body, string mediaType)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new(mediaType);
        return content;
    }

    private static string ContentType(PatchKind kind) => kind switch
    {
        PatchKind.Json => "application/json-patch+json",
        PatchKind.Merge => "application/merge-patch+json",
        _ => "application/strategic-merge-patch+json",
    };

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content) => new(method, new Uri(Address, path.TrimStart('/')))
    {
        Content = content,
        Version = _http.DefaultRequestVersion,
        VersionPolicy = _http.DefaultVersionPolicy,
    };

    private async Task SendAndForgetAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, content);
        using var response = await SendAsync(request, cancellationToken);
    }

    private async Task<T> ExchangeAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, content);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new CancellationTokenSource(_timeout, _time);
        await using var registration = timer.Token.Register(deadline.Cancel);
        using var response = await SendWithinAsync(request, cancellationToken, deadline.Token);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
            return await JsonSerializer.DeserializeAsync(body, type, deadline.Token)
                ?? throw new KubernetesApiException($"{Describe(request)}: the answer is empty");
        }
        catch (Exception e) when (IsTransportFailure(e, cancellationToken))
        {
            throw new KubernetesApiException($"{Describe(request)}: the answer could not be read: {Explain(e)}", e);
        }
    }

    private async Task<HttpResponseMessage> SendWithinAsync(HttpRequestMessage request, CancellationToken caller, CancellationToken deadline)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline);
        }
        catch (Exception e) when (IsTransportFailure(e, caller))
        {
            throw new KubernetesApiException($"{Describe(request)}: {Explain(e)}", e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ApiStatusReader.ReadFailureAsync(response, Describe(request), _time, caller, deadline);
        }
    }

    private string Explain(Exception e) => e switch
    {
        OperationCanceledException => $"no answer within {_timeout.TotalSeconds:0.#} s",
        HttpRequestException { InnerException: System.Security.Authentication.AuthenticationException tls } => $"TLS: {tls.Message}",
        _ => e.Message,
    };

    private static bool IsTransportFailure(Exception e, CancellationToken caller) =>
        e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !caller.IsCancellationRequested);

    private static string Describe(HttpRequestMessage request) => $"{request.Method} {request.RequestUri!.AbsolutePath}";
}
