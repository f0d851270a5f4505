using CsCheck;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using Vpa.Updater.Ports;

namespace Vpa.Updater.Tests;

/// <summary>
/// Many runs over a workload whose cache lags behind, whose evictions fail at random, and whose replacements take their time: the pods
/// that really run never get fewer than the disruption budget demands.
/// </summary>
public sealed class LaggingCacheTests
{
    [Fact]
    public void Law_whatever_the_cache_shows_and_however_evictions_end_enough_pods_really_run() =>
        Gen.Select(Gen.Int[2, 9], Gen.Double[0, 1], Gen.Int[0, 1_000_000]).Sample(
            (replicas, tolerance, seed) => new Story(replicas, tolerance, new Random(seed)).Play(runs: 12), iter: 150);

    private sealed class Story(int replicas, double tolerance, Random random)
    {
        private readonly Dictionary<string, Pod> _real = [];
        private int _created;
        private bool _holds = true;

        public bool Play(int runs)
        {
            using var cluster = new FakeCluster().AddWorkload("web", replicas);
            cluster.Pods.Clear();
            cluster.OnEvict = (pod, _) => Task.FromResult(Evict(pod));
            var run = cluster.Run(new UpdaterOptions { MaxConcurrentCalls = 1, Rules = new UpdateRules { EvictionTolerance = tolerance, MinReplicas = 1 } });
            for (var i = 0; i < replicas; i++)
            {
                Create(PodPhase.Running);
            }

            cluster.Pods = [.. _real.Values];
            for (var i = 0; i < runs && _holds; i++)
            {
                run.RunOnceAsync(CancellationToken.None).GetAwaiter().GetResult();
                GoOn(cluster);
                cluster.Time.Advance(TimeSpan.FromMinutes(1));
            }

            return _holds;
        }

        // Replacements come up one step at a time, and the cache sees all of it or, for a while, nothing.
        private void GoOn(FakeCluster cluster)
        {
            foreach (var pod in _real.Values.Where(p => p.Phase == PodPhase.Pending && random.Next(2) == 0).ToList())
            {
                _real[pod.Name] = pod with { Phase = PodPhase.Running };
            }

            while (_real.Count < replicas && random.Next(3) > 0)
            {
                Create(PodPhase.Pending);
            }

            cluster.Pods = random.Next(2) == 0 ? [.. _real.Values] : cluster.Pods;
        }

        private void Create(PodPhase phase)
        {
            var pod = AControlledPod.Named($"web-1-{_created++}").In(phase).Requesting("100m", null).Build();
            _real.Add(pod.Name, pod);
        }

        private EvictionOutcome Evict(Pod pod)
        {
            // A pod that was chosen because it did not run yet is asked for as it was seen, so one that runs meanwhile is spared.
            if (!_real.TryGetValue(pod.Name, out var real) || (pod.Phase == PodPhase.Pending && real.Phase != PodPhase.Pending))
            {
                return EvictionOutcome.Gone;
            }

            var outcome = random.Next(5) switch { 0 => EvictionOutcome.BlockedByDisruptionBudget, 1 => EvictionOutcome.Failed, _ => EvictionOutcome.Evicted };
            if (outcome == EvictionOutcome.Evicted)
            {
                var wasFull = _real.Values.Count(p => p.Phase == PodPhase.Running) == replicas;
                _real.Remove(pod.Name);
                var running = _real.Values.Count(p => p.Phase == PodPhase.Running);
                var tolerated = (long)(replicas * tolerance);
                _holds &= real.Phase == PodPhase.Pending || running >= replicas - tolerated || (tolerated == 0 && wasFull);
            }

            return outcome;
        }
    }
}
