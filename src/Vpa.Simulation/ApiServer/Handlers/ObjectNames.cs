using System.Text.RegularExpressions;

namespace Vpa.Simulation.ApiServer;

/// <summary>What object names may look like.</summary>
internal static partial class ObjectNames
{
    private const int MaximumLength = 253;

    public static void Validate(ResourceDefinition resource, string name, List<FieldError> errors)
    {
        // RBAC objects may hold colons and capitals; kube-apiserver accepts any path segment for them.
        var valid = resource.Group == "rbac.authorization.k8s.io"
            ? name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '%']) < 0
            : name.Length <= MaximumLength && Subdomain().IsMatch(name);
        if (!valid)
        {
            errors.Add(FieldError.Invalid(
                "metadata.name", $"\"{name}\"",
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
                + "and must start and end with an alphanumeric character"));
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Subdomain();
}
