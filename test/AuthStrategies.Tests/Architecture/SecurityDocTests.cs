using System.Text.RegularExpressions;

namespace AuthStrategies.Tests.Architecture;

/// <summary>docs/security.md says which test proves what; this test compares both.</summary>
[TestFixture]
public sealed partial class SecurityDocTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs/security.md"));

    private static readonly (string Id, string[] Fixtures)[] Rows =
    [
        .. Row().Matches(Document).Select(row => (row.Groups[1].Value, row.Groups[2].Value.Split(", "))),
    ];

    private static readonly Dictionary<string, string> Tests = Repository.SourceFiles("test").Concat(Repository.SourceFiles("src/AuthStrategies.Testing"))
        .GroupBy(file => Path.GetFileName(file).Split('.')[0])
        .ToDictionary(files => files.Key, files => string.Concat(files.Select(File.ReadAllText)));

    // What must be proved.
    private static readonly string[] Demanded =
    [
        .. Ids('T', 1, 14), .. Ids('A', 1, 8), "A-10", .. Ids('C', 1, 8), "C-10", "C-11", .. Ids('I', 1, 5), "K-01", "K-02", "K-03", "K-04", "K-06", .. Ids('R', 1, 9), .. Ids('V', 1, 4),
        .. Ids('S', 1, 8), "S-10", "S-11", .. Ids('D', 1, 6), .. Ids('L', 1, 5), .. Ids('B', 1, 5), .. Ids('X', 1, 9),
    ];

    [Test]
    public void Table_EveryRequirement_HasARow() => Assert.That(Demanded, Is.SubsetOf(Rows.Select(row => row.Id)));

    [Test]
    public void Table_EveryFixtureNamed_NamesTheRequirement()
    {
        IEnumerable<string> wrong = Rows.SelectMany(row => row.Fixtures
            .Where(fixture => !Tests.TryGetValue(fixture, out string? source) || !source.Contains($"\"{row.Id}\"", StringComparison.Ordinal))
            .Select(fixture => $"{row.Id}: {fixture}"));

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Table_EveryRequirementATestNames_HasARow()
    {
        IEnumerable<string> named = Tests.Values.SelectMany(source => Named().Matches(source)).Select(match => match.Groups[1].Value).Distinct();

        Assert.That(named, Is.SubsetOf(Rows.Select(row => row.Id)));
    }

    [Test]
    public void Table_EveryPlaceNamed_Exists()
    {
        HashSet<string> files = [.. Repository.SourceFiles("src").Select(file => Path.GetFileNameWithoutExtension(file))];

        IEnumerable<string> wrong = RowWithPlaces().Matches(Document)
            .SelectMany(row => row.Groups[2].Value.Split(", ").Select(place => (Id: row.Groups[1].Value, Place: place)))
            .Where(row => !IsPlace(row.Place, files))
            .Select(row => $"{row.Id}: {row.Place}");

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    [Property("Requirement", "D-06")]
    public void Documents_EveryDefaultTime_IsWritten()
    {
        string choosing = File.ReadAllText(Path.Combine(Repository.Root, "docs/choosing.md"));
        SessionStrategyOptions session = new();
        JwtStrategyOptions jwt = new();

        Assert.That(choosing, Does.Contain($"| {session.IdleTimeout.TotalHours} h / {session.AbsoluteTimeout.TotalHours} h |"));
        Assert.That(choosing, Does.Contain($"| {session.PersistentIdleTimeout.TotalDays} d / {session.PersistentAbsoluteTimeout.TotalDays} d |"));
        Assert.That(choosing, Does.Contain($"| {session.ReuseWindow.TotalSeconds} s |"));
        Assert.That(choosing, Does.Contain($"| {session.RotateEvery.TotalMinutes} min |"));
        Assert.That(choosing, Does.Contain($"| {session.LateRequestWindow.Minutes} min {session.LateRequestWindow.Seconds} s |"));
        Assert.That(choosing, Does.Contain($"| {jwt.AccessTokenLifetime.TotalMinutes} min,"));
        Assert.That(choosing, Does.Contain($"| {jwt.RefreshTokens.IdleTimeout.TotalDays} d / {jwt.RefreshTokens.AbsoluteTimeout.TotalDays} d |"));
        Assert.That(choosing, Does.Contain($"| {jwt.ClockSkew.TotalSeconds} s |"));
    }

    // A type, a member of one, a file or folder from the root or below src/AuthStrategies, or a sentence.
    private static bool IsPlace(string place, HashSet<string> files) =>
        files.Contains(place.Split('.')[0])
        || place.Contains(' ', StringComparison.Ordinal)
        || Path.Exists(Path.Combine(Repository.Root, place))
        || Path.Exists(Path.Combine(Repository.Root, "src/AuthStrategies", place));

    private static IEnumerable<string> Ids(char letter, int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(number => $"{letter}-{number:00}");

    [GeneratedRegex(@"^\| ([A-Z]-\d\d) \|(?:.*\|)? ([\w, ]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| ([A-Z]-\d\d) \| [^|]+ \| ([^|]+) \| [\w, ]+ \|$", RegexOptions.Multiline)]
    private static partial Regex RowWithPlaces();

    [GeneratedRegex(@"""Requirement"", ""([A-Z]-\d\d)""")]
    private static partial Regex Named();
}
