using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Usage;

/// <summary>What every container of a simulated cluster uses: a pure function of the seed, the pod and the time.</summary>
/// <remarks>
/// The kubelet (which kills) and the metrics server (which measures) ask two models with the same seed and get the same answers. Only parsed
/// scripts are remembered, which changes no answer.
/// </remarks>
internal sealed class UsageModel(ulong seed, ILogger logger)
{
    /// <summary>Default CPU level: half of the request, so that a plain manifest is neither idle nor throttled.</summary>
    private const double DefaultCpuFraction = 0.5;

    /// <summary>Default memory level relative to the request; the noise on top stays below the request.</summary>
    private const double DefaultMemoryFraction = 0.6;

    private const double DefaultNoise = 0.1;

    /// <summary>Default level where no request is set: 20 millicores.</summary>
    private const double UnrequestedCpu = 20_000_000;

    /// <summary>Default level where no request is set: 32 MiB.</summary>
    private const double UnrequestedMemory = 32 << 20;

    /// <summary>The kernel accounts memory in pages of this many bytes.</summary>
    private const long PageSize = 4096;

    /// <summary>Scripts remembered before all are forgotten: bounds memory under ever-new annotations.</summary>
    private const int MaxScripts = 10_000;

    private readonly ConcurrentDictionary<string, UsageScript> _scripts = new(StringComparer.Ordinal);

    /// <summary>The usage of a running container. CPU is throttled at its limit; memory is not bounded.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">A container of the pod's spec.</param>
    /// <param name="startedAt">When the container's present run began.</param>
    /// <param name="now">The instant asked for.</param>
    public ContainerUsage Of(Pod pod, Container container, DateTimeOffset startedAt, DateTimeOffset now)
    {
        var shapes = ShapesOf(pod, container);
        var since = now > startedAt ? now - startedAt : TimeSpan.Zero;
        var identity = SeededHash.Of(seed, $"{pod.Metadata.Key}/{container.Name}");
        var cpu = shapes.Cpu!.At(new UsageInstant(SeededHash.Of(identity, "cpu"), since, now));
        var memory = shapes.Memory!.At(new UsageInstant(SeededHash.Of(identity, "memory"), since, now));
        var limit = ResourcesInForce.Of(pod, container).CpuLimit();
        var nanocores = (long)Math.Min(cpu, limit is > 0 ? limit.Value : long.MaxValue / 2);
        return new ContainerUsage(nanocores, (long)Math.Min(memory, long.MaxValue / 2) / PageSize * PageSize);
    }

    /// <summary>Whether the container has done its work by now and exits with code 0.</summary>
    public bool HasFinished(Pod pod, Container container, DateTimeOffset startedAt, DateTimeOffset now) =>
        ShapesOf(pod, container).FinishesAfter is { } after && now - startedAt >= after;

    private ContainerShapes ShapesOf(Pod pod, Container container)
    {
        var text = pod.Metadata.Annotations?.GetValueOrDefault(UsageScript.Annotation);
        var scripted = text is null ? null : ScriptOf(text, pod).Of(container.Name);
        return new ContainerShapes(scripted?.Cpu ?? DefaultCpu(container), scripted?.Memory ?? DefaultMemory(container));
    }

    private UsageScript ScriptOf(string text, Pod pod)
    {
        if (_scripts.TryGetValue(text, out var known))
        {
            return known;
        }

        UsageScript script;
        try
        {
            script = UsageScript.Parse(text);
        }
        catch (UsageScriptException e)
        {
            // A pod with a bad script runs with the default; said once per text.
            logger.BadUsageScript(pod.Metadata.Key, e.Message);
            script = UsageScript.Empty;
        }

        if (_scripts.Count >= MaxScripts)
        {
            _scripts.Clear();
        }

        return _scripts[text] = script;
    }

    private static NoisyShape DefaultCpu(Container container)
    {
        var request = container.Resources?.CpuRequest() ?? 0;
        return new NoisyShape(new SteadyShape(request > 0 ? request * DefaultCpuFraction : UnrequestedCpu), DefaultNoise);
    }

    private static NoisyShape DefaultMemory(Container container)
    {
        var request = container.Resources?.MemoryRequest() ?? 0;
        return new NoisyShape(new SteadyShape(request > 0 ? request * DefaultMemoryFraction : UnrequestedMemory), DefaultNoise);
    }
}
