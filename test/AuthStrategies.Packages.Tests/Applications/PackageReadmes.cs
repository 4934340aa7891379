using System.Text.RegularExpressions;

namespace AuthStrategies.Packages.Tests.Applications;

/// <summary>The code of the packages' readmes, in one application.</summary>
internal static partial class PackageReadmes
{
    /// <summary>The packages whose readme has declarations or lines of a Program.cs, and what they stand in.</summary>
    private static readonly string[] Parts =
    [
        "AuthStrategies.Abstractions", "AuthStrategies.AspNetCore.Testing", "AuthStrategies.EntityFrameworkCore", "AuthStrategies.Issuers",
        "AuthStrategies.OpenApi", "AuthStrategies.OpenTelemetry", "AuthStrategies.Redis", "AuthStrategies.Testing", "AuthStrategies",
    ];

    /// <summary>The readme with a whole Program.cs of <c>dotnet new web</c>.</summary>
    public static string Program => Code("AuthStrategies.AspNetCore");

    public static Application Application { get; } = new(
        "ReadmeApp", "web", [.. Parts, "AuthStrategies.AspNetCore", "Microsoft.AspNetCore.OpenApi 10.0.0", "Microsoft.EntityFrameworkCore.Sqlite 10.0.0", "OpenTelemetry 1.15.3"], WithParts);

    /// <summary>Each package has a readme that is built here.</summary>
    public static IEnumerable<string> Missing => Directory.EnumerateDirectories(Path.Combine(PackageFeed.Root, "src")).Select(folder => Path.GetFileName(folder)!).Except([.. Parts, "AuthStrategies.AspNetCore"]);

    private static string WithParts(string program)
    {
        string[] codes = [.. Parts.Select(Code)];
        IEnumerable<string> usings = codes.SelectMany(code => Using().Matches(code).Select(line => line.Value)).Distinct();
        IEnumerable<string> bodies = codes.Select((code, i) => $"namespace Readme{i}\n{{\n{Wrapped(Using().Replace(code, ""))}\n}}\n");
        return string.Concat(usings) + program + string.Concat(bodies);
    }

    private static string Wrapped(string code) =>
        code.Contains("public ", StringComparison.Ordinal) ? code : $"static class Lines\n{{\nstatic async Task RunAsync(string[] args)\n{{\n{code}\nawait Task.CompletedTask;\n}}\n}}";

    private static string Code(string package) =>
        Block().Match(File.ReadAllText(Path.Combine(PackageFeed.Root, "src", package, "README.md"))).Groups[1].Value;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^using [A-Za-z.]+;\n", RegexOptions.Multiline)]
    private static partial Regex Using();
}
