namespace Vpa.Simulation.ApiServer;

/// <summary>How a label requirement compares.</summary>
internal enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
}
