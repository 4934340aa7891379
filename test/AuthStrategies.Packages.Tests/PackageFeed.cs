using System.Reflection;
using System.Xml.Linq;
using AuthStrategies.Packages.Tests.Packing;

namespace AuthStrategies.Packages.Tests;

/// <summary>
/// A temporary folder with all packages of this repository, packed once for the run, and a NuGet configuration that adds it to the
/// package sources of this machine.
/// </summary>
[SetUpFixture]
public sealed class PackageFeed
{
    private static DirectoryInfo? _folder;

    /// <summary>Of this run only: NuGet keeps what it has once unpacked.</summary>
    public static string Version { get; } = $"1.0.0-test.{DateTime.UtcNow.Ticks}";

    /// <summary>The folder that applications are created in, so that they find the NuGet configuration.</summary>
    public static string Folder => _folder!.FullName;

    /// <summary>The checkout that the tests were built from.</summary>
    public static string Root { get; } = FindRoot();

    private static string Packages => Path.Combine(Folder, "feed");

    /// <summary>Debug or Release: what the tests were built in.</summary>
    public static string Configuration => typeof(PackageFeed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The packages.</summary>
    internal static IEnumerable<PackedFile> Files => FilesIn(Packages);

    /// <summary>The packages, and what each demands, as "id version".</summary>
    public static IEnumerable<(string Package, string[] Dependencies)> Dependencies() =>
        Files.Select(file => (file.Id, (string[])[.. file.Nuspec.Descendants().Where(e => e.Name.LocalName == "dependency").Select(Text)]));

    /// <summary>The files in the packages.</summary>
    public static IEnumerable<(string Package, string Entry)> Entries() => Files.SelectMany(file => file.Entries.Keys.Select(entry => (file.Id, entry)));

    internal static IEnumerable<PackedFile> FilesOf(string feed) => FilesIn(Path.Combine(Folder, feed));

    internal static IEnumerable<PackedFile> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.*nupkg").Order(StringComparer.Ordinal).Select(file => new PackedFile(file));

    [OneTimeSetUp]
    public async Task Pack()
    {
        _folder = Directory.CreateTempSubdirectory("auth-packages-");
        await File.WriteAllTextAsync(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Packages}" />
              </packageSources>
              <config>
                <add key="signatureValidationMode" value="accept" />
              </config>
            </configuration>
            """);
        // NU1603 and the audit tell of the package sources of this machine: an old version that they lack, or advisories.
        await File.WriteAllTextAsync(Path.Combine(Folder, "Directory.Build.props"), """
            <Project>
              <PropertyGroup>
                <NoWarn>$(NoWarn);NU1603</NoWarn>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
            </Project>
            """);
        string project = Path.Combine(AppContext.BaseDirectory, "Packing", "Pack.proj");
        await Dotnet.RunAsync(Root, "msbuild", project, "-t:Pack", "-v:q", $"-p:Root={Root}", $"-p:Configuration={Configuration}", $"-p:Feed={Packages}", $"-p:Version={Version}");
    }

    [OneTimeTearDown]
    public async Task Delete()
    {
        string line = await Dotnet.RunAsync(Folder, "nuget", "locals", "global-packages", "--list");
        string unpacked = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        foreach (string package in Directory.EnumerateDirectories(unpacked, "authstrategies*").Select(package => Path.Combine(package, Version)).Where(Directory.Exists))
            Directory.Delete(package, recursive: true);
        _folder!.Delete(recursive: true);
    }

    private static string Text(XElement dependency) => $"{dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value}";

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
