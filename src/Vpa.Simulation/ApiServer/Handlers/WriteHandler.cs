namespace Vpa.Simulation.ApiServer;

/// <summary>Answers create, update and patch of objects, their status and pods' resources.</summary>
internal sealed class WriteHandler(ObjectWriter writer, TableRenderer tables)
{
    public async Task CreateAsync(ApiRequest request)
    {
        var created = await writer.CreateAsync(request, await request.ReadObjectAsync());
        await ResponseWriter.WriteObjectAsync(request, created, 201, tables);
    }

    public async Task UpdateAsync(ApiRequest request, UpdateScope scope)
    {
        var body = await request.ReadObjectAsync();
        var updated = await writer.UpdateAsync(request, scope, _ => body.Copy());
        await ResponseWriter.WriteObjectAsync(request, updated, 200, tables);
    }

    public async Task PatchAsync(ApiRequest request, UpdateScope scope)
    {
        var change = await PatchApplier.ReadAsync(request);
        var updated = await writer.UpdateAsync(request, scope, change);
        await ResponseWriter.WriteObjectAsync(request, updated, 200, tables);
    }
}
