using System.Text.RegularExpressions;

namespace AuthStrategies.Tasks.Tests.Hosting;

/// <summary>What a page of the documentation shows.</summary>
internal static partial class DocumentedBlocks
{
    public static string Root { get; } = FindRoot();

    public static string Page(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    /// <summary>The blocks of a page in one language, in their order.</summary>
    public static string[] Of(string page, string language) =>
        [.. Block().Matches(Page(page)).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value)];

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AuthStrategies.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("AuthStrategies.sln was not found above the test assembly.");
    }

    [GeneratedRegex("^```(\\w+)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
