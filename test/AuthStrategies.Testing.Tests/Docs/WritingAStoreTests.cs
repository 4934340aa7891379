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
        string code = Document.AsShown("test/AuthStrategies.Testing.Tests/Docs/DictionarySessionStore.cs");

        Assert.That(Document.CodeBlocks("docs/writing-a-store.md"), Has.Member(code));
        Assert.That(code.Split('\n'), Has.Length.LessThan(100));
    }

    [Test]
    public void Documents_EveryCaseAndTypeNamed_Exists()
    {
        string[] known = [.. SessionStoreConformance.AllCases.Select(c => c.Name), .. AuthStrategyConformance.Cases.Select(c => c.Name)];

        IEnumerable<string> named = new[] { "docs/writing-a-store.md", "docs/writing-a-strategy.md", "docs/testing.md" }
            .SelectMany(file => CaseName().Matches(Document.Read(file)).Select(match => match.Groups[1].Value));

        Assert.That(named, Is.SubsetOf(known));
    }

    [GeneratedRegex("`([A-Z][A-Za-z]+_[A-Z][A-Za-z]+_[A-Z][A-Za-z]+)`")]
    private static partial Regex CaseName();
}
