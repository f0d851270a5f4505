using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vpa.Host.Logging;

namespace Vpa.Host.Certificates;

/// <summary>The file of CA certificates. What does not hold any, half a rewrite above all, leaves the last good text in force (A27).</summary>
/// <param name="path">The file.</param>
/// <param name="logger">Receives what is wrong with it.</param>
internal sealed class CaFile(string path, ILogger logger)
{
    private const string Missing = "there is no such file";
    private const string Empty = "it is empty";

    private string? _lastFault;

    /// <summary>The last good text; empty when there was none yet.</summary>
    public string Pem { get; private set; } = "";

    /// <summary>Reads the file at the start. Without certificates <see cref="Pem"/> stays empty, which is told only where they are needed (A21).</summary>
    public void Load(bool isNeeded)
    {
        _lastFault = TakeOver();
        if (_lastFault is { } fault && isNeeded)
        {
            logger.CaFileWithoutCertificates(path, fault);
        }
    }

    /// <summary>Reads the file again.</summary>
    public void Refresh()
    {
        var fault = TakeOver();
        if (fault is not (null or Missing or Empty) && fault != _lastFault)
        {
            logger.CaFileUnusable(path, fault);
        }

        _lastFault = fault;
    }

    /// <summary>Why a text is no bundle of CA certificates; null when it is one.</summary>
    internal static string? FaultOf(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Empty;
        }

        // The reader passes over a certificate without an end; there is one where a file is being written.
        var (begins, ends) = (Occurrences(text, "-----BEGIN CERTIFICATE-----"), Occurrences(text, "-----END CERTIFICATE-----"));
        return begins == 0 ? "it holds no certificate" : begins != ends ? "a certificate in it has no end or no beginning" : FaultOfCertificates(text, begins);
    }

    private static string? FaultOfCertificates(string text, int expected)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
            return certificates.Count == expected ? null : "a certificate in it cannot be read";
        }
        catch (CryptographicException e)
        {
            return e.Message;
        }
        finally
        {
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }

    private static int Occurrences(string text, string marker) => text.AsSpan().Count(marker);

    /// <summary>Takes over the text of the file if it is good; else tells what is wrong.</summary>
    private string? TakeOver()
    {
        try
        {
            var text = File.ReadAllText(path);
            var fault = text == Pem && Pem.Length > 0 ? null : FaultOf(text);
            Pem = fault is null ? text : Pem;
            return fault;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Missing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return e.Message;
        }
    }
}
