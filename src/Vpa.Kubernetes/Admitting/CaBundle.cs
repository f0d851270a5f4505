using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Vpa.Kubernetes.Admitting;

/// <summary>
/// CA certificates in PEM. Replicas whose files are renewed at different moments serve under different CAs for a while; each makes sure that
/// its own is among the registered ones, and none takes another's away.
/// </summary>
internal static class CaBundle
{
    /// <summary>Whether every certificate of <paramref name="own"/> is in <paramref name="registered"/>.</summary>
    public static bool Contains(ReadOnlySpan<byte> registered, ReadOnlySpan<byte> own)
    {
        if (registered.SequenceEqual(own))
        {
            return true;
        }

        var present = Read(registered);
        return Read(own) is { Count: > 0 } wanted && wanted.All(w => present.Any(p => p.RawDataMemory.Span.SequenceEqual(w.RawDataMemory.Span)));
    }

    /// <summary>Our own certificates, and of the registered ones those that are still valid.</summary>
    public static byte[] Including(ReadOnlySpan<byte> registered, ReadOnlySpan<byte> own, DateTimeOffset now)
    {
        var wanted = Read(own);
        var others = Read(registered)
            .Where(c => new DateTimeOffset(c.NotAfter) > now)
            .ExceptBy(wanted.Select(w => w.Thumbprint), c => c.Thumbprint)
            .Select(c => c.ExportCertificatePem())
            .ToList();
        return others.Count == 0 ? own.ToArray() : Encoding.ASCII.GetBytes(string.Join('\n', others.Prepend(Encoding.ASCII.GetString(own).TrimEnd())) + "\n");
    }

    /// <summary>The certificates of a bundle; none when it is not one, as anybody may have written anything there.</summary>
    private static X509Certificate2Collection Read(ReadOnlySpan<byte> pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.ASCII.GetString(pem));
            return certificates;
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
