using System.Globalization;
using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Renders objects as meta.k8s.io/v1 Tables, which is what kubectl get prints.</summary>
internal sealed class TableRenderer(TimeProvider clock)
{
    private const string AgeName = "Age";

    public static TableColumn Age(TimeProvider clock) => new(
        AgeName, "string", o => HumanDuration.Since(o.TextAt("metadata", "creationTimestamp"), clock.GetUtcNow()));

    /// <summary>An empty table with a bookmark's version in it.</summary>
    public static JsonObject Bookmark(JsonObject marked, string version)
    {
        var table = Table(new JsonObject { ["resourceVersion"] = version });
        table["columnDefinitions"] = null;
        table["rows"] = new JsonArray(new JsonObject { ["cells"] = new JsonArray(), ["object"] = marked });
        return table;
    }

    /// <param name="resource">The resource.</param>
    /// <param name="version">The version that the client speaks.</param>
    /// <param name="items">The rows.</param>
    /// <param name="includeObject">None, Metadata (also when empty) or Object.</param>
    /// <param name="metadata">List metadata; null for that of the only item.</param>
    /// <param name="withColumns">Whether to send the column definitions; a watch sends them once.</param>
    public JsonObject Render(
        ResourceDefinition resource, string version, IReadOnlyList<StoredObject> items, string includeObject, JsonObject? metadata,
        bool withColumns = true)
    {
        var columns = Columns(resource, version);
        var table = Table(metadata ?? new JsonObject
        {
            ["resourceVersion"] = items.Count > 0 ? items[0].Version.ToString(CultureInfo.InvariantCulture) : "",
        });
        table["columnDefinitions"] = withColumns ? new JsonArray([.. columns.Select(c => (JsonNode)Define(c))]) : new JsonArray();
        table["rows"] = new JsonArray([.. items.Select(i => (JsonNode)Row(resource, version, i, columns, includeObject))]);
        return table;
    }

    private static JsonObject Table(JsonObject metadata) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = metadata,
    };

    private List<TableColumn> Columns(ResourceDefinition resource, string version)
    {
        var name = new TableColumn("Name", "string", o => o.TextAt("metadata", "name"), Format: "name");
        if (resource.CustomVersion(version) is { Columns.Count: > 0 } custom)
        {
            return [name, .. custom.Columns.Select(Custom)];
        }

        if (resource.StorageKey == "apiextensions.k8s.io/customresourcedefinitions")
        {
            return [name, new("Created At", "date", o => o.TextAt("metadata", "creationTimestamp"))];
        }

        var own = BuiltinColumns.Of(resource, clock) ?? [];
        var age = Age(clock);
        var columns = own.Select(c => c.Name == AgeName ? age : c).ToList();
        if (resource.StorageKey == "/events")
        {
            return columns;
        }

        return own.Any(c => c.Name == AgeName) ? [name, .. columns] : [name, .. columns, age];
    }

    private TableColumn Custom(PrinterColumn column) => new(
        column.Name, column.Type, o => CustomCell(column, o), column.Priority, column.Format, column.Description);

    private JsonNode? CustomCell(PrinterColumn column, JsonObject item)
    {
        var found = column.Path.Select(item).ToList();
        if (found.Count == 0 || found[0] is null)
        {
            return null;
        }

        return column.Type switch
        {
            "date" => HumanDuration.Since(found[0].AsText(), clock.GetUtcNow()),
            "integer" or "number" or "boolean" => found[0]!.DeepClone(),
            _ => string.Join(' ', found.Select(JsonText.Of)),
        };
    }

    private static JsonObject Define(TableColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = column.Description,
        ["priority"] = column.Priority,
    };

    private static JsonObject Row(
        ResourceDefinition resource, string version, StoredObject item, List<TableColumn> columns, string includeObject)
    {
        var json = ObjectPresenter.PresentJson(resource, version, item);
        var row = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(c => c.Cell(json))]) };
        if (includeObject != "None")
        {
            row["object"] = includeObject == "Object" ? json : ObjectPresenter.MetadataOnly(json);
        }

        return row;
    }
}
