using System.Text.RegularExpressions;

namespace AuthStrategies.Tests.Architecture;

/// <summary>Two clients with one session are a suspicion, not a theft: the texts of the packages say no more than that.</summary>
public sealed partial class SuspicionTests
{
    [Test]
    public void Texts_OfEventsCountersAndFailures_NeverSayStolen()
    {
        IEnumerable<string> wrong = Repository.SourceFiles("src")
            .Where(file => !file.Contains("AuthStrategies.Testing", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Select(line => (File: Path.GetFileName(file), Line: line.Trim())))
            .Where(row => Text().Matches(row.Line).Any(text => Theft().IsMatch(text.Value) && !Suspicion().IsMatch(text.Value)))
            .Select(row => $"{row.File}: {row.Line}");

        Assert.That(wrong, Is.Empty);
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\b(stolen|theft|thief|thieves)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Theft();

    [GeneratedRegex(@"\bsuspect|\bsuspicion|\bmay\b", RegexOptions.IgnoreCase)]
    private static partial Regex Suspicion();
}
