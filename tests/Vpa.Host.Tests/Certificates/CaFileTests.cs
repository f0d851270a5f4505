using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Host.Certificates;

namespace Vpa.Host.Tests.Certificates;

public sealed class CaFileTests : IDisposable
{
    private static readonly string First = CertificateFolder.Issue("first", TimeProvider.System).CaPem;
    private static readonly string Second = CertificateFolder.Issue("second", TimeProvider.System).CaPem;

    private readonly CertificateFolder _folder = new();
    private readonly FakeLogger _logger = new();

    public static TheoryData<string> Unusable => new(
        "another",
        Second[..(Second.Length / 2)],
        Second + "\n" + First[..(First.Length / 2)],
        Second + "\n" + First[..First.IndexOf("\n-----END", StringComparison.Ordinal)],
        Second.Insert(Second.Length / 2, "!!"),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(null)]
    public void A_file_that_is_being_rewritten_leaves_the_last_text_without_a_word_A27(string? text)
    {
        var file = Load(First);

        Rewrite(file, text);
        Assert.Equal((First, 0), (file.Pem, _logger.Collector.Count));

        Rewrite(file, First + "\n" + Second);
        Assert.Equal((First + "\n" + Second, 0), (file.Pem, _logger.Collector.Count));
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Text_that_is_not_certificates_through_and_through_leaves_the_last_and_is_told_once_A27(string text)
    {
        var file = Load(First);

        Rewrite(file, text);
        Rewrite(file, text);
        Assert.Equal(First, file.Pem);
        var told = Assert.Single(_logger.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Error, told.Level);
        Assert.Contains(_folder.CaPath, told.Message, StringComparison.Ordinal);

        Rewrite(file, Second);
        Assert.Equal(Second, file.Pem);
        Rewrite(file, text);
        Assert.Equal(2, _logger.Collector.Count); // another time
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("another")]
    public void Without_certificates_at_the_start_the_flag_and_the_file_are_named_A21(string? text)
    {
        var file = Load(text);

        Assert.Equal("", file.Pem);
        var told = Assert.Single(_logger.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Error, told.Level);
        Assert.Contains($"--client-ca-file {_folder.CaPath}", told.Message, StringComparison.Ordinal);

        Rewrite(file, First); // followed, it comes later
        Assert.Equal(First, file.Pem);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told_like_one_that_is_empty_A21()
    {
        Directory.CreateDirectory(_folder.CaPath);

        var file = new CaFile(_folder.CaPath, _logger);
        file.Load(isNeeded: true);

        Assert.Equal("", file.Pem);
        Assert.Contains("--client-ca-file", Assert.Single(_logger.Collector.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private CaFile Load(string? text)
    {
        _folder.WriteCa(text);
        var file = new CaFile(_folder.CaPath, _logger);
        file.Load(isNeeded: true);
        return file;
    }

    private void Rewrite(CaFile file, string? text)
    {
        _folder.WriteCa(text);
        file.Refresh();
    }
}
