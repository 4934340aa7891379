using System.Runtime.CompilerServices;

namespace AuthStrategies.AspNetCore.Tests.Approved;

/// <summary>
/// Compares a text with the approved one in a file beside the test. To accept a change, run the test with AUTHSTRATEGIES_APPROVE=1,
/// read the difference in the file, and commit it.
/// </summary>
internal static class ApprovedText
{
    private const string Accept = "AUTHSTRATEGIES_APPROVE";

    public static Task VerifyAsync(string text, [CallerMemberName] string name = "") =>
        VerifyPageAsync(text, $"test/AuthStrategies.AspNetCore.Tests/Approved/{name}.txt");

    /// <param name="text">The text.</param>
    /// <param name="path">The file with the approved text, from the root of the repository.</param>
    public static async Task VerifyPageAsync(string text, string path)
    {
        string file = Path.Combine(FindRoot(), path);
        string name = Path.GetFileName(path);
        string actual = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            await File.WriteAllTextAsync(file, actual);
            Assert.Ignore($"{name} was written. Read its difference, then run the test without {Accept}.");
        }

        string approved = File.Exists(file) ? (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n") : "";
        Assert.That(actual, Is.EqualTo(approved), $"A text that users read is not as in {name}. If the new text is right, run this test with {Accept}=1, and commit the file.");
    }

    /// <summary>One mistake and what is printed for it.</summary>
    public static string Entry(string mistake, IEnumerable<string> printed) => $"## {mistake}\n{string.Join('\n', printed)}\n";

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AuthStrategies.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("AuthStrategies.sln was not found above the test assembly.");
    }
}
