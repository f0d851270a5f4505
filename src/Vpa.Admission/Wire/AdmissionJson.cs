using System.Text.Json.Serialization;
using Vpa.Domain.Admitting.Submitted;

namespace Vpa.Admission.Wire;

/// <summary>Source-generated readers of what the API server sends. Deeply nested objects are no reason to refuse a pod.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = 1024,
    Converters = [typeof(QuantityConverter), typeof(ResourceListConverter)])]
[JsonSerializable(typeof(AdmissionReviewMessage))]
[JsonSerializable(typeof(PodMessage))]
[JsonSerializable(typeof(SubmittedVpa))]
internal sealed partial class AdmissionJson : JsonSerializerContext;
