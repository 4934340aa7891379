using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AuthStrategies.Tests.Architecture;

/// <summary>The source of one package, compiled in memory against what the package references.</summary>
internal static class PackageSource
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string[] AvailableAssemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    public static CSharpCompilation Compile(string package) => CSharpCompilation.Create(
        package,
        [CSharpSyntaxTree.ParseText(ImplicitUsings), .. Repository.SourceFiles($"src/{package}").Concat(SharedFiles(package)).Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file))],
        References(package),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The folder of a file below its package; "." is the package's root.</summary>
    public static string FolderOf(string package, string file)
    {
        string folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Repository.Root, "src", package), file))!;
        return folder.Length == 0 ? "." : folder.Replace('\\', '/');
    }

    /// <summary>The files beside the packages that the package compiles too.</summary>
    private static IEnumerable<string> SharedFiles(string package)
    {
        string project = File.ReadAllText(Path.Combine(Repository.Root, "src", package, package + ".csproj"));
        return Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs")
            .Where(file => project.Contains($"\"../{Path.GetFileName(file)}\"", StringComparison.Ordinal));
    }

    private static IEnumerable<MetadataReference> References(string package)
    {
        string[] ours = [.. Assembly.Load(package).GetReferencedAssemblies().Select(assembly => assembly.Name!)];
        // A package of which only constants are used is in the project, and no longer in the assembly.
        string project = File.ReadAllText(Path.Combine(Repository.Root, "src", package, package + ".csproj"));
        return AvailableAssemblies
            .Where(file => Path.GetFileNameWithoutExtension(file) is var name
                && (!name.StartsWith("AuthStrategies", StringComparison.Ordinal) || ours.Contains(name) || project.Contains($"/{name}.csproj\" />", StringComparison.Ordinal)))
            .Select(file => MetadataReference.CreateFromFile(file));
    }
}
