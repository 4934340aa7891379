using AuthStrategies.Packages.Tests.Packing;

namespace AuthStrategies.Packages.Tests;

/// <summary>The same sources make the same packages, wherever they are built.</summary>
[TestFixture]
public sealed class ReproducibleTests
{
    private static readonly string[] Sources = ["src", "analyzers", "build"];

    [Test]
    public async Task Packages_BuiltInTwoFolders_HaveTheSameBytes()
    {
        string[] folders = [Path.Combine(PackageFeed.Folder, "Copy"), Path.Combine(PackageFeed.Folder, "Another", "copy")];

        await Task.WhenAll(folders.Select(PackAsync));

        PackedFile[][] built = [.. folders.Select(folder => PackageFeed.FilesIn(Path.Combine(folder, "feed")).ToArray())];
        Assert.That(built[0].Select(package => package.ToString()), Is.EqualTo(built[1].Select(package => package.ToString())));
        // A package and its symbols for each project.
        Assert.That(built[0], Has.Length.EqualTo(2 * Directory.EnumerateDirectories(Path.Combine(PackageFeed.Root, "src")).Count()));
        Assert.That(built[0].Zip(built[1]).SelectMany(pair => Different(pair.First, pair.Second)), Is.Empty);
    }

    private static IEnumerable<string> Different(PackedFile one, PackedFile other) =>
        one.Entries.Keys.Union(other.Entries.Keys)
            .Where(name => !one.Entries.TryGetValue(name, out byte[]? bytes) || !other.Entries.TryGetValue(name, out byte[]? others) || !bytes.AsSpan().SequenceEqual(others))
            .Select(name => $"{one}: {name}");

    private static async Task PackAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(PackageFeed.Root).Concat(Sources.SelectMany(FilesBelow)))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(PackageFeed.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            // A worktree has a file of this name, which leads back to the repository.
            if (Path.GetFileName(file) != ".git")
                File.Copy(file, copy);
        }

        string project = Path.Combine(AppContext.BaseDirectory, "Packing", "PackCopy.proj");
        await Dotnet.RunAsync(
            folder, "msbuild", project, "-v:q", "-nologo", $"-p:Root={folder}", $"-p:Feed={Path.Combine(folder, "feed")}", "-p:RunAnalyzers=false",
            "-p:PackForRelease=true", "-p:RepositoryUrl=https://code.example/team/auth");
    }

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.EnumerateFiles(Path.Combine(PackageFeed.Root, folder), "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(PackageFeed.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));
}
