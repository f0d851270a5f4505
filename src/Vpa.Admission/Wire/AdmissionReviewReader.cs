using System.Text.Json;

namespace Vpa.Admission.Wire;

/// <summary>Reads an AdmissionReview as the API server sends it (A43); its <c>apiVersion</c> and <c>kind</c> are not looked at.</summary>
internal static class AdmissionReviewReader
{
    /// <summary>The review's request; null when there is none.</summary>
    /// <exception cref="JsonException">The bytes are no review.</exception>
    public static AdmissionRequest? Read(ReadOnlySpan<byte> review)
    {
        var json = new Utf8JsonReader(review, JsonTokens.Options);
        try
        {
            var request = json.EnterObject() ? ReadReview(ref json) : null;
            json.Read(); // throws when anything follows
            return request;
        }
        catch (InvalidOperationException e)
        {
            throw JsonTokens.NotUnicode(e);
        }
    }

    private static AdmissionRequest? ReadReview(ref Utf8JsonReader json)
    {
        AdmissionRequest? request = null;
        while (json.NextMember())
        {
            if (json.ValueTextEquals("request"u8))
            {
                request = ReadRequest(ref json);
            }
            else
            {
                json.SkipValue();
            }
        }

        return request;
    }

    private static AdmissionRequest? ReadRequest(ref Utf8JsonReader json)
    {
        if (!json.EnterObject())
        {
            return null;
        }

        var request = new AdmissionRequest();
        while (json.NextMember())
        {
            if (json.ValueTextEquals("uid"u8))
            {
                request.Uid = json.ReadText() ?? "";
            }
            else if (json.ValueTextEquals("requestKind"u8))
            {
                request.RequestKind = ReadKind(ref json);
            }
            else if (json.ValueTextEquals("resource"u8))
            {
                ReadResource(ref json, request);
            }
            else if (json.ValueTextEquals("object"u8))
            {
                request.Object = ReadRange(ref json);
            }
            else if (json.ValueTextEquals("oldObject"u8))
            {
                request.OldObject = ReadRange(ref json);
            }
            else
            {
                ReadName(ref json, request);
            }
        }

        return request;
    }

    private static void ReadName(ref Utf8JsonReader json, AdmissionRequest request)
    {
        if (json.ValueTextEquals("subResource"u8))
        {
            request.SubResource = json.ReadText() ?? "";
        }
        else if (json.ValueTextEquals("name"u8))
        {
            request.Name = json.ReadText() ?? "";
        }
        else if (json.ValueTextEquals("namespace"u8))
        {
            request.Namespace = json.ReadText() ?? "";
        }
        else if (json.ValueTextEquals("operation"u8))
        {
            request.Operation = json.ReadText() ?? "";
        }
        else
        {
            json.SkipValue();
        }
    }

    private static string? ReadKind(ref Utf8JsonReader json)
    {
        if (!json.EnterObject())
        {
            return null;
        }

        var kind = "";
        while (json.NextMember())
        {
            if (json.ValueTextEquals("kind"u8))
            {
                kind = json.ReadText() ?? "";
            }
            else
            {
                json.SkipValue();
            }
        }

        return kind;
    }

    private static void ReadResource(ref Utf8JsonReader json, AdmissionRequest request)
    {
        (request.Group, request.Version, request.Resource) = ("", "", "");
        if (!json.EnterObject())
        {
            return;
        }

        while (json.NextMember())
        {
            if (json.ValueTextEquals("group"u8))
            {
                request.Group = json.ReadText() ?? "";
            }
            else if (json.ValueTextEquals("version"u8))
            {
                request.Version = json.ReadText() ?? "";
            }
            else if (json.ValueTextEquals("resource"u8))
            {
                request.Resource = json.ReadText() ?? "";
            }
            else
            {
                json.SkipValue();
            }
        }
    }

    /// <summary>Notes where the next value lies and skips it; what is in it is decoded once it is known what it is.</summary>
    private static JsonRange ReadRange(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        var start = json.TokenStartIndex;
        json.Skip();
        return new((int)start, (int)(json.BytesConsumed - start));
    }
}
