namespace Vpa.Storage.Tests;

/// <summary>Random damage to files, as torn writes and bad sectors leave it.</summary>
internal sealed class Damage(Random random)
{
    /// <summary>Damages one of some files and tells how.</summary>
    public string Do(params string[] paths)
    {
        var present = paths.Where(p => new FileInfo(p) is { Exists: true, Length: > 0 }).ToArray();
        var path = present[random.Next(present.Length)];
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var what = random.Next(5) switch
        {
            0 => Cut(file),
            1 => Flip(file, 1),
            2 => Flip(file, random.Next(2, 40)),
            3 => Overwrite(file, 512, 0),
            _ => Overwrite(file, random.Next(1, 3 * 8192), (byte)random.Next(256)),
        };
        return $"{what} of {Path.GetFileName(path)}";
    }

    private string Cut(FileStream file)
    {
        var length = random.NextInt64(file.Length);
        file.SetLength(length);
        return $"cut to {length} bytes";
    }

    private string Flip(FileStream file, int count)
    {
        var offsets = new List<long>();
        for (var i = 0; i < count; i++)
        {
            var offset = random.NextInt64(file.Length);
            file.Position = offset;
            var value = file.ReadByte();
            file.Position = offset;
            file.WriteByte((byte)(value ^ (1 << random.Next(8))));
            offsets.Add(offset);
        }

        return $"flipped bits at {string.Join(", ", offsets.Take(5))}";
    }

    private string Overwrite(FileStream file, int length, byte value)
    {
        var offset = random.NextInt64(file.Length) / length * length;
        file.Position = offset;
        file.Write(Enumerable.Repeat(value, (int)Math.Min(length, file.Length - offset)).ToArray());
        return $"overwrote {length} bytes at {offset} with {value}";
    }
}
