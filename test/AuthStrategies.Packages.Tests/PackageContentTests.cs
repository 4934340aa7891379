using System.Buffers.Binary;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AuthStrategies.Packages.Tests.Packing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AuthStrategies.Packages.Tests;

/// <summary>What someone sees who finds a package: its page, its icon, its documentation.</summary>
[TestFixture]
public sealed partial class PackageContentTests
{
    private static IEnumerable<PackedFile> Packed => PackageFeed.Files;

    [Test]
    public void Package_Each_HasTagsAndDescriptionOfItsOwn()
    {
        PackedFile[] packages = [.. Packed];

        Assert.That(packages.Select(package => package["description"]), Is.Unique.And.All.Length.GreaterThan(40));
        Assert.That(packages.Select(package => package["tags"]), Is.Unique.And.All.Contain("authentication"));
        Assert.That(packages.Select(package => package["releaseNotes"]), Is.All.Contain("CHANGELOG.md"));
        Assert.That(packages.Select(package => package["license"]), Is.All.EqualTo("MIT"));
    }

    [Test]
    public void Readme_OfEachPackage_IsItsOwnAndHasNoLinkIntoTheRepository()
    {
        foreach (PackedFile package in Packed)
        {
            string readme = package.Text("README.md");

            Assert.That(package["readme"], Is.EqualTo("README.md"), package.Id);
            Assert.That(readme, Does.StartWith($"# {package.Id}\n"), package.Id);
            Assert.That(RelativeLink().Matches(readme).Select(link => link.Value), Is.Empty, package.Id);
            Assert.That(readme, Does.Contain("```csharp\n").Or.Contain("```sh\n"), package.Id);
            // The code: nothing is lost on the way through the build.
            Assert.That(Squeeze(Code().Match(readme).Value), Is.EqualTo(Squeeze(Code().Match(Source(package)).Value)), package.Id);
        }
    }

    [Test]
    public void Icon_OfEachPackage_IsAPictureOf128Pixels()
    {
        foreach (PackedFile package in Packed)
        {
            byte[] icon = package.Entries[package["icon"]!];

            Assert.That(icon.AsSpan(1, 3).SequenceEqual("PNG"u8), Is.True, package.Id);
            Assert.That((BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20))), Is.EqualTo((128, 128)), package.Id);
        }
    }

    [Test]
    public void Documentation_OfEachPackage_HasTheVisibleMembersAlone()
    {
        foreach (PackedFile package in Packed.Where(package => package.Entries.ContainsKey($"lib/net10.0/{package.Id}.dll")))
        {
            CSharpCompilation compilation = CSharpCompilation.Create("reader", null, [MetadataReference.CreateFromImage(package.Entries[$"lib/net10.0/{package.Id}.dll"]), .. Platform()], new(OutputKind.DynamicallyLinkedLibrary, metadataImportOptions: MetadataImportOptions.All));
            string[] ids = [.. XDocument.Load(new MemoryStream(package.Entries[$"lib/net10.0/{package.Id}.xml"])).Descendants("member").Select(member => member.Attribute("name")!.Value)];

            IEnumerable<string> hidden = ids.Where(id => DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation) is { Length: > 0 } symbols && !symbols.Any(IsVisible));

            Assert.That(ids, Has.Length.GreaterThan(1), package.Id);
            Assert.That(ids.Count(id => id.StartsWith("M:", StringComparison.Ordinal) && id.Contains('(', StringComparison.Ordinal)), Is.GreaterThan(0), package.Id);
            Assert.That(hidden, Is.Empty, package.Id);
        }
    }

    private static bool IsVisible(ISymbol? symbol) =>
        symbol is { DeclaredAccessibility: Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal }
        && (symbol.ContainingType is null || IsVisible(symbol.ContainingType));

    private static IEnumerable<MetadataReference> Platform() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => !Path.GetFileName(file).StartsWith("AuthStrategies", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file));

    private static string Source(PackedFile package)
    {
        string ofLibrary = Path.Combine(PackageFeed.Root, "src", package.Id, "README.md");
        return File.ReadAllText(File.Exists(ofLibrary) ? ofLibrary : Path.Combine(PackageFeed.Root, "templates", "README.md"));
    }

    private static string Squeeze(string code) => code.ReplaceLineEndings("\n");

    [GeneratedRegex(@"\]\((?!https://)[^)]*\)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
