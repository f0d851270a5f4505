using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>Chooses the representation that an Accept header asks for first among those served.</summary>
internal static class ContentNegotiation
{
    /// <exception cref="ApiStatusException">406 when nothing that is accepted is served.</exception>
    public static Representation Choose(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        if (accept.Length == 0)
        {
            return Representation.Full;
        }

        foreach (var choice in accept.Split(','))
        {
            var parts = choice.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is not ("application/json" or "*/*" or "application/*"))
            {
                continue;
            }

            var kind = parts.FirstOrDefault(p => p.StartsWith("as=", StringComparison.Ordinal))?[3..];
            switch (kind)
            {
                case null:
                    return Representation.Full;
                case "Table" when parts.Contains("v=v1"):
                    return Representation.Table;
                case "PartialObjectMetadata" or "PartialObjectMetadataList" when parts.Contains("v=v1"):
                    return Representation.Metadata;
            }
        }

        throw new ApiStatusException(
            406, "NotAcceptable", "only the following media types are accepted: application/json");
    }
}
