using AuthStrategies.Packages.Tests.Packing;

namespace AuthStrategies.Packages.Tests.Applications;

/// <summary>An application: a template of the SDK, packages, and the lines that README and docs show.</summary>
/// <param name="Name">Of the project and its folder.</param>
/// <param name="Template">As <c>dotnet new</c> knows it.</param>
/// <param name="Packages">Ours by name; others as name and version.</param>
/// <param name="Change">From the template's program to the application's.</param>
/// <param name="File">The file that is changed.</param>
internal sealed record Application(string Name, string Template, string[] Packages, Func<string, string> Change, string File = "Program.cs")
{
    /// <summary>The assembly, after the build.</summary>
    public string Assembly => Path.Combine(Folder, "bin", "Debug", "net10.0", $"{Name}.dll");

    private string Folder => Path.Combine(PackageFeed.Folder, Name);

    private string Project => Path.Combine(Folder, $"{Name}.csproj");

    /// <summary>Creates it; restores and builds nothing.</summary>
    public async Task CreateAsync()
    {
        await Dotnet.RunAsync(PackageFeed.Folder, "new", Template, "-n", Name, "-o", Name, "--no-restore");
        string program = Path.Combine(Folder, File);
        await System.IO.File.WriteAllTextAsync(program, Change(await System.IO.File.ReadAllTextAsync(program)));
        string project = await System.IO.File.ReadAllTextAsync(Project);
        string references = string.Concat(Packages.Select(Reference));
        await System.IO.File.WriteAllTextAsync(Project, project.Replace("</Project>", $"<ItemGroup>{references}</ItemGroup></Project>", StringComparison.Ordinal));
    }

    private static string Reference(string package)
    {
        string[] parts = package.Split(' ');
        return $"""<PackageReference Include="{parts[0]}" Version="{(parts.Length > 1 ? parts[1] : PackageFeed.Version)}" />""";
    }
}
