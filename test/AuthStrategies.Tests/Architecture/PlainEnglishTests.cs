using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AuthStrategies.Tests.Architecture;

/// <summary>
/// Texts are for readers whose second language is English. A few words of literary English are counted, as a thermometer:
/// at most five in 10,000 words.
/// </summary>
[TestFixture]
public sealed partial class PlainEnglishTests
{
    private const double MostPerTenThousand = 5;

    /// <summary>Metaphors of former editions, old names and literary words. A word is a part of a name: <c>Gate</c> in <c>OpenGate</c>, not in <c>Navigate</c>.</summary>
    private static readonly HashSet<string> ForbiddenWords = new(
        [
            "Vault", "Door", "Desk", "Judge", "Judged", "Judgement", "Verdict", "Ender", "Wishes", "Gate", "Recognised", "Recognized",
            "Settle", "Settles", "Settled", "Attend", "Attends", "Death", "Deaths", "Orders", "Aftermath", "World", "Held", "Claimed",
            "Whoever", "Whatever", "Nobody", "Somebody", "Anybody", "Everybody", "Lest", "Bears", "Heeds", "Meanwhile", "Afterwards",
        ],
        StringComparer.OrdinalIgnoreCase);

    [Test]
    public void Documents_Idioms_AreRare() => AssertRare(Documents.All.Select(page => (page.Key, Fence().Replace(page.Value, ""))));

    [TestCase("src")]
    [TestCase("test")]
    [TestCase("samples")]
    [TestCase("benchmarks")]
    public void Comments_Idioms_AreRare(string folder) => AssertRare(Repository.SourceFiles(folder).Select(file => (file, string.Join('\n', File.ReadLines(file).Where(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal))))));

    [TestCase("src")]
    [TestCase("test")]
    [TestCase("samples")]
    [TestCase("benchmarks")]
    public void Names_OfFilesAndIdentifiers_UseTheWordsOfTheField(string folder)
    {
        IEnumerable<string> wrong = Repository.SourceFiles(folder)
            .SelectMany(file => NamesIn(file).Where(name => WordOfAName().Matches(name).Any(word => ForbiddenWords.Contains(word.Value))).Distinct().Select(name => $"{Repository.Relative(file)}: {name}"));

        Assert.That(wrong, Is.Empty);
    }

    private static IEnumerable<string> NamesIn(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
            .Select(token => token.ValueText)
            .Concat(Repository.Relative(file)[..^".cs".Length].Split('/'));

    private static void AssertRare(IEnumerable<(string Source, string Text)> texts)
    {
        (string Source, string Text)[] all = [.. texts];
        string[] idioms = [.. all.SelectMany(text => Idiom().Matches(text.Text).Select(match => $"{text.Source}: {match.Value}"))];
        int words = all.Sum(text => Word().Count(text.Text));

        Assert.That(idioms.Length * 10_000.0 / words, Is.LessThanOrEqualTo(MostPerTenThousand), string.Join('\n', idioms));
    }

    [GeneratedRegex(
        @"\b(whoever|whichever|whatever|whomever|nobody|somebody|anybody|everybody|lest|thereof|bears?|borne|heeds?|heeded|"
        + @"notwithstanding|meanwhile|afterwards|all the same|at the most|in any case|for ever|by now|forthwith|"
        + @"none of (?:ours|theirs)|of (?:its|their|our|one's) own|as good as)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Idiom();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex WordOfAName();

    [GeneratedRegex("[A-Za-z']+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
