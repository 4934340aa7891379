namespace AuthStrategies.Tests.Architecture;

/// <summary>The Markdown pages of the repository that users and contributors read.</summary>
internal static class Documents
{
    private static readonly string[] AtTheRoot = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"];

    /// <summary>Each page by its path from the root of the repository.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Files().ToDictionary(
        Repository.Relative,
        file => File.ReadAllText(file).ReplaceLineEndings("\n"));

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Where(file => Path.GetDirectoryName(file) != Path.Combine(Repository.Root, "docs", "site"))
            .Concat(Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(package => Path.Combine(package, "README.md")))
            .Append(Path.Combine(Repository.Root, "templates", "README.md"))
            .Concat(AtTheRoot.Select(file => Path.Combine(Repository.Root, file)));
}
