namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>The programs of a control plane, in the folder that KUBEBUILDER_ASSETS names.</summary>
internal sealed record ControlPlaneBinaries(string Etcd, string ApiServer, string ControllerManager)
{
    private const string Variable = "KUBEBUILDER_ASSETS";

    /// <summary>Finds the programs; without them, says why.</summary>
    public static (ControlPlaneBinaries? Found, string WhyNot) Find()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(folder))
        {
            return (null, $"no control plane: {Variable} is not set (it names a folder with etcd, kube-apiserver and kube-controller-manager)");
        }

        string[] paths = [.. new[] { "etcd", "kube-apiserver", "kube-controller-manager" }.Select(name => Path.Combine(folder, name))];
        var missing = paths.FirstOrDefault(path => !File.Exists(path));
        return missing is null
            ? (new(paths[0], paths[1], paths[2]), string.Empty)
            : (null, $"no control plane: {missing} does not exist ({Variable}={folder})");
    }
}
