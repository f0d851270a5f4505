using Vpa.Host.CommandLine;
using Vpa.Host.Webhook;

namespace Vpa.Host;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        if (args is ["admission-controller", ..])
        {
            WebhookThreads.BeginWithOne();
        }

        return VpaCommandLine.RunAsync(args, Console.Out, Console.Error);
    }
}
