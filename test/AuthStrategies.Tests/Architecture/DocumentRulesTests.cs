using System.Text.RegularExpressions;

namespace AuthStrategies.Tests.Architecture;

/// <summary>Rules for the Markdown pages: short lines, no dead links, every decision in the index, every scenario explained.</summary>
[TestFixture]
public sealed partial class DocumentRulesTests
{
    private const int LongestLine = 120;

    [Test]
    public void Lines_OutsideTablesAndLinks_AreShort()
    {
        IEnumerable<string> wrong = Documents.All.SelectMany(page => page.Value.Split('\n')
            .Select((line, i) => (Text: line, Number: i + 1))
            .Where(line => line.Text.Length > LongestLine && !MayBeLong(line.Text))
            .Select(line => $"{page.Key}:{line.Number}"));

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Links_Relative_LeadSomewhere()
    {
        IEnumerable<string> dead = Documents.All.SelectMany(page => Links(page.Value)
            .Where(link => !LeadsSomewhere(page.Key, link))
            .Select(link => $"{page.Key}: {link}"));

        Assert.That(dead, Is.Empty);
    }

    [Test]
    public void Decisions_All_HaveATitleADateAStatusAndARowInTheIndex()
    {
        string index = Documents.All["docs/decisions/README.md"];
        IEnumerable<string> wrong = Documents.All
            .Where(page => page.Key.StartsWith("docs/decisions/0", StringComparison.Ordinal))
            .Where(page => !DecisionHead().IsMatch(page.Value) || !index.Contains($"({Path.GetFileName(page.Key)})", StringComparison.Ordinal))
            .Select(page => page.Key);

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Scenarios_ThatATestOrAKitCites_AreExplained()
    {
        string[] explained = [.. ScenarioRow().Matches(Documents.All["docs/conformance-scenarios.md"]).Select(row => row.Groups[1].Value)];
        string[] cited = [.. Repository.SourceFiles("src").Concat(Repository.SourceFiles("test"))
            .SelectMany(file => Scenario().Matches(File.ReadAllText(file)))
            .Select(match => match.Value)
            .Distinct()];

        Assert.That(explained, Is.EquivalentTo(Enumerable.Range(1, 48).Select(number => $"F-{number:00}")));
        Assert.That(cited, Is.Not.Empty.And.SubsetOf(explained));
    }

    [Test]
    public void Scenarios_MarkedAsPlayedByTheKit_AreThoseThatTheKitCites()
    {
        IEnumerable<string> marked = KitScenarioRow().Matches(Documents.All["docs/conformance-scenarios.md"]).Select(row => row.Groups[1].Value);
        IEnumerable<string> cited = Repository.SourceFiles("src/AuthStrategies.Testing")
            .SelectMany(file => CitedScenario().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Distinct();

        Assert.That(marked, Is.EquivalentTo(cited));
    }

    [Test]
    public void Contributing_EveryFileNamed_Exists()
    {
        HashSet<string> files = [.. Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetFileName(file))];

        IEnumerable<string> wrong = SourceFileName().Matches(Documents.All["CONTRIBUTING.md"]).Select(match => match.Groups[1].Value).Where(file => !files.Contains(file));

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Paths_InCodeSpans_Exist()
    {
        IEnumerable<string> dead = Documents.All
            .Where(page => page.Key != "CHANGELOG.md")
            .SelectMany(page => PathInCodeSpan().Matches(page.Value).Select(match => match.Groups[1].Value.TrimEnd('/')).Where(path => !Path.Exists(Path.Combine(Repository.Root, path))).Select(path => $"{page.Key}: {path}"));

        Assert.That(dead, Is.Empty);
    }

    // A table row and a link cannot be wrapped, and redis-cli reads an ACL as one line.
    private static bool MayBeLong(string line) =>
        line.TrimStart().StartsWith('|') || line.Contains("](", StringComparison.Ordinal) || line.StartsWith("ACL SETUSER", StringComparison.Ordinal);

    private static IEnumerable<string> Links(string text) =>
        Link().Matches(Fence().Replace(text, ""))
            .Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains(':', StringComparison.Ordinal));

    private static bool LeadsSomewhere(string page, string link)
    {
        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0
            ? page
            : Repository.Relative(Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, parts[0])));
        if (!Path.Exists(Path.Combine(Repository.Root, target)))
            return false;

        return parts.Length == 1 || (Documents.All.TryGetValue(target, out string? text) && Anchors(text).Contains(parts[1]));
    }

    private static IEnumerable<string> Anchors(string text) =>
        Heading().Matches(text).Select(match => NotInAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"`((?:src|test|docs|samples|benchmarks|\.github|\.ci)/[\w./-]+)`")]
    private static partial Regex PathInCodeSpan();

    [GeneratedRegex(@"\A# \d{4} \S.*\n\nDate: \d{4}-\d{2}-\d{2}\. Status: (accepted|replaced by \d{4})\.\n")]
    private static partial Regex DecisionHead();

    [GeneratedRegex(@"^\| (F-\d\d) \|", RegexOptions.Multiline)]
    private static partial Regex ScenarioRow();

    [GeneratedRegex(@"^\| (F-\d\d) \|.*\| kit[^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex KitScenarioRow();

    [GeneratedRegex(@"""(F-\d\d)""")]
    private static partial Regex CitedScenario();

    [GeneratedRegex(@"\bF-\d\d\b")]
    private static partial Regex Scenario();

    [GeneratedRegex(@"`(\w+\.cs)`")]
    private static partial Regex SourceFileName();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\s-]")]
    private static partial Regex NotInAnchor();
}
