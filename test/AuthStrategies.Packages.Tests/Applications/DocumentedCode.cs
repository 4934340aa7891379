using System.Text.RegularExpressions;

namespace AuthStrategies.Packages.Tests.Applications;

/// <summary>The code that README and docs show, with what they leave to the reader.</summary>
internal static partial class DocumentedCode
{
    /// <summary>What a page names in words.</summary>
    public const string Usings = """
        using System.Security.Claims;
        using System.Text.Json.Serialization;
        using AuthStrategies;
        using AuthStrategies.AspNetCore;

        """;

    /// <summary>The application's own password check and form.</summary>
    public const string LoginForm = """
        app.Run();

        static ClaimsPrincipal? CheckPassword(LoginForm form) =>
            form.Password == "right" ? new(new ClaimsIdentity([new Claim("sub", form.Name), new Claim("name", form.Name)], "password")) : null;

        internal sealed record LoginForm(string Name, string Password);

        """;

    /// <summary>The blocks of C# below a heading of a file, up to the next heading.</summary>
    public static string[] Below(string file, string heading)
    {
        string text = File.ReadAllText(Path.Combine(PackageFeed.Root, file));
        int start = text.IndexOf($"# {heading}\n", StringComparison.Ordinal);
        Assert.That(start, Is.GreaterThanOrEqualTo(0), $"{file} has no heading '{heading}'");
        int end = text.IndexOf("\n#", start + 2, StringComparison.Ordinal);
        return [.. CSharpBlock().Matches(end < 0 ? text[start..] : text[start..end]).Select(block => block.Groups[1].Value)];
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
