using System.Net;
using Vpa.Host.CommandLine;
using Vpa.Host.Roles;

namespace Vpa.Host.Tests.Roles;

/// <summary>The program around the components: the timer drives each of them until the end, then they are stopped.</summary>
public class RoleHostTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_timer_runs_the_work_of_every_component_again_and_again_R149_U11()
    {
        using var stop = new CancellationTokenSource();
        var first = new CountingComponent("first");
        var second = new CountingComponent("second");
        var host = RoleHost.RunAsync(Options, e => Compose(e, first, second), stop.Token);

        await Task.WhenAll(first.Twice, second.Twice).WaitAsync(Deadline);
        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Success, await host.WaitAsync(Deadline));
        Assert.True(first.WasStopped && second.WasStopped);
    }

    [Fact]
    public async Task A_component_that_cannot_start_ends_the_program_with_a_failure()
    {
        var host = RoleHost.RunAsync(Options, e => Compose(e, new CountingComponent("broken", new IOException("no disk"))), CancellationToken.None);

        Assert.Equal(ExitCodes.Failure, await host.WaitAsync(Deadline));
    }

    private static RoleHostOptions Options => new() { Address = new(IPAddress.Loopback, 0) };

    private static RoleComposition Compose(RoleEnvironment environment, params IReadOnlyList<IRoleComponent> components) =>
        new() { Clock = environment.Clock, Components = components };

    private sealed class CountingComponent(string name, Exception? fault = null) : IRoleComponent
    {
        private readonly TaskCompletionSource _twice = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _runs;

        public string Name => name;

        public Task Twice => _twice.Task;

        public bool WasStopped { get; private set; }

        public PeriodicWork? Periodic => new(TimeSpan.FromMilliseconds(20), RunOnceAsync);

        public string? Ailment => null;

        public Task StartAsync(CancellationToken cancellationToken) => fault is null ? Task.CompletedTask : Task.FromException(fault);

        public Task StopAsync()
        {
            WasStopped = true;
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private Task RunOnceAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _runs) == 2)
            {
                _twice.SetResult();
            }

            return Task.CompletedTask;
        }
    }
}
