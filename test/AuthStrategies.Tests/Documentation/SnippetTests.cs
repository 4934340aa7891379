using System.Text.RegularExpressions;
using AuthStrategies.Tests.Architecture;

namespace AuthStrategies.Tests.Documentation;

/// <summary>Each piece of code in recipes, migration pages and operations stands in a file that is compiled or run.</summary>
[TestFixture]
public sealed partial class SnippetTests
{
    private static readonly string[] Endings = [".cs", ".razor", ".cshtml", ".mjs", ".js"];

    private static readonly string[] Compiled = [.. new[] { "test", "samples" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
        .Where(file => Endings.Contains(Path.GetExtension(file)) && !Repository.Relative(file).Split('/').Any(part => part is "obj" or "bin" or "node_modules"))
        .Select(file => Squeeze(File.ReadAllText(file)))];

    private static IEnumerable<string> Pages() => Documents.All.Keys.Where(page =>
        page.StartsWith("docs/recipes/", StringComparison.Ordinal) || page.StartsWith("docs/migration/", StringComparison.Ordinal) || page == "docs/operations.md");

    [TestCaseSource(nameof(Pages))]
    public void Code_OfAPage_IsCutFromCompiledFiles(string page)
    {
        IEnumerable<string> foreign = CodeBlock().Matches(Documents.All[page])
            .Select(block => block.Groups[1].Value)
            .Where(code => !Compiled.Any(file => file.Contains(Squeeze(code), StringComparison.Ordinal)));

        Assert.That(foreign, Is.Empty);
    }

    [Test]
    public void Pages_WithCode_AreFound() => Assert.That(Pages().Sum(page => CodeBlock().Count(Documents.All[page])), Is.GreaterThan(40));

    [TestCase("docs/recipes/README.md")]
    public void Index_OfAFolder_NamesEveryPage(string index)
    {
        string folder = index[..(index.LastIndexOf('/') + 1)];

        IEnumerable<string> missing = Documents.All.Keys
            .Where(page => page.StartsWith(folder, StringComparison.Ordinal) && page != index)
            .Where(page => !Documents.All[index].Contains($"({page[folder.Length..]})", StringComparison.Ordinal));

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void TestFiles_ThatAPageNames_NameThePage()
    {
        IEnumerable<string> pages = Pages().Where(page => page.StartsWith("docs/recipes/", StringComparison.Ordinal) && !page.EndsWith("README.md", StringComparison.Ordinal));

        Assert.That(pages.Where(page => !Compiled.Any(file => file.Contains(page, StringComparison.Ordinal))), Is.Empty);
    }

    private static string Squeeze(string code) => WhiteSpace().Replace(code, "");

    [GeneratedRegex("^```(?:csharp|razor|cshtml|js)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
