using System.Text.RegularExpressions;

namespace AuthStrategies.Testing.Tests.Docs;

/// <summary>Pages of the documentation and the compiled code that they show.</summary>
internal static partial class Document
{
    /// <summary>A file by its path from the root of the repository.</summary>
    public static string Read(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AuthStrategies.sln")))
            folder = folder.Parent;
        return File.ReadAllText(Path.Combine(folder!.FullName, path)).ReplaceLineEndings("\n");
    }

    /// <summary>The C# blocks of a page.</summary>
    public static string[] CodeBlocks(string path) => [.. CodeBlock().Matches(Read(path)).Select(block => block.Groups[1].Value)];

    /// <summary>A source file as a page shows it: with a using for the library in place of the namespace of the tests.</summary>
    public static string AsShown(string path)
    {
        string[] lines = Read(path).Replace("namespace AuthStrategies.Testing.Tests.Docs;\n\n", "").Split('\n');
        string[] usings = [.. lines.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal)), "using AuthStrategies;"];
        string code = string.Join('\n', lines.SkipWhile(line => line.Length == 0 || line.StartsWith("using ", StringComparison.Ordinal)));
        return string.Join('\n', usings.OrderBy(Rank).ThenBy(line => line.TrimEnd(';'), StringComparer.Ordinal)) + "\n\n" + code;
    }

    private static int Rank(string line) => line.StartsWith("using System", StringComparison.Ordinal) ? 0 : 1;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
