using System.Text.RegularExpressions;
using AuthStrategies.Packages.Tests.Packing;

namespace AuthStrategies.Packages.Tests;

/// <summary>Packages for release: one property has the address of the repository, and all addresses in a package come from it.</summary>
[TestFixture]
public sealed partial class ReleaseTests
{
    private const string Address = "https://code.example/team/auth";

    [TestCase("")]
    [TestCase("-p:RepositoryUrl=/home/me/auth")]
    [TestCase("-p:RepositoryUrl=../auth")]
    [TestCase("-p:RepositoryUrl=http://code.example/team/auth")]
    [TestCase("-p:RepositoryUrl=https://code.example")]
    [TestCase("-p:RepositoryUrl=https://code.example/team/auth/")]
    public async Task Pack_ForReleaseWithoutAnAddress_FailsAndSaysWhatToWrite(string property)
    {
        InvalidOperationException? error = await Assert.ThrowsAsync<InvalidOperationException>(() => PackAsync("refused", "-p:PackForRelease=true", property));

        Assert.That(error!.Message, Does.Contain("Write for example -p:RepositoryUrl=https://HOST/OWNER/NAME."));
    }

    [Test]
    public async Task Pack_ForReleaseWithTheAddress_MakesEveryLinkFromIt()
    {
        await PackAsync("release", "-p:PackForRelease=true", $"-p:RepositoryUrl={Address}");

        PackedFile package = PackageFeed.FilesOf("release").Single();
        string documents = $"{Address}/blob/v{PackageFeed.Version}/";
        string[] links = [.. Link().Matches(package.Text("README.md")).Select(link => link.Groups[1].Value)];
        Assert.That(links, Is.Not.Empty.And.All.StartsWith(documents));
        Assert.That(links.Select(link => Path.Combine(PackageFeed.Root, link[documents.Length..].Split('#')[0])).Where(file => !File.Exists(file)), Is.Empty);
        Assert.That(package["projectUrl"], Is.EqualTo(Address));
        Assert.That(package.Nuspec.Descendants().Single(e => e.Name.LocalName == "repository").Attribute("url")!.Value, Is.EqualTo(Address));
        Assert.That(package["releaseNotes"], Is.EqualTo($"{documents}CHANGELOG.md"));
    }

    [Test]
    public void Package_WithoutTheAddress_HasNone() =>
        Assert.That(PackageFeed.Files.Where(package => package["projectUrl"] is not null || package.Nuspec.Descendants().Any(e => e.Name.LocalName == "repository" && e.Attribute("url") is not null)), Is.Empty);

    [TestCase("https://github.com/team/auth", "https://raw.githubusercontent.com/team/auth/")]
    [TestCase("https://gitlab.com/team/auth", "https://gitlab.com/team/auth/-/raw/")]
    public async Task SourceLink_WithTheAddress_LeadsToTheCommit(string repository, string files)
    {
        if (!Path.Exists(Path.Combine(PackageFeed.Root, ".git")))
            Assert.Ignore("This copy has no Git, so there is no commit to lead to.");
        string folder = Path.Combine(PackageFeed.Folder, new Uri(repository).Host) + Path.DirectorySeparatorChar;
        Directory.CreateDirectory(folder);

        await Dotnet.RunAsync(
            PackageFeed.Root, "msbuild", "src/AuthStrategies.Abstractions", "-t:InitializeSourceControlInformation;GenerateSourceLinkFile", "-v:q", "-nologo",
            "-p:DeterministicSourcePaths=true", $"-p:RepositoryUrl={repository}", $"-p:IntermediateOutputPath={folder}");

        string written = await File.ReadAllTextAsync(Directory.EnumerateFiles(folder, "*.sourcelink.json").Single());
        Assert.That(written, Does.Match($$"""^\{"documents":\{"/_/\*":"{{Regex.Escape(files)}}[0-9a-f]{40}/\*"\}\}$"""));
    }

    [Test]
    public void LockFiles_OfAllPackages_AreThereAndNameNoHost()
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.Combine(PackageFeed.Root, "src")))
            Assert.That(File.ReadAllText(Path.Combine(folder, "packages.lock.json")), Does.Contain("contentHash").And.Not.Contain("://"), folder);
    }

    private static async Task PackAsync(string feed, params string[] properties) => await Dotnet.RunAsync(
        PackageFeed.Root,
        ["pack", "src/AuthStrategies.AspNetCore", "--no-build", "-v:q", "-nologo", "-c", PackageFeed.Configuration, $"-p:Version={PackageFeed.Version}", "-p:IncludeSymbols=false", "-o", Path.Combine(PackageFeed.Folder, feed), .. properties.Where(property => property.Length > 0)]);

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
