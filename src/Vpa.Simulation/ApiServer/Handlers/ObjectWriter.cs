using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Creates and updates objects: decoding, defaults, admission, validation, metadata, commit.</summary>
internal sealed class ObjectWriter(
    ObjectStore store, StrategyCatalog strategies, AdmissionChain admission, IdentitySource identities, TimeProvider clock)
{
    private const int PatchRetries = 5;

    public async Task<StoredObject> CreateAsync(ApiRequest request, JsonObject body)
    {
        var resource = request.Resource;
        CheckTypeMeta(request, body);
        var metadata = body.Ensure("metadata");
        CheckNamespace(request, metadata);
        ObjectPresenter.ToStorage(resource, body);
        Decode(request, body);
        var strategy = strategies.For(resource);
        strategy.Default(body);
        var attributes = new AdmissionAttributes("CREATE", request, null);
        body = await admission.MutateAsync(attributes, body);
        Decode(request, body);
        strategy.Default(body);
        if (resource.HasStatus && (resource.IsCustom || resource.Plural is not ("nodes" or "services")))
        {
            body.Remove("status");
        }

        strategy.PrepareForCreate(body);
        metadata = body.Ensure("metadata");
        var key = Name(request, metadata);
        Validate(request, body, null, key.Name);
        admission.Validate(attributes, body);
        Stamp(resource, metadata);
        return Commit(request, key, body, null) ?? throw ApiErrors.AlreadyExists(resource, key.Name);
    }

    /// <summary>Changes an object. A change that names no resourceVersion is tried again when another write comes between.</summary>
    /// <param name="request">The request.</param>
    /// <param name="scope">What it may change.</param>
    /// <param name="change">From the current object, in the version of the request, to the wanted one.</param>
    public async Task<StoredObject> UpdateAsync(ApiRequest request, UpdateScope scope, Func<JsonObject, JsonObject> change)
    {
        var resource = request.Resource;
        for (var attempt = 0; ; attempt++)
        {
            var current = store.Find(resource, request.Key) ?? throw ApiErrors.NotFound(resource, request.Info.Name);
            var old = ObjectPresenter.PresentJson(resource, request.Info.Version, current);
            var wanted = change(old.Copy());
            var version = wanted.TextAt("metadata", "resourceVersion");
            CheckTypeMeta(request, wanted);
            CheckIdentity(request, current, wanted, version);
            var named = !string.IsNullOrEmpty(version) && version != old.TextAt("metadata", "resourceVersion");
            if (named)
            {
                throw ApiErrors.Modified(resource, request.Info.Name);
            }

            ObjectPresenter.ToStorage(resource, wanted);
            var written = await UpdateOnceAsync(request, scope, current, wanted);
            if (written is not null)
            {
                return written;
            }

            if (attempt >= PatchRetries)
            {
                throw ApiErrors.Modified(resource, request.Info.Name);
            }
        }
    }

    private async Task<StoredObject?> UpdateOnceAsync(ApiRequest request, UpdateScope scope, StoredObject current, JsonObject wanted)
    {
        var resource = request.Resource;
        var old = current.ToJson();
        var next = UpdateMerge.Merge(resource, scope, old, wanted);
        Decode(request, next);
        var strategy = strategies.For(resource);
        if (scope is not UpdateScope.Status)
        {
            strategy.Default(next);
        }

        if (scope is not UpdateScope.System)
        {
            var attributes = new AdmissionAttributes("UPDATE", request, old);
            next = await admission.MutateAsync(attributes, next);
            Decode(request, next);
            Validate(request, next, scope is UpdateScope.Main ? old : null, request.Info.Name);
            if (scope is UpdateScope.Resize)
            {
                admission.Validate(attributes, next);
            }
        }

        if (JsonNode.DeepEquals(next, old))
        {
            return current;
        }

        UpdateMerge.RaiseGeneration(resource, old, next);
        return IsFinished(next) ? Remove(request, current, next) : Commit(request, current.Key, next, current);
    }

    /// <summary>An object that is being deleted goes when its last finalizer goes, unless it has a grace period to live through.</summary>
    private static bool IsFinished(JsonObject item) =>
        item.TextAt("metadata", "deletionTimestamp") is not null
        && !item.TextsAt("metadata", "finalizers").Any()
        && (item.NumberAt("metadata", "deletionGracePeriodSeconds") ?? 0) == 0;

    private StoredObject? Remove(ApiRequest request, StoredObject current, JsonObject next) => request.DryRun
        ? StoredObject.Freeze(request.Resource, current.Key, next, current.Version)
        : store.TryRemove(request.Resource, current);

    private StoredObject? Commit(ApiRequest request, ObjectKey key, JsonObject item, StoredObject? replaced)
    {
        if (!request.DryRun)
        {
            return store.TryPut(request.Resource, key, item, replaced);
        }

        return replaced is null && store.Find(request.Resource, key) is not null
            ? null
            : StoredObject.Freeze(request.Resource, key, item, replaced?.Version ?? 0);
    }

    private static void Decode(ApiRequest request, JsonObject item)
    {
        if (request.Resource.IsCustom)
        {
            CustomResourceDecoder.Decode(request, item);
        }
    }

    private void Validate(ApiRequest request, JsonObject item, JsonObject? old, string name)
    {
        var errors = new List<FieldError>();
        ObjectNames.Validate(request.Resource, name, errors);
        if (request.Resource.IsCustom)
        {
            CustomResourceDecoder.Validate(request, item, errors);
        }

        strategies.For(request.Resource).Validate(item, old, errors);
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(request.Resource, name, errors);
        }
    }

    private static void CheckTypeMeta(ApiRequest request, JsonObject body)
    {
        var apiVersion = body.TextAt("apiVersion");
        if (apiVersion is { Length: > 0 } && apiVersion != request.ApiVersion)
        {
            throw ApiErrors.BadRequest(
                $"the API version in the data ({apiVersion}) does not match the expected API version ({request.ApiVersion})");
        }

        if (body.TextAt("kind") is { Length: > 0 } kind && kind != request.Resource.Kind)
        {
            throw ApiErrors.BadRequest(
                $"{kind} in version \"{request.Info.Version}\" cannot be handled as a {request.Resource.Kind}: kind does not match");
        }

        body["apiVersion"] = request.ApiVersion;
        body["kind"] = request.Resource.Kind;
    }

    private void CheckNamespace(ApiRequest request, JsonObject metadata)
    {
        var ns = request.Resource.Namespaced ? request.Info.Namespace : "";
        if (metadata.TextAt("namespace") is { Length: > 0 } sent && sent != ns)
        {
            throw ApiErrors.BadRequest(
                $"the namespace of the provided object does not match the namespace sent on the request");
        }

        metadata.Remove("namespace");
        if (!request.Resource.Namespaced)
        {
            return;
        }

        metadata["namespace"] = ns;
        var home = store.Find(BuiltinResources.Namespaces, new ObjectKey("", ns)) ?? throw ApiErrors.NotFound(BuiltinResources.Namespaces, ns);
        if (home.ToJson().TextAt("metadata", "deletionTimestamp") is not null)
        {
            throw ApiErrors.Forbidden(
                request.Resource, metadata.TextAt("name") ?? "",
                $"unable to create new content in namespace {ns} because it is being terminated");
        }
    }

    private ObjectKey Name(ApiRequest request, JsonObject metadata)
    {
        var name = metadata.TextAt("name");
        if (string.IsNullOrEmpty(name))
        {
            name = metadata.TextAt("generateName") is { Length: > 0 } prefix
                ? identities.NewName(prefix)
                : throw ApiErrors.Invalid(
                    request.Resource, "", [FieldError.Required("metadata.name", "name or generateName is required")]);
            metadata["name"] = name;
        }

        return new ObjectKey(request.Resource.Namespaced ? request.Info.Namespace : "", name);
    }

    private void Stamp(ResourceDefinition resource, JsonObject metadata)
    {
        metadata["uid"] = identities.NewUid();
        metadata["creationTimestamp"] = clock.Stamp();
        metadata.Remove("deletionTimestamp");
        metadata.Remove("deletionGracePeriodSeconds");
        metadata.Remove("managedFields");
        if (UpdateMerge.HasGeneration(resource))
        {
            metadata["generation"] = 1;
        }
    }

    private static void CheckIdentity(ApiRequest request, StoredObject current, JsonObject wanted, string? version)
    {
        if (wanted.TextAt("metadata", "name") is { } name && name != current.Key.Name)
        {
            throw ApiErrors.BadRequest(
                $"the name of the object ({name}) does not match the name on the URL ({current.Key.Name})");
        }

        if (wanted.TextAt("metadata", "uid") is { Length: > 0 } uid && uid != current.Uid)
        {
            throw ApiErrors.Conflict(
                request.Resource, current.Key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
        }

        if (string.IsNullOrEmpty(version) && request.Resource.IsCustom && request.Info.Verb == "update")
        {
            throw ApiErrors.Invalid(request.Resource, current.Key.Name,
                [FieldError.Invalid("metadata.resourceVersion", "0x0", "must be specified for an update")]);
        }
    }
}
