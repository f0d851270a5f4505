using System.Text;

namespace Vpa.E2E.Tests.Clusters;

internal static class Kubeconfig
{
    /// <summary>Writes a kubeconfig with the CA and the token inside, readable by the owner only, and returns its path.</summary>
    public static string Write(ITestCluster cluster, string user, string token) =>
        Write(cluster.Folder, user, cluster.Address, cluster.CaPem, token);

    public static string Write(string folder, string user, Uri address, string caPem, string token)
    {
        var path = Path.Combine(folder, user + ".kubeconfig");
        using (var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(Encoding.UTF8.GetBytes(Yaml(user, address, caPem, token)));
        }

        return path;
    }

    private static string Yaml(string user, Uri address, string caPem, string token) => $"""
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
          - name: test
            cluster:
              server: {address.GetLeftPart(UriPartial.Authority)}
              certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(caPem))}
        contexts:
          - name: test
            context:
              cluster: test
              user: {user}
        users:
          - name: {user}
            user:
              token: {token}

        """;
}
