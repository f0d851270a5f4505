namespace Vpa.Domain.Updating;

/// <summary>Whether a pod deserves an update, and how urgently.</summary>
/// <param name="Priority">Its priority; meaningless when there is no recommendation.</param>
/// <param name="Refusal">Why not; <see cref="UpdateRefusal.None"/> when it does.</param>
public readonly record struct UpdateAssessment(UpdatePriority Priority, UpdateRefusal Refusal)
{
    /// <summary>Whether the pod is to be updated.</summary>
    public bool IsAccepted => Refusal == UpdateRefusal.None;
}
