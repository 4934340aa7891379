using System.Text.RegularExpressions;
using AuthStrategies.Tests.Architecture;

namespace AuthStrategies.Tests.Documentation;

/// <summary>The page for those who search a fault names every answer and every reason, and the index every page.</summary>
[TestFixture]
public sealed partial class TroubleshootingTests
{
    private static readonly string Page = Documents.All["docs/troubleshooting.md"];

    [TestCaseSource(nameof(Reasons))]
    public void Reason_Each_HasARow(AuthFailureReason reason) => Assert.That(Page, Does.Contain($"\n| `{reason}` |"));

    [TestCaseSource(nameof(Titles))]
    public void Title_OfEachProblem_HasARow(string title) => Assert.That(Page, Does.Match($@"\n\| \d\d\d ""{Regex.Escape(title)}"" \|"));

    [Test]
    public void Titles_AreFound() => Assert.That(Titles().Count(), Is.GreaterThan(10));

    [Test]
    public void LogEvents_OfThePage_AreExplained()
    {
        string telemetry = Documents.All["docs/telemetry.md"];

        IEnumerable<string> unknown = LogEventColumn().Matches(Page)
            .SelectMany(row => row.Groups[1].Value.Split(", "))
            .Where(id => !Regex.IsMatch(telemetry, $@"\n\| (\d+, )*{id}(, \d+)* \|"));

        Assert.That(unknown, Is.Empty);
    }

    [Test]
    public void Index_NamesEveryPage()
    {
        string index = Documents.All["docs/README.md"];

        IEnumerable<string> missing = Documents.All.Keys
            .Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page.LastIndexOf('/') == 4 && page != "docs/README.md")
            .Where(page => !index.Contains($"({page["docs/".Length..]})", StringComparison.Ordinal));

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void Site_NamesEveryPage()
    {
        string contents = File.ReadAllText(Path.Combine(Repository.Root, "docs", "toc.yml"));

        IEnumerable<string> missing = Documents.All.Keys
            .Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && !page.StartsWith("docs/decisions/0", StringComparison.Ordinal))
            .Where(page => !contents.Contains($"href: {page["docs/".Length..]}\n", StringComparison.Ordinal));

        Assert.That(missing, Is.Empty);
    }

    private static AuthFailureReason[] Reasons() => Enum.GetValues<AuthFailureReason>();

    private static IEnumerable<string> Titles()
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "src", "AuthStrategies.AspNetCore", "Http", "Problems.cs"));
        string[] created = [.. ProblemTitle().Matches(source).Select(match => match.Groups[1].Value)];
        return created.Concat(RefusedTitle().Matches(source).Select(match => match.Groups[1].Value)).Distinct();
    }

    [GeneratedRegex(@"new\(\s*StatusCodes\.Status\w+,\s*""([^""]+)""")]
    private static partial Regex ProblemTitle();

    [GeneratedRegex(@"[?:] ""([A-Z][^""]+\.)""")]
    private static partial Regex RefusedTitle();

    [GeneratedRegex(@"^\| \d\d\d[^|]*\|[^|]*\| (\d[\d, ]*) \|", RegexOptions.Multiline)]
    private static partial Regex LogEventColumn();
}
