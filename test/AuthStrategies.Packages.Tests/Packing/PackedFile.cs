using System.IO.Compression;
using System.Xml.Linq;

namespace AuthStrategies.Packages.Tests.Packing;

/// <summary>A package file.</summary>
internal sealed record PackedFile(string Path)
{
    /// <summary>The name and bytes of each file in it, without what NuGet itself adds to every package.</summary>
    public IReadOnlyDictionary<string, byte[]> Entries { get; } = Read(Path);

    public XDocument Nuspec => XDocument.Load(new MemoryStream(Entries.Single(entry => entry.Key.EndsWith(".nuspec", StringComparison.Ordinal)).Value));

    public string Id => this["id"]!;

    /// <summary>A value of the package's description.</summary>
    public string? this[string name] => Nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value;

    public string Text(string entry) => System.Text.Encoding.UTF8.GetString(Entries[entry]);

    private static Dictionary<string, byte[]> Read(string path)
    {
        using ZipArchive package = ZipFile.OpenRead(path);
        return package.Entries.ToDictionary(entry => entry.FullName, Bytes);
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream content = entry.Open();
        using MemoryStream copy = new();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    public override string ToString() => System.IO.Path.GetFileNameWithoutExtension(Path);
}
