using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AuthStrategies.Tests.Architecture;

/// <summary>Within a package the folders point one way: no two of them use each other, directly or in a circle.</summary>
[TestFixture]
public sealed class FolderDirectionTests
{
    /// <summary>Packages whose folders do not point one way yet. A line leaves this list with the change that mends its package.</summary>
    private static readonly string[] StillCircular =
    [
    ];

    private static IEnumerable<string> Packages =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Packages))]
    public void Folders_OfAPackage_PointOneWay(string package)
    {
        CSharpCompilation compilation = PackageSource.Compile(package);
        IEnumerable<Diagnostic> unknownNames = compilation.GetDeclarationDiagnostics().Where(d => d.Id is "CS0246" or "CS0234");

        FolderGraph graph = FolderGraph.Create(compilation, file => PackageSource.FolderOf(package, file));

        Assert.That(unknownNames, Is.Empty, "The graph is complete only if the compiler knows every type.");
        if (StillCircular.Contains(package))
            Assert.That(graph.Cycles, Is.Not.Empty, $"The folders of {package} point one way now. Remove its line from {nameof(StillCircular)}.");
        else
            Assert.That(graph.Cycles, Is.Empty, graph.Describe);
    }

    [Test]
    public void StillCircular_EveryLine_IsAPackage() => Assert.That(StillCircular, Is.SubsetOf(Packages));
}
