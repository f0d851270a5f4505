using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The refusals of kube-apiserver, with its codes, reasons and wording.</summary>
internal static class ApiErrors
{
    public static ApiStatusException NotFound(ResourceDefinition resource, string name) =>
        new(404, "NotFound", $"{resource.QualifiedName} \"{name}\" not found", Details(resource, name));

    public static ApiStatusException UnknownPath() =>
        new(404, "NotFound", "the server could not find the requested resource", new JsonObject());

    public static ApiStatusException AlreadyExists(ResourceDefinition resource, string name) =>
        new(409, "AlreadyExists", $"{resource.QualifiedName} \"{name}\" already exists", Details(resource, name));

    public static ApiStatusException Modified(ResourceDefinition resource, string name) => Conflict(
        resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiStatusException Conflict(ResourceDefinition resource, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedName} \"{name}\": {why}", Details(resource, name));

    public static ApiStatusException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiStatusException Expired(string message) => new(410, "Expired", message);

    public static ApiStatusException TooOld(long requested, long oldest) =>
        Expired($"too old resource version: {requested} ({oldest})");

    public static ApiStatusException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiStatusException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");

    public static ApiStatusException UnsupportedMediaType(string sent, string accepted) => new(
        415, "UnsupportedMediaType",
        $"the body of the request was in an unknown format - accepted media types include: {accepted} (sent: {sent})");

    public static ApiStatusException Forbidden(ResourceDefinition resource, string name, string why) =>
        new(403, "Forbidden", $"{resource.QualifiedName} \"{name}\" is forbidden: {why}", Details(resource, name));

    public static ApiStatusException ServiceUnavailable(string why) => new(503, "ServiceUnavailable", why);

    public static ApiStatusException Internal(string why) => new(
        500, "InternalError", "Internal error occurred: " + why,
        new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = why }) });

    public static ApiStatusException Invalid(ResourceDefinition resource, string name, IReadOnlyList<FieldError> errors)
    {
        var details = Details(resource, name, kindNotPlural: true);
        details["causes"] = new JsonArray([.. errors.Select(e => (JsonNode)new JsonObject
        {
            ["reason"] = e.Reason,
            ["message"] = e.Message,
            ["field"] = e.Field,
        })]);
        var list = string.Join(", ", errors.Select(e => $"{e.Field}: {e.Message}"));
        var all = errors.Count == 1 ? list : $"[{list}]";
        var kind = resource.Group.Length == 0 ? resource.Kind : $"{resource.Kind}.{resource.Group}";
        return new ApiStatusException(422, "Invalid", $"{kind} \"{name}\" is invalid: {all}", details);
    }

    private static JsonObject Details(ResourceDefinition resource, string name, bool kindNotPlural = false)
    {
        var details = new JsonObject { ["name"] = name };
        if (resource.Group.Length > 0)
        {
            details["group"] = resource.Group;
        }

        details["kind"] = kindNotPlural ? resource.Kind : resource.Plural;
        return details;
    }
}
