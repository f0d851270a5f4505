using System.Text.Json;

namespace Vpa.Simulation.Usage;

/// <summary>Which usage shapes the containers of a pod follow, as the pod's annotation says.</summary>
/// <example><c>{"app":{"cpu":{"shape":"steady","level":"300m","noise":0.1},"memory":{"shape":"leak","base":"100Mi","perHour":"50Mi"}}}</c></example>
internal sealed class UsageScript
{
    /// <summary>The annotation of a pod (so of a pod template) that holds the script.</summary>
    public const string Annotation = "simulation.vpa/usage";

    /// <summary>No container is described: all follow the default.</summary>
    public static readonly UsageScript Empty = new(new Dictionary<string, ContainerShapes>(StringComparer.Ordinal));

    private readonly IReadOnlyDictionary<string, ContainerShapes> _containers;

    private UsageScript(IReadOnlyDictionary<string, ContainerShapes> containers) => _containers = containers;

    /// <summary>The shapes of a container; null when the script does not name it.</summary>
    public ContainerShapes? Of(string container) => _containers.GetValueOrDefault(container);

    /// <summary>Reads a script.</summary>
    /// <exception cref="UsageScriptException">It is malformed; the message names the field and the value.</exception>
    public static UsageScript Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = new ScriptField(document.RootElement, string.Empty);
            var containers = new Dictionary<string, ContainerShapes>(StringComparer.Ordinal);
            foreach (var container in root.Members())
            {
                containers[container.Name] = ReadContainer(container);
            }

            return new UsageScript(containers);
        }
        catch (JsonException e)
        {
            throw new UsageScriptException($"{Annotation}: not JSON: {e.Message}", e);
        }
    }

    private static ContainerShapes ReadContainer(ScriptField container)
    {
        container.AllowOnly("cpu", "memory");
        return new ContainerShapes(
            container.Find("cpu") is { } cpu ? ShapeReader.Read(cpu, ResourceKind.Cpu) : null,
            container.Find("memory") is { } memory ? ShapeReader.Read(memory, ResourceKind.Memory) : null);
    }
}
