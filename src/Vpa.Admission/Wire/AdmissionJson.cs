using System.Text.Json.Serialization;
using Vpa.Domain.Admitting.Submitted;

namespace Vpa.Admission.Wire;

/// <summary>The source-generated reader of VPAs. Pods, which are many, have a reader of their own.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = 1024,
    Converters = [typeof(QuantityConverter), typeof(ResourceListConverter)])]
[JsonSerializable(typeof(SubmittedVpa))]
internal sealed partial class AdmissionJson : JsonSerializerContext;
