namespace Vpa.Domain.Admitting;

/// <summary>The reasons of a refusal, named as in the API (A61).</summary>
public enum FieldErrorReason
{
    /// <summary>A value is missing.</summary>
    FieldValueRequired,

    /// <summary>A value is malformed or out of range.</summary>
    FieldValueInvalid,

    /// <summary>A value is none of an enumeration's.</summary>
    FieldValueNotSupported,

    /// <summary>A value must not be given here.</summary>
    FieldValueForbidden,

    /// <summary>A list is too long.</summary>
    FieldValueTooMany,

    /// <summary>The object could not be decoded.</summary>
    InternalError,
}
