using System.Globalization;
using System.Text.Json;
using Vpa.Domain.Quantities;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Usage;

/// <summary>A JSON object within a usage script that knows its path, so that every complaint names the field.</summary>
internal sealed class ScriptField
{
    private readonly JsonElement _element;
    private readonly string _path;

    public ScriptField(JsonElement element, string path)
    {
        _element = element;
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new UsageScriptException($"{UsageScript.Annotation}: {(path.Length == 0 ? "the script" : path)}: {element.GetRawText()} is not an object.");
        }
    }

    public string Name => _path[(_path.LastIndexOf('.') + 1)..];

    public IEnumerable<ScriptField> Members() =>
        _element.EnumerateObject().Select(p => new ScriptField(p.Value, _path.Length == 0 ? p.Name : $"{_path}.{p.Name}"));

    public bool Has(string name) => _element.TryGetProperty(name, out _);

    public ScriptField? Find(string name) =>
        _element.TryGetProperty(name, out var value) ? new ScriptField(value, $"{_path}.{name}") : null;

    /// <summary>Refuses members that no reader would look at: they are spelling mistakes.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach (var member in _element.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw new UsageScriptException(
                    $"{UsageScript.Annotation}: {_path}.{member.Name}: unknown field; expected one of {string.Join(", ", names.ToArray())}.");
            }
        }
    }

    public string Text(string name) =>
        !_element.TryGetProperty(name, out var value) ? throw new UsageScriptException($"{UsageScript.Annotation}: {_path}.{name}: missing.")
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : value.GetRawText();

    /// <summary>A quantity in nanocores or bytes.</summary>
    public double Amount(string name, ResourceKind resource)
    {
        var text = Text(name);
        var amount = resource == ResourceKind.Cpu ? QuantityText.Nanocores(text) : QuantityText.Bytes(text);
        return amount ?? throw Bad(name, text, "a quantity of zero or more");
    }

    /// <summary>A positive duration such as <c>1h30m</c> or <c>15s</c>; null when absent.</summary>
    public TimeSpan? Duration(string name) => Has(name) ? NeededDuration(name) : null;

    /// <summary>A positive duration that must be there.</summary>
    public TimeSpan NeededDuration(string name)
    {
        var text = Text(name);
        return GoDuration.TryParse(text, out var duration) && duration.Nanoseconds >= 1000
            ? duration.ToTimeSpan()
            : throw Bad(name, text, "a positive duration such as 1h30m or 15s");
    }

    /// <summary>A number from 0 to 1; null when absent.</summary>
    public double? Fraction(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        var text = Text(name);
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw Bad(name, text, "a number from 0 to 1");
    }

    public UsageScriptException Bad(string name, string value, string expected) =>
        new($"{UsageScript.Annotation}: {_path}.{name}: \"{value}\" is not {expected}.");
}
