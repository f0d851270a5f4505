namespace Vpa.Admission.Wire;

/// <summary>The members of an admission request that are used.</summary>
internal sealed class AdmissionRequest
{
    /// <summary>Identifies the request; echoed in the response.</summary>
    public string Uid { get; set; } = "";

    /// <summary>The kind the client asked for, which names the object in a refusal (A60); null when there is no <c>requestKind</c>.</summary>
    public string? RequestKind { get; set; }

    /// <summary>The group of the resource the object is sent as; empty for the core group.</summary>
    public string Group { get; set; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; set; } = "";

    /// <summary>Its plural name.</summary>
    public string Resource { get; set; } = "";

    /// <summary>The subresource; empty for the object itself.</summary>
    public string SubResource { get; set; } = "";

    /// <summary>The object's name; empty where the server will generate it.</summary>
    public string Name { get; set; } = "";

    /// <summary>The object's namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary><c>CREATE</c>, <c>UPDATE</c>, ...; may be empty.</summary>
    public string Operation { get; set; } = "";

    /// <summary>The object.</summary>
    public JsonRange Object { get; set; }

    /// <summary>The object before the update.</summary>
    public JsonRange OldObject { get; set; }
}
