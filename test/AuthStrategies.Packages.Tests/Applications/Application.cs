using AuthStrategies.Packages.Tests.Packing;

namespace AuthStrategies.Packages.Tests.Applications;

/// <summary>An application: a template of the SDK, packages, and the lines that README and docs show.</summary>
/// <param name="Name">Of the project and its folder.</param>
/// <param name="Template">As <c>dotnet new</c> knows it, with its options.</param>
/// <param name="Packages">Ours by name; others as name and version.</param>
/// <param name="Change">From the template's program to the application's.</param>
/// <param name="File">The file that is changed.</param>
internal sealed record Application(string Name, string Template, string[] Packages, Func<string, string> Change, string File = "Program.cs")
{
    /// <summary>The assembly, after the build.</summary>
    public string Assembly => Path.Combine(Folder, "bin", "Debug", "net10.0", $"{Name}.dll");

    /// <summary>Whether packages that are not ours come in the newest version of their major version, and not in the one that is written here.</summary>
    private static bool IsNewest => Environment.GetEnvironmentVariable("AUTHSTRATEGIES_DEPENDENCIES") == "newest";

    private string Folder => Path.Combine(PackageFeed.Folder, Name);

    private string Project => Path.Combine(Folder, $"{Name}.csproj");

    /// <summary>Creates it; restores and builds nothing.</summary>
    public async Task CreateAsync()
    {
        await Dotnet.RunAsync(PackageFeed.Folder, ["new", .. Template.Split(' '), "-n", Name, "-o", Name, "--no-restore"]);
        string program = Path.Combine(Folder, File);
        await System.IO.File.WriteAllTextAsync(program, Change(await System.IO.File.ReadAllTextAsync(program)));
        string project = await System.IO.File.ReadAllTextAsync(Project);
        string references = string.Concat(Packages.Select(Reference));
        await System.IO.File.WriteAllTextAsync(Project, project.Replace("</Project>", $"<ItemGroup>{references}</ItemGroup></Project>", StringComparison.Ordinal));
    }

    /// <summary>Builds several at once.</summary>
    public static async Task BuildAsync(string solution, IReadOnlyCollection<Application> applications)
    {
        foreach (Application application in applications)
            await application.CreateAsync();
        string projects = string.Concat(applications.Select(application => $"""<Project Path="{application.Name}/{application.Name}.csproj" />"""));
        await System.IO.File.WriteAllTextAsync(Path.Combine(PackageFeed.Folder, solution), $"<Solution>{projects}</Solution>");
        await Dotnet.RunAsync(PackageFeed.Folder, "build", solution, "-warnaserror");
    }

    private static string Reference(string package)
    {
        string[] parts = package.Split(' ');
        string version = parts.Length == 1 ? PackageFeed.Version : IsNewest ? $"{parts[1].Split('.')[0]}.*" : parts[1];
        return $"""<PackageReference Include="{parts[0]}" Version="{version}" />""";
    }
}
