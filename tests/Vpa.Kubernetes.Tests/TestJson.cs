using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Tests;

[JsonSerializable(typeof(JsonNode))]
internal sealed partial class TestJson : JsonSerializerContext;
