namespace Vpa.Simulation.ApiServer;

/// <summary>Which requests came: the latest ones whole, and counts of all. Safe for use from any thread.</summary>
public sealed class RequestJournal
{
    /// <summary>Requests kept whole.</summary>
    public const int Capacity = 20_000;

    private readonly Lock _gate = new();
    private readonly Queue<RequestRecord> _latest = new();
    private readonly Queue<RequestRecord> _denied = new();
    private readonly Dictionary<(string Verb, string Resource), long> _counts = [];
    private long _total;

    internal RequestJournal()
    {
    }

    /// <summary>All requests since the start or the last <see cref="Clear"/>.</summary>
    public long Total
    {
        get
        {
            lock (_gate)
            {
                return _total;
            }
        }
    }

    /// <summary>The latest requests, oldest first, at most <see cref="Capacity"/>.</summary>
    public IReadOnlyList<RequestRecord> Latest
    {
        get
        {
            lock (_gate)
            {
                return [.. _latest];
            }
        }
    }

    /// <summary>The latest requests that authorization refused, oldest first, at most <see cref="Capacity"/>.</summary>
    public IReadOnlyList<RequestRecord> Denied
    {
        get
        {
            lock (_gate)
            {
                return [.. _denied];
            }
        }
    }

    /// <summary>Number of requests with this verb on this resource (plural or plural/subresource).</summary>
    public long Count(string verb, string resource)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault((verb, resource));
        }
    }

    /// <summary>Forgets everything counted so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _latest.Clear();
            _denied.Clear();
            _counts.Clear();
            _total = 0;
        }
    }

    internal RequestRecord Note(RequestInfo info, UserInfo user, string query, DateTimeOffset now)
    {
        var resource = info.IsResource ? info.ResourceAndSubresource : info.Path;
        lock (_gate)
        {
            _total++;
            _counts[(info.Verb, resource)] = _counts.GetValueOrDefault((info.Verb, resource)) + 1;
            var record = new RequestRecord(_total, now, user.Name, info.Verb, info.Group, resource, info.Namespace, info.Name, query);
            Keep(_latest, record);
            return record;
        }
    }

    internal void NoteDenied(RequestRecord record)
    {
        lock (_gate)
        {
            Keep(_denied, record);
        }
    }

    private static void Keep(Queue<RequestRecord> records, RequestRecord record)
    {
        records.Enqueue(record);
        if (records.Count > Capacity)
        {
            records.Dequeue();
        }
    }
}
