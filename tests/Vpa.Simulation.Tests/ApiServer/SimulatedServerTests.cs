using Vpa.Simulation.ApiServer;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>A simulated server of its own for each test.</summary>
public abstract class SimulatedServerTests : IAsyncLifetime
{
    protected SimulatedApiServer Server { get; private set; } = null!;

    protected ApiClient Client { get; private set; } = null!;

    protected virtual SimulatedApiServerOptions Options => new();

    public async Task InitializeAsync()
    {
        Server = await SimulatedApiServer.StartAsync(Options, CancellationToken.None);
        Client = ClientOf(Server.AdminToken);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    protected const string Default = "/api/v1/namespaces/default";

    protected ApiClient ClientOf(string? token) => new(Server.Address, Server.CaCertificatePem, token);

    protected async Task<ApiAnswer> CreateMapAsync(string name, string labels = "{}") =>
        (await Client.PostAsync(Default + "/configmaps", Manifests.ConfigMap(name, labels))).Expect(201);

    protected static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < ApiClient.Deadline, $"still waiting at the deadline: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
