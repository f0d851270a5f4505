using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vpa.Benchmarks.PodCache;

[JsonSerializable(typeof(JsonNode))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
