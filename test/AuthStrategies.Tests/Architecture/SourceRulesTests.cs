using System.Text.RegularExpressions;

namespace AuthStrategies.Tests.Architecture;

/// <summary>The rules that only the source can show.</summary>
[TestFixture]
public sealed partial class SourceRulesTests
{
    private static readonly string[] Sources = [.. Repository.SourceFiles("src")];

    [Test]
    public void Folders_All_AreNamedForAConcept()
    {
        string[] banned = ["Utils", "Helpers", "Common", "Internal", "Extensions"];

        IEnumerable<string> folders = Sources.SelectMany(f => Repository.Relative(f).Split('/')[..^1]).Distinct();

        Assert.That(folders.Intersect(banned, StringComparer.OrdinalIgnoreCase), Is.Empty);
    }

    [Test]
    public void Files_All_AreNamedForTheirType()
    {
        IEnumerable<string> wrong = Sources.Where(file => !Declares(file, TypeName(file))).Select(Repository.Relative);

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Files_WithTwoNames_ArePartsOfATypeWithAMainFile()
    {
        IEnumerable<string> wrong = Sources
            .Where(file => Path.GetFileName(file).Split('.').Length > 2)
            .Where(file => !Declares(file, TypeName(file), "partial ") || !Declares(Path.Combine(Path.GetDirectoryName(file)!, TypeName(file) + ".cs"), TypeName(file), "partial "))
            .Select(Repository.Relative);

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void InternalTypes_Namespace_IsTheirFolder()
    {
        IEnumerable<string> wrong = Sources
            .Select(file => (File: file, Namespace: Namespace().Match(File.ReadAllText(file)).Groups[1].Value))
            .Where(x => x.Namespace is not ("AuthStrategies" or "AuthStrategies.AspNetCore" or "AuthStrategies.AspNetCore.Testing" or "AuthStrategies.EntityFrameworkCore" or "AuthStrategies.Issuers" or "AuthStrategies.Redis" or "AuthStrategies.Testing" or "Microsoft.Extensions.DependencyInjection" or "Microsoft.AspNetCore.Authentication" or "Microsoft.AspNetCore.Builder" or "Microsoft.AspNetCore.Http" or "OpenTelemetry.Metrics" or "OpenTelemetry.Trace"))
            .Where(x => x.Namespace != string.Join('.', Repository.Relative(x.File).Split('/')[1..^1]))
            .Select(x => $"{Repository.Relative(x.File)}: {x.Namespace}");

        Assert.That(wrong, Is.Empty);
    }

    [TestCase("Microsoft.IdentityModel", "src/AuthStrategies/Jwt/ src/AuthStrategies.Issuers/", TestName = "TokenLibrary_OutsideJwt_IsNotNamed")]
    // A store package does not reference SecureRandom; its random numbers tell creations apart or shorten a pause and are no secret. Nor does the package for
    // ASP.NET Core, which draws one secret.
    [TestCase("RandomNumberGenerator.", "src/AuthStrategies/Randomness/SecureRandom.cs src/AuthStrategies.AspNetCore/Authentication/FormerSecret.cs src/AuthStrategies.Redis/Records/RecordTag.cs src/AuthStrategies.EntityFrameworkCore/Sweeping/SweepPause.cs src/AuthStrategies.Testing/Randomness/TestRandomness.cs", TestName = "Randomness_OutsideSecureRandom_IsNotDrawn")]
    [TestCase("StackExchange.Redis", "src/AuthStrategies.Redis/", TestName = "Redis_OutsideItsPackage_IsNotNamed")]
    [TestCase("Microsoft.EntityFrameworkCore", "src/AuthStrategies.EntityFrameworkCore/", TestName = "EntityFramework_OutsideItsPackage_IsNotNamed")]
    // ForgottenHttpCheck looks for services of ASP.NET Core by name, so that it needs no reference.
    [TestCase("Microsoft.AspNetCore", "src/AuthStrategies.AspNetCore/ src/AuthStrategies.AspNetCore.Testing/ src/AuthStrategies.OpenApi/ src/AuthStrategies/Registration/ForgottenHttpCheck.cs", TestName = "Http_OutsideTheHttpPackages_IsNotNamed")]
    public void Word_OutsideItsFolders_IsNotWritten(string word, string folders)
    {
        IEnumerable<string> leaks = Sources
            .Where(file => !folders.Split(' ').Any(folder => Repository.Relative(file).StartsWith(folder, StringComparison.Ordinal)))
            .Where(file => File.ReadLines(file).Any(line => line.Contains(word, StringComparison.Ordinal) && !IsComment(line)))
            .Select(Repository.Relative);

        Assert.That(leaks, Is.Empty);
    }

    [Test]
    public void RedisStore_KeysAndScan_AreUsedByTheEnumerationOnly()
    {
        // The enumeration is for tools; the next test proves that no member of ISessionStore leads to it.
        IEnumerable<string> scans = Sources
            .Where(file => Repository.Relative(file).StartsWith("src/AuthStrategies.Redis/", StringComparison.Ordinal))
            .Where(file => File.ReadLines(file).Any(line => Scan().IsMatch(line) && !IsComment(line)))
            .Select(Repository.Relative);

        Assert.That(scans, Is.EqualTo(["src/AuthStrategies.Redis/Enumeration/RecordEnumeration.cs"]));
    }

    [Test]
    public void RedisEnumeration_Callers_AreListAllOnly()
    {
        IEnumerable<string> callers = Sources
            .Where(file => Repository.Relative(file).StartsWith("src/AuthStrategies.Redis/", StringComparison.Ordinal))
            .SelectMany(File.ReadLines)
            .Where(line => line.Contains("Enumeration.ListAsync(", StringComparison.Ordinal))
            .Select(line => line.Trim());

        Assert.That(callers, Has.All.Contains("Value.Enumeration.ListAsync(").And.Exactly(2).Items, "the two branches of ISessionEnumerator.ListAllAsync");
    }

    [Test]
    public void InMemoryStore_Names_NothingOfTheStrategies()
    {
        IEnumerable<string> leaks = Sources
            .Where(file => Repository.Relative(file).StartsWith("src/AuthStrategies/Stores/InMemory/", StringComparison.Ordinal))
            .Where(file => StrategyNamespace().IsMatch(File.ReadAllText(file)))
            .Select(Repository.Relative);

        Assert.That(leaks, Is.Empty);
    }

    [Test]
    [Property("Requirement", "A-07")]
    public void Secrets_Compare_OnlyInFixedTime()
    {
        IEnumerable<string> loose = Sources
            .Where(file => File.ReadLines(file).Any(line => SecretCompare().IsMatch(line) && !IsComment(line)))
            .Select(Repository.Relative);

        Assert.That(loose, Is.Empty);
    }

    /// <summary>
    /// The generator of log messages writes the classes of a project in an order that differs from build to build, so that the symbols of the same sources
    /// would differ (docs/decisions/0059-packages.md).
    /// </summary>
    [Test]
    public void LogMessages_OfAPackage_AreInOneClass()
    {
        IEnumerable<string> wrong = Sources
            .Where(file => File.ReadAllText(file).Contains("[LoggerMessage(", StringComparison.Ordinal))
            .Select(Repository.Relative)
            .GroupBy(file => file.Split('/')[1])
            .Where(files => files.Count() > 1)
            .Select(files => $"{files.Key}: {string.Join(", ", files)}");

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Files_PastTheUsualLength_SayWhy()
    {
        IEnumerable<string> wrong = Sources
            .Where(file => File.ReadAllLines(file) is { Length: > 250 } lines && (lines.Length > 300 || !lines.Any(line => line.StartsWith("// Past 250 lines, because ", StringComparison.Ordinal))))
            .Select(Repository.Relative);

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Options_EverySetting_SaysItsDefault()
    {
        IEnumerable<string> silent = Sources.Where(file => TypeName(file).EndsWith("Options", StringComparison.Ordinal))
            .SelectMany(file => Setting().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")).Where(match => !match.Groups["doc"].Value.Contains("default", StringComparison.OrdinalIgnoreCase)).Select(match => $"{Repository.Relative(file)}: {match.Groups["name"].Value}"));

        Assert.That(silent, Is.Empty);
    }

    private static string TypeName(string file) => Path.GetFileName(file).Split('.')[0];

    private static bool Declares(string file, string type, string modifier = "") =>
        File.Exists(file) && Regex.IsMatch(File.ReadAllText(file), $@"\b{modifier}(class|struct|interface|enum|record|delegate)\b[^;{{(]*\b{Regex.Escape(type)}\b");

    private static bool IsComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<doc>(?:^ *///.*\n)*)(?:^ *[\[#].*\n)*^    public (?!override)[^=(\n]*?(?<name>\w+) \{ get; (?:set|init);", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"Scan(Async)?\(|KeysAsync\(|\.Keys\(|""(KEYS|SCAN)""|'(KEYS|SCAN)'")]
    private static partial Regex Scan();

    [GeneratedRegex(@"AuthStrategies\.(Jwt|Sessions|Diagnostics|Claims|Registration)\b")]
    private static partial Regex StrategyNamespace();

    [GeneratedRegex(@"([sS]ecret|[sS]ignature|[mM]ac|Hash)\w*(\(\))?\.SequenceEqual\(|SequenceEqual\(\w*([sS]ecret|[sS]ignature|[mM]ac|Hash)\b")]
    private static partial Regex SecretCompare();
}
