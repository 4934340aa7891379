using System.Text.RegularExpressions;
using AuthStrategies.Tests.Architecture;
using AuthStrategies.Tests.Registration;

namespace AuthStrategies.Tests.Documentation;

/// <summary>What the README shows is code that compiles and runs.</summary>
[TestFixture]
public sealed partial class ReadmeTests
{
    private static readonly string Compiled = Squeeze(string.Concat(Repository.SourceFiles("test").Select(File.ReadAllText)));

    private static IEnumerable<TestCaseData> Blocks()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        MatchCollection blocks = CSharpBlock().Matches(readme);
        return blocks.Select((block, i) => new TestCaseData(block.Groups[1].Value).SetName($"Readme_Block{i + 1}_IsCompiled"));
    }

    [TestCaseSource(nameof(Blocks))]
    public void Readme_Block_IsCompiled(string block)
    {
        foreach (string part in PartsOf(block))
            Assert.That(Compiled, Does.Contain(Squeeze(part)));
    }

    [Test]
    public void Readme_Programs_AreBuiltInApplicationsOfTheSdk()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string built = File.ReadAllText(Path.Combine(Repository.Root, "test", "AuthStrategies.Packages.Tests", "ApplicationTests.cs"));

        string[] headings = [.. Section().Matches(readme).Where(section => section.Groups[2].Value.Contains("```csharp\nusing ", StringComparison.Ordinal)).Select(section => section.Groups[1].Value)];

        Assert.That(headings, Has.Length.EqualTo(3));
        Assert.That(headings.Where(heading => !built.Contains($"_ => DocumentedCode.Below(\"README.md\", \"{heading}\")[0])", StringComparison.Ordinal)), Is.Empty);
    }

    // A whole program is built as it is printed in another test. Here its parts are held against the recipes that are run.
    private static IEnumerable<string> PartsOf(string block)
    {
        if (!block.StartsWith("using ", StringComparison.Ordinal))
            return [block];

        return block.Split("app.Run();")[0].Replace("Console.WriteLine(who);\n", "", StringComparison.Ordinal)
            .Split("\n\n").Where(part => !part.StartsWith("using ", StringComparison.Ordinal));
    }

    [Test]
    public void Readme_Commands_AreTheTwoAndComeFirst()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

        Match first = ShellBlock().Match(readme);

        Assert.That(first.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('#')[0].Trim()), Is.EqualTo(new[]
        {
            "dotnet run --project samples/QuickStart",
            "dotnet test",
        }));
    }

    [Test]
    public async Task Readme_RecipeWithoutAWebFramework_Works() => Assert.That(await Recipes.WithoutAWebFrameworkAsync(), Is.EqualTo("Alice"));

    [Test]
    public Task Readme_MockRecipe_Works() => Recipes.Mocked();

    private static string Squeeze(string code) => WhiteSpace().Replace(code, "");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("```(?:sh|bash)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("^## (.*?)\n(.*?)(?=^## |\\z)", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
