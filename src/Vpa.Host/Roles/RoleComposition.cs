using Vpa.Kubernetes.Leases;

namespace Vpa.Host.Roles;

/// <summary>What runs in a process.</summary>
internal sealed record RoleComposition : IAsyncDisposable
{
    /// <summary>The components, in the order in which they are started.</summary>
    public required IReadOnlyList<IRoleComponent> Components { get; init; }

    /// <summary>The clock everything runs on.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Leader election; null when this process works unconditionally.</summary>
    public LeaderElector? Elector { get; init; }

    /// <summary>What the components stand on, disposed of after them, last made first.</summary>
    public IReadOnlyList<IAsyncDisposable> Foundations { get; init; } = [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var component in Components.Reverse())
        {
            await component.DisposeAsync();
        }

        foreach (var foundation in Foundations.Reverse())
        {
            await foundation.DisposeAsync();
        }
    }
}
