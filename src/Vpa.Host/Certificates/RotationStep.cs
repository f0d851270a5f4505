namespace Vpa.Host.Certificates;

/// <summary>What is to be done next to certificates that this program makes.</summary>
internal enum RotationStep
{
    /// <summary>Nothing, for now.</summary>
    None,

    /// <summary>Make a new CA, trusted beside the old one; the server certificate stays.</summary>
    AddAuthority,

    /// <summary>Sign a new server certificate with the newest CA.</summary>
    ReplaceServer,

    /// <summary>Trust the newest CA only.</summary>
    DropOldAuthorities,

    /// <summary>Make everything anew at once: the newest CA has expired or does not count yet, so there is nothing to keep going.</summary>
    StartOver,

    /// <summary>Store again what is served: a replica whose clock is ahead has overwritten it with what does not count yet.</summary>
    PutBack,
}
