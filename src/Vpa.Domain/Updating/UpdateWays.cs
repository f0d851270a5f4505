using Vpa.Domain.Policies;
using Vpa.Domain.Updating.InPlace;

namespace Vpa.Domain.Updating;

/// <summary>Tells how the running pods of a VPA are updated, from its mode, the gates and what the API server offers (U16, U22).</summary>
internal static class UpdateWays
{
    /// <summary>The way of one VPA. Without <c>pods/resize</c> mode <c>InPlaceOrRecreate</c> evicts; as long as that is not known, it waits.</summary>
    public static UpdateWay Of(VerticalPodAutoscaler vpa, UpdateContext context) => vpa.EffectiveMode switch
    {
        UpdateMode.Recreate or UpdateMode.Auto => UpdateWay.Evict,
        UpdateMode.InPlaceOrRecreate when context.Resizing == ResizeSupport.NotServed => UpdateWay.Evict,
        UpdateMode.InPlaceOrRecreate => ResizeIfServed(context),
        UpdateMode.InPlace when context.Rules.Gates.InPlace => ResizeIfServed(context),
        _ => UpdateWay.None,
    };

    private static UpdateWay ResizeIfServed(UpdateContext context) => context.Resizing == ResizeSupport.Served ? UpdateWay.Resize : UpdateWay.ResizeUnavailable;
}
