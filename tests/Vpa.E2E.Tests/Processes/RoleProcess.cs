namespace Vpa.E2E.Tests.Processes;

/// <summary>One role of the built executable as its own process, under its own credentials.</summary>
internal sealed class RoleProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private RoleProcess(ChildProcess process) => _process = process;

    public string Tail => _process.Tail;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>vpa &lt;role&gt; --kubeconfig=... flags</c>; the log is appended to <c>&lt;role&gt;.log</c> in <paramref name="folder"/>.</summary>
    public static RoleProcess Start(string role, string kubeconfigPath, string folder, params IEnumerable<string> flags) =>
        StartIn("kube-system", role, kubeconfigPath, folder, flags);

    /// <summary>The same for a program that is installed in another namespace.</summary>
    public static RoleProcess StartIn(string ns, string role, string kubeconfigPath, string folder, params IEnumerable<string> flags)
    {
        // No variable of the test run may decide where a role looks for its cluster.
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = string.Empty,
            ["NAMESPACE"] = ns,
            ["DOTNET_gcServer"] = "0",
        };
        string[] arguments = [.. VpaProgram.FirstArguments, role, $"--kubeconfig={kubeconfigPath}", .. flags];
        return new(ChildProcess.Start(role, VpaProgram.File, arguments, Path.Combine(folder, role + ".log"), environment));
    }

    /// <summary>SIGTERM: the role must end by itself with exit code 0 within 10 s.</summary>
    public async Task AssertStopsCleanlyAsync()
    {
        Assert.False(_process.HasExited, $"{_process.Name} had ended before it was asked to:\n{Tail}");
        _process.Terminate();
        var code = await _process.WaitForExitAsync(TimeSpan.FromSeconds(10));
        Assert.True(code == 0, $"{_process.Name} ended with exit code {code} after SIGTERM:\n{Tail}");
    }

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        Assert.False(_process.HasExited, $"{_process.Name} had ended before it was killed:\n{Tail}");
        _process.Kill();
        Assert.Equal(128 + 9, await _process.WaitForExitAsync(TimeSpan.FromSeconds(10)));
    }

    /// <summary>SIGSTOP.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>SIGCONT.</summary>
    public void Thaw() => _process.Thaw();

    /// <summary>Waits until it ends by itself, and returns the exit code.</summary>
    public Task<int> WaitForExitAsync(TimeSpan deadline) => _process.WaitForExitAsync(deadline);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
