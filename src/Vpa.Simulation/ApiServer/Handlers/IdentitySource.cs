namespace Vpa.Simulation.ApiServer;

/// <summary>Uids and generated names, repeatable for a seed and an order of requests.</summary>
internal sealed class IdentitySource(int seed)
{
    /// <summary>Kubernetes' alphabet for generated names: no vowels and no digits that look like letters.</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    public string NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
        {
            _random.NextBytes(bytes);
        }

        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40); // version 4 of RFC 9562
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    public string NewName(string prefix)
    {
        lock (_gate)
        {
            return prefix + string.Create(SuffixLength, _random, static (span, random) => random.GetItems(Alphabet, span));
        }
    }
}
