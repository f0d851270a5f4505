namespace Vpa.Admission.Wire;

/// <summary>The members of an admission request that are used.</summary>
internal sealed record AdmissionRequestMessage
{
    /// <summary>Identifies the request; echoed in the response.</summary>
    public string? Uid { get; init; }

    /// <summary>The kind the client asked for; names the object in a refusal (A60).</summary>
    public KindMessage? RequestKind { get; init; }

    /// <summary>The resource the object is sent as.</summary>
    public ResourceMessage? Resource { get; init; }

    /// <summary>The subresource; empty for the object itself.</summary>
    public string? SubResource { get; init; }

    /// <summary>The object's name; empty where the server will generate it.</summary>
    public string? Name { get; init; }

    /// <summary>The object's namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>CREATE</c>, <c>UPDATE</c>, ...</summary>
    public string? Operation { get; init; }

    /// <summary>The object.</summary>
    public JsonRange Object { get; init; }

    /// <summary>The object before the update.</summary>
    public JsonRange OldObject { get; init; }
}
