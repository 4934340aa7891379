using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AuthStrategies.Tests.Architecture;

/// <summary>The projects of mutation testing are not in the solution, so a file that was renamed would be missed there without a failure.</summary>
public sealed partial class MutationAreasTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "test/mutation");

    [Test]
    public void Groups_EachPattern_NamesAFile()
    {
        string run = File.ReadAllText(Path.Combine(Folder, "run"));
        string[] patterns = [.. Group().Matches(run).SelectMany(group => group.Groups[1].Value.Split(' '))];

        Assert.That(patterns, Has.Length.GreaterThan(10));
        string[] projects = [.. Areas().Select(ProjectOf).Distinct()];
        Assert.That(patterns.Where(pattern => !projects.Any(project => IsThere(Path.Combine(Repository.Root, "src", project), pattern))), Is.Empty);
    }

    [TestCaseSource(nameof(Areas))]
    public void Project_EachPattern_NamesAFile(string area)
    {
        string project = Directory.GetFiles(Path.Combine(Folder, area), "*.csproj").Single();
        var document = XDocument.Load(project);
        string tests = document.Descendants("Tests").Single().Value;
        string[] patterns = [.. document.Descendants("Compile").SelectMany(item => item.Attribute("Include")!.Value.Split(';')).Select(pattern => pattern.Replace("$(Tests)", tests, StringComparison.Ordinal))];

        Assert.That(patterns, Is.Not.Empty);
        Assert.That(patterns.Where(pattern => !IsThere(Path.Combine(Folder, area), pattern)), Is.Empty);
    }

    private static IEnumerable<string> Areas() => Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    private static string ProjectOf(string area)
    {
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, area, "stryker-config.json")));
        return Path.GetFileNameWithoutExtension(config.RootElement.GetProperty("stryker-config").GetProperty("project").GetString()!);
    }

    private static bool IsThere(string from, string pattern)
    {
        string path = Path.GetFullPath(Path.Combine(from, pattern));
        return Directory.Exists(Path.GetDirectoryName(path)) && Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path)).Any();
    }

    [GeneratedRegex("""^ +\[\w+\]="([^"]+)"$""", RegexOptions.Multiline)]
    private static partial Regex Group();
}
