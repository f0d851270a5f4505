namespace Vpa.Domain.Quantities;

/// <summary>Why a text is no quantity.</summary>
internal enum QuantityFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>The text as a whole has not the form of a quantity.</summary>
    Malformed,

    /// <summary>The number is fine, the letters after it are not.</summary>
    BadSuffix,
}
