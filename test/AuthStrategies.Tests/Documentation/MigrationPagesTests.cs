using System.Text.RegularExpressions;
using AuthStrategies.Tests.Architecture;

namespace AuthStrategies.Tests.Documentation;

/// <summary>The pages about moving an application show code that is compiled and run, and their index names all of them.</summary>
[TestFixture]
public sealed partial class MigrationPagesTests
{
    private const string Folder = "docs/migration/";

    private static readonly string Compiled = Squeeze(string.Concat(Repository.SourceFiles("samples").Concat(Repository.SourceFiles("test")).Select(File.ReadAllText)));

    private static IEnumerable<string> Pages => Documents.All.Keys.Where(page => page.StartsWith(Folder, StringComparison.Ordinal));

    [TestCaseSource(nameof(Pages))]
    public void Page_CSharpBlocks_AreCompiled(string page)
    {
        IEnumerable<string> unknown = CSharpBlock().Matches(Documents.All[page])
            .Select(block => block.Groups[1].Value)
            .Where(block => !Compiled.Contains(Squeeze(block), StringComparison.Ordinal));

        Assert.That(unknown, Is.Empty);
    }

    [Test]
    public void Index_NamesEachPage()
    {
        string index = Documents.All[Folder + "README.md"];

        IEnumerable<string> missing = Pages.Where(page => page != Folder + "README.md" && !index.Contains($"({page[Folder.Length..]})", StringComparison.Ordinal));

        Assert.That(missing, Is.Empty);
        Assert.That(Documents.All["docs/README.md"], Does.Contain("(migration/README.md)"));
    }

    private static string Squeeze(string code) => WhiteSpace().Replace(code, "");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
