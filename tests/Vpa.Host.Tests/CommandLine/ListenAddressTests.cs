using Vpa.Host.Roles;

namespace Vpa.Host.Tests.CommandLine;

public class ListenAddressTests
{
    [Theory]
    [InlineData(":8942", null, 8942)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("localhost:80", "127.0.0.1", 80)]
    [InlineData("[::1]:8943", "::1", 8943)]
    public void An_address_is_read_as_Go_reads_it(string text, string? host, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out var address));
        Assert.Equal(host, address.Host?.ToString());
        Assert.Equal(port, address.Port);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8942")]
    [InlineData(":")]
    [InlineData(":http")]
    [InlineData(":70000")]
    [InlineData("example.com:80")]
    public void Anything_else_is_refused(string text) => Assert.False(ListenAddress.TryParse(text, out _));
}
