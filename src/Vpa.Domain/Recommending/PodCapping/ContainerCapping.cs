using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Recommending.PodCapping;

/// <summary>
/// Caps one field of one container's recommendation: to the Container-type LimitRange, then to the policy, then, where limits do not
/// follow, to the current limit (A113-A115, U49-U51). A later step beats an earlier one. No step adds a resource.
/// </summary>
/// <param name="incoming">The container's requests and limits before the change.</param>
/// <param name="item">The folded Container-type item; null for none.</param>
/// <param name="policy">The container's policy; null for none.</param>
internal sealed class ContainerCapping(ContainerResources incoming, EffectiveLimitRange? item, ContainerPolicy? policy)
{
    private bool _hasChanged;

    /// <summary>The capped values.</summary>
    /// <param name="values">The values to cap.</param>
    /// <param name="texts">Receives one text a change (A143); null when nobody asks.</param>
    public ResourceList Cap(ResourceList values, List<string>? texts)
    {
        var entries = values.ToArray();
        _hasChanged = false;
        FitLimitRange(entries, texts);
        FitPolicy(entries, texts);
        FitCurrentLimit(entries, texts);
        return _hasChanged ? ResourceList.Of(entries) : values;
    }

    private void FitLimitRange(Span<KeyValuePair<string, Quantity>> entries, List<string>? texts)
    {
        if (item is null)
        {
            return;
        }

        foreach (ref var entry in entries)
        {
            if (entry.Key is ResourceNames.Cpu or ResourceNames.Memory)
            {
                var min = item.Min[entry.Key];
                var lowest = Boundary(entry.Key, min);
                Raise(ref entry, min > lowest ? min : lowest, " capped to fit Min in container LimitRange", texts);
                Lower(ref entry, Boundary(entry.Key, item.Max[entry.Key]), " capped to fit Max in container LimitRange", texts);
            }
        }
    }

    /// <summary>The request at which the proportional limit reaches a bound; 0 for none.</summary>
    private Quantity Boundary(string resource, Quantity bound)
    {
        var limit = incoming.Limits?[resource] ?? Quantity.Zero;
        var original = limit.IsZero ? item!.Default[resource] : limit;
        if (original.IsZero)
        {
            return Quantity.Zero;
        }

        var request = incoming.Requests?[resource] ?? Quantity.Zero;
        return request.IsZero ? bound : ResourceUnits.ToQuantity(
            resource,
            ResourceUnits.ScaleDown(
                ResourceUnits.Of(resource, request), ResourceUnits.Of(resource, bound), ResourceUnits.Of(resource, original), out _),
            request.Format);
    }

    private void FitPolicy(Span<KeyValuePair<string, Quantity>> entries, List<string>? texts)
    {
        if (policy is null)
        {
            return;
        }

        foreach (ref var entry in entries)
        {
            // A limit stays unless it is of cpu or memory, and what cannot be overcommitted has to stay with it.
            if (ResourceNames.CanBeOvercommitted(entry.Key))
            {
                Raise(ref entry, policy.MinAllowed[entry.Key], " capped to minAllowed", texts);
                Lower(ref entry, policy.MaxAllowed[entry.Key], " capped to maxAllowed", texts);
            }
        }
    }

    private void FitCurrentLimit(Span<KeyValuePair<string, Quantity>> entries, List<string>? texts)
    {
        if (policy?.ControlledValues != ControlledValues.RequestsOnly || incoming.Limits is null)
        {
            return;
        }

        foreach (ref var entry in entries)
        {
            if (incoming.Limits.Find(entry.Key) is { } limit && ResourceUnits.CompareInMilli(entry.Value, limit) > 0)
            {
                Set(ref entry, limit, " capped to container limit", texts);
            }
        }
    }

    private void Raise(ref KeyValuePair<string, Quantity> entry, Quantity floor, string text, List<string>? texts)
    {
        if (!floor.IsZero && entry.Value < floor)
        {
            Set(ref entry, floor, text, texts);
        }
    }

    private void Lower(ref KeyValuePair<string, Quantity> entry, Quantity ceiling, string text, List<string>? texts)
    {
        if (!ceiling.IsZero && entry.Value > ceiling)
        {
            Set(ref entry, ceiling, text, texts);
        }
    }

    private void Set(ref KeyValuePair<string, Quantity> entry, Quantity value, string text, List<string>? texts)
    {
        entry = new(entry.Key, value);
        _hasChanged = true;
        texts?.Add(entry.Key + text);
    }
}
