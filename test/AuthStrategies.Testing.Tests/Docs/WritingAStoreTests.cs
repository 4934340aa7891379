using System.Text.RegularExpressions;

namespace AuthStrategies.Testing.Tests.Docs;

/// <summary>The store that docs/writing-a-store.md shows is this compiled one, and it keeps the contract.</summary>
public sealed partial class WritingAStoreTests
{
    private static IEnumerable<SessionStoreCase> Cases => SessionStoreConformance.Cases;

    [TestCaseSource(nameof(Cases))]
    public Task Store_Conforms(SessionStoreCase c) => c.RunAsync(() => new DictionarySessionStore());

    [Test]
    public void Document_Store_IsTheCompiledOne()
    {
        string code = Source("test/AuthStrategies.Testing.Tests/Docs/DictionarySessionStore.cs").Replace("namespace AuthStrategies.Testing.Tests.Docs;\n\n", "");

        string[] blocks = [.. CodeBlock().Matches(Source("docs/writing-a-store.md")).Select(block => block.Groups[1].Value)];

        Assert.That(blocks, Has.Member(code.Replace("using System.Runtime.CompilerServices;\n\n", "using System.Runtime.CompilerServices;\nusing AuthStrategies;\n\n")));
        Assert.That(code.Split('\n'), Has.Length.LessThan(100));
    }

    [Test]
    public void Documents_EveryCaseAndTypeNamed_Exists()
    {
        string[] known = [.. SessionStoreConformance.AllCases.Select(c => c.Name), .. AuthStrategyConformance.Cases.Select(c => c.Name)];

        IEnumerable<string> named = new[] { "docs/writing-a-store.md", "docs/testing.md" }
            .SelectMany(file => CaseName().Matches(Source(file)).Select(match => match.Groups[1].Value));

        Assert.That(named, Is.SubsetOf(known));
    }

    private static string Source(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AuthStrategies.sln")))
            folder = folder.Parent;
        return File.ReadAllText(Path.Combine(folder!.FullName, path)).ReplaceLineEndings("\n");
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("`([A-Z][A-Za-z]+_[A-Z][A-Za-z]+_[A-Z][A-Za-z]+)`")]
    private static partial Regex CaseName();
}
