using System.Text.RegularExpressions;
using AuthStrategies.Tests.Architecture;

namespace AuthStrategies.Tests.Documentation;

/// <summary>The examples of alerts name metrics and tags that exist, in the form that Prometheus gives them.</summary>
[TestFixture]
public sealed partial class OperationsTests
{
    private static readonly string Page = Documents.All["docs/operations.md"];
    private static readonly string Telemetry = Documents.All["docs/telemetry.md"];

    [Test]
    public void Metrics_OfTheAlerts_AreInstruments()
    {
        string[] existing = [.. Instrument().Matches(Telemetry).SelectMany(row => NamesOf(row.Groups[1].Value, row.Groups[2].Value))];

        string[] named = [.. Queries().Where(name => !Tags().Contains(name))];

        Assert.That(named, Has.Length.GreaterThan(6));
        Assert.That(named, Is.SubsetOf(existing));
    }

    [Test]
    public void Values_OfTags_AreDocumented()
    {
        MatchCollection values = Selector().Matches(Page);

        Assert.That(values, Is.Not.Empty);
        foreach (Match value in values)
            Assert.That(Telemetry, Does.Match($@"\| `{Regex.Escape(value.Groups[1].Value.Replace("authstrategies_", "authstrategies.", StringComparison.Ordinal))}` \|.*`{value.Groups[2].Value}`"), value.Value);
    }

    [Test]
    public void Index_NamesThePagesOfOperators() =>
        Assert.That(Documents.All["docs/README.md"], Does.Contain("(operations.md)").And.Contain("(versioning.md)").And.Contain("(recipes/README.md)"));

    private static IEnumerable<string> Queries() =>
        Block().Matches(Page).SelectMany(block => Name().Matches(block.Groups[1].Value)).Select(match => match.Value).Distinct();

    private static string[] Tags() => [.. Tag().Matches(Telemetry).Select(row => row.Groups[1].Value.Replace('.', '_'))];

    // Prometheus writes dots as underscores, the unit, and _total after a counter.
    private static string[] NamesOf(string name, string kind) => kind.Split(',')[0] switch
    {
        "counter" => [$"{name.Replace('.', '_')}_total"],
        "histogram" => [.. new[] { "count", "sum", "bucket" }.Select(part => $"{name.Replace('.', '_')}_seconds_{part}")],
        _ => [name.Replace('.', '_')],
    };

    [GeneratedRegex(@"^\| `(authstrategies\.[\w.]+)` \| (counter|histogram, seconds|gauge) \|", RegexOptions.Multiline)]
    private static partial Regex Instrument();

    [GeneratedRegex(@"^\| `(authstrategies\.\w+)` \| (?!counter|histogram|gauge)", RegexOptions.Multiline)]
    private static partial Regex Tag();

    [GeneratedRegex("^```promql\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"authstrategies_\w+")]
    private static partial Regex Name();

    [GeneratedRegex("""(authstrategies_\w+)="(\w+)""")]
    private static partial Regex Selector();
}
