using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vpa.Host.Tests.Certificates;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class TestJson : JsonSerializerContext;
