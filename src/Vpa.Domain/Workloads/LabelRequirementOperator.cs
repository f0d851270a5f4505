namespace Vpa.Domain.Workloads;

/// <summary>How a label requirement compares (R107).</summary>
public enum LabelRequirementOperator
{
    /// <summary>The key is present with one of the values.</summary>
    In,

    /// <summary>The key is absent or has none of the values.</summary>
    NotIn,

    /// <summary>The key is present.</summary>
    Exists,

    /// <summary>The key is absent.</summary>
    DoesNotExist,

    /// <summary>The key is present with an integer greater than the value.</summary>
    GreaterThan,

    /// <summary>The key is present with an integer less than the value.</summary>
    LessThan,
}
