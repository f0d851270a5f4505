using k8s.Autorest;
using Microsoft.Extensions.Logging;

namespace Vpa.Simulation.Connection;

/// <summary>Repeats a controller's step in the background until it is cancelled; a failed step is logged and repeated.</summary>
internal static class ControlLoop
{
    public static async Task RunAsync(
        string controller, Func<CancellationToken, Task> step, TimeSpan interval, TimeProvider clock, ILogger logger, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await step(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException or InvalidDataException
                or System.Text.Json.JsonException or OperationCanceledException)
            {
                // The API server is away or slow; a controller outlives that.
                logger.StepFailed(e, controller);
            }

            await Task.Delay(interval, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
