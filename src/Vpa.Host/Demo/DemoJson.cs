using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vpa.Host.Demo;

/// <summary>JSON as it comes, for showing it.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DemoJson : JsonSerializerContext;
