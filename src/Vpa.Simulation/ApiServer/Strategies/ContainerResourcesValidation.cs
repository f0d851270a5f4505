using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Checks of the requests and limits of containers.</summary>
internal static class ContainerResourcesValidation
{
    public static void Validate(JsonObject spec, string path, List<FieldError> errors)
    {
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers"])
        {
            var index = 0;
            foreach (var container in spec.ObjectsAt(list))
            {
                ValidateOne(container, $"{path}.{list}[{index}].resources", errors);
                index++;
            }
        }
    }

    private static void ValidateOne(JsonObject container, string path, List<FieldError> errors)
    {
        var limits = Amounts(container, "limits", path, errors);
        foreach (var (name, (text, request)) in Amounts(container, "requests", path, errors))
        {
            if (limits.TryGetValue(name, out var limit) && request > limit.Amount)
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.requests", $"\"{text}\"", $"must be less than or equal to {name} limit of {limit.Text}"));
            }
        }
    }

    private static Dictionary<string, (string Text, decimal Amount)> Amounts(
        JsonObject container, string kind, string path, List<FieldError> errors)
    {
        var found = new Dictionary<string, (string, decimal)>(StringComparer.Ordinal);
        foreach (var (name, value) in container.At("resources", kind) as JsonObject ?? [])
        {
            var text = JsonText.Of(value);
            if (!Quantity.TryParse(text, out var amount))
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.{kind}[{name}]", $"\"{text}\"",
                    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
                continue;
            }

            if (amount < 0)
            {
                errors.Add(FieldError.Invalid($"{path}.{kind}[{name}]", $"\"{text}\"", "must be greater than or equal to 0"));
            }

            found[name] = (text, amount);
        }

        return found;
    }
}
