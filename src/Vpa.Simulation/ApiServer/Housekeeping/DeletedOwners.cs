namespace Vpa.Simulation.ApiServer;

/// <summary>
/// The uids deleted last. Only dependents of owners that have been there are collected, so that an object may name an owner of another
/// cluster, and one created just after its owner's end is still found.
/// </summary>
internal sealed class DeletedOwners
{
    private const int Capacity = 100_000;

    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Add(string uid)
    {
        if (_uids.Add(uid))
        {
            _order.Enqueue(uid);
            if (_order.Count > Capacity)
            {
                _uids.Remove(_order.Dequeue());
            }
        }
    }

    public bool Contains(string uid) => _uids.Contains(uid);
}
