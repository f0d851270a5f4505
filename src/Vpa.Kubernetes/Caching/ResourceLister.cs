using System.Text.Json;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Caching;

/// <summary>Lists a resource page by page into a store.</summary>
internal sealed class ResourceLister<T>(KubernetesApi api, CachedResource<T> resource, ResourceStore<T> store, UnreadableObjects unreadable, ResourceCacheOptions options, TimeProvider time)
    where T : class
{
    /// <summary>A list that was compacted away under its reader this often is asked for in one page.</summary>
    private const int MaxPagedTries = 2;

    /// <summary>Makes the store hold exactly what the server holds.</summary>
    /// <returns>The version to watch from.</returns>
    /// <exception cref="KubernetesApiException">The server refused or could not be reached.</exception>
    /// <exception cref="IOException">The answer was torn.</exception>
    public async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var limit = tries > MaxPagedTries ? 0 : options.PageSize;
            if (await TryListAsync(limit, cancellationToken) is { } version)
            {
                return version;
            }
        }
    }

    /// <summary>Reads one object anew; null when it is gone, does not match the selector, or is still unreadable.</summary>
    public async Task<DecodedObject<T>?> ReadOneAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        var item = new SingleItem<T>(resource.Decoder);
        await ReadPageAsync(resource.ListOne(@namespace, name), item, cancellationToken);
        return item.Object;
    }

    /// <summary>Null when the continue token expired on the way: what was listed so far is no consistent state, so the list starts over.</summary>
    private async Task<string?> TryListAsync(int limit, CancellationToken cancellationToken)
    {
        store.BeginListing();
        var items = new ListedItems<T>(resource.Decoder, store, unreadable);
        string? continueToken = null;
        do
        {
            ListPage page;
            try
            {
                page = await ReadPageAsync(resource.ListPage(limit, continueToken), items, cancellationToken);
            }
            catch (KubernetesApiException e) when (e.IsExpired && continueToken is not null)
            {
                return null;
            }

            continueToken = page.ContinueToken;
            if (continueToken is null)
            {
                var version = page.ResourceVersion is { Length: > 0 } v ? v : throw new JsonException("The list has no metadata.resourceVersion.");
                store.EndListing();
                return version;
            }
        }
        while (true);
    }

    private async Task<ListPage> ReadPageAsync(string path, IListItemReader items, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(options.PageTimeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var response = await api.OpenAsync(path, sendOnce: false, deadline.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
            return await new ListPageReader(items).ReadAsync(stream, deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"A page of {resource.Path} was not complete within {options.PageTimeout.TotalSeconds:0.#} s.", e);
        }
    }
}
