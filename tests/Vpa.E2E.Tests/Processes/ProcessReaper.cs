using System.Diagnostics;
using System.Globalization;

namespace Vpa.E2E.Tests.Processes;

/// <summary>
/// Kills what is left of this test process's children when the test process itself ends in whatever way, SIGKILL included.
/// A small shell keeps the list; it sees the end of its input when this process is gone. A pid is taken off the list as soon as
/// its process has ended, so a number that was given to another process since is never hit.
/// </summary>
internal static class ProcessReaper
{
    private const string Script = """
        trap '' INT TERM HUP
        declare -A alive
        while read -r sign pid; do
          case $sign in +) alive[$pid]=1 ;; -) unset "alive[$pid]" ;; esac
        done
        for pid in "${!alive[@]}"; do kill -KILL "$pid"; done
        """;

    private static readonly Lock Gate = new();
    private static StreamWriter? _list;

    public static void Watch(int pid) => Write('+', pid);

    public static void Forget(int pid) => Write('-', pid);

    private static void Write(char sign, int pid)
    {
        lock (Gate)
        {
            _list ??= Start();
            _list.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sign} {pid}"));
        }
    }

    private static StreamWriter Start()
    {
        // The shell's other streams must not be those of the test host: a runner waits for their end.
        var start = new ProcessStartInfo("bash", ["-c", "exec >/dev/null 2>&1\n" + Script]) { UseShellExecute = false, RedirectStandardInput = true };
        var shell = Process.Start(start) ?? throw new InvalidOperationException("bash did not start.");
        shell.StandardInput.AutoFlush = true;
        return shell.StandardInput;
    }
}
