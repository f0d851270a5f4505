namespace Vpa.Simulation.ApiServer;

/// <summary>The faults that a server is to show, consumed in the order in which they were added. Safe for use from any thread.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<(FaultRule Rule, int? Left)> _rules = [];
    private readonly Random _random;
    private long _injected;

    internal FaultPlan(int seed) => _random = new Random(seed);

    /// <summary>Faults that befell requests so far.</summary>
    public long Injected => Interlocked.Read(ref _injected);

    /// <summary>Adds a rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1 or the probability outside 0 to 1.</exception>
    public void Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.Count is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(rule));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(rule.Probability, 0, nameof(rule));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rule.Probability, 1, nameof(rule));
        lock (_gate)
        {
            _rules.Add((rule, rule.Count));
        }
    }

    /// <summary>Removes every rule. Watches that are silent already stay so.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }
    }

    /// <summary>Takes the faults that befall this request: any delays, and the first rule of another kind.</summary>
    internal IReadOnlyList<Fault> Take(RequestInfo info, UserInfo user)
    {
        lock (_gate)
        {
            if (_rules.Count == 0)
            {
                return [];
            }

            var taken = new List<Fault>();
            for (var i = 0; i < _rules.Count; i++)
            {
                var (rule, left) = _rules[i];
                var full = rule.Fault is not Fault.Delay && taken.Exists(f => f is not Fault.Delay);
                if (full || left == 0 || !rule.Covers(info, user) || _random.NextDouble() >= rule.Probability)
                {
                    continue;
                }

                taken.Add(rule.Fault);
                _rules[i] = (rule, left - 1);
                Interlocked.Increment(ref _injected);
            }

            _rules.RemoveAll(r => r.Left == 0);
            return taken;
        }
    }
}
