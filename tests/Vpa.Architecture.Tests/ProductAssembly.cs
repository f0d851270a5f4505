using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Vpa.Architecture.Tests;

/// <summary>One of the product's assemblies, read from its metadata: what it really uses, not what its project file allows.</summary>
internal sealed class ProductAssembly
{
    private ProductAssembly(string name, ImmutableHashSet<string> references, ImmutableArray<(string Assembly, string Type)> usedTypes)
    {
        Name = name;
        References = references;
        UsedTypes = usedTypes;
    }

    /// <summary>The assembly's name.</summary>
    public string Name { get; }

    /// <summary>Names of the assemblies it uses.</summary>
    public ImmutableHashSet<string> References { get; }

    /// <summary>Full names of the types it uses from other assemblies.</summary>
    public ImmutableArray<(string Assembly, string Type)> UsedTypes { get; }

    /// <summary>Reads an assembly that stands beside this test.</summary>
    public static ProductAssembly Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        using var pe = new PEReader(file);
        var metadata = pe.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name)).ToImmutableHashSet(StringComparer.Ordinal);
        return new(name, references, [.. UsedTypesOf(metadata)]);
    }

    /// <summary>Loads it for reflection.</summary>
    public Assembly Load() => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, Name + ".dll"));

    private static IEnumerable<(string Assembly, string Type)> UsedTypesOf(MetadataReader metadata)
    {
        foreach (var handle in metadata.TypeReferences)
        {
            var type = metadata.GetTypeReference(handle);
            if (type.ResolutionScope.Kind == HandleKind.AssemblyReference)
            {
                var assembly = metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
                yield return (metadata.GetString(assembly.Name), $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}");
            }
        }
    }
}
