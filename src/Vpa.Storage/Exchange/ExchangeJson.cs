using System.Text.Json.Serialization;

namespace Vpa.Storage.Exchange;

/// <summary>Source-generated readers and writers of exports: strict, since what is misspelt must not be lost without a word.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ExportedHistories))]
internal sealed partial class ExchangeJson : JsonSerializerContext;
