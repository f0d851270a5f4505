namespace Vpa.Domain.Quantities;

/// <summary>The family a quantity is printed in; it is kept from the text a quantity was read from (R92).</summary>
public enum QuantityFormat
{
    /// <summary>Powers of 1000 with the suffixes n, u, m, k, M, G, T, P, E.</summary>
    DecimalSi,

    /// <summary>Powers of 1024 with the suffixes Ki, Mi, Gi, Ti, Pi, Ei.</summary>
    BinarySi,

    /// <summary>A decimal exponent that is a multiple of three, such as <c>12e6</c>.</summary>
    DecimalExponent,
}
