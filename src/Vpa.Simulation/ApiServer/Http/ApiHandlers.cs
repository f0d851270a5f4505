namespace Vpa.Simulation.ApiServer;

/// <summary>The handlers that requests are routed to.</summary>
internal sealed record ApiHandlers(
    ListHandler List, WatchHandler Watch, WriteHandler Write, DeleteHandler Delete, ScaleHandler Scale, EvictionHandler Eviction,
    BindingHandler Binding, TokenRequestHandler Token, SelfSubjectAccessReviewHandler SelfReview);
