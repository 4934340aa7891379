using System.Text.RegularExpressions;

namespace AuthStrategies.Tests.Architecture;

/// <summary>
/// Texts are for readers whose second language is English. A few words of literary English are counted, as a thermometer:
/// at most five in 10,000 words.
/// </summary>
[TestFixture]
public sealed partial class PlainEnglishTests
{
    private const double MostPerTenThousand = 5;

    [Test]
    public void Documents_Idioms_AreRare() => AssertRare(Documents.All.Select(page => (page.Key, Fence().Replace(page.Value, ""))));

    [Test]
    public void Comments_OfThePackages_IdiomsAreRare() => AssertRare(PackageFiles().Select(file => (file, string.Join('\n', File.ReadLines(file).Where(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal))))));

    private static IEnumerable<string> PackageFiles() => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

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

    [GeneratedRegex("[A-Za-z']+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
