using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AuthStrategies.Tests.Architecture;

/// <summary>Which folder of a package uses types of which other folder, as the compiler understands the code.</summary>
internal sealed class FolderGraph
{
    private readonly SortedDictionary<(string From, string To), SortedSet<string>> _edges = [];

    private FolderGraph()
    {
    }

    /// <summary>The groups of folders that reach each other, each group sorted; empty if the folders point one way.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Cycles { get; private set; } = [];

    /// <summary>Reads the graph of a compilation. <paramref name="folderOf"/> gives the folder of a file of the package.</summary>
    public static FolderGraph Create(Compilation compilation, Func<string, string> folderOf)
    {
        ThrowIfAnythingIsLeftOut(compilation);
        FolderGraph graph = new();
        Parallel.ForEach(compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0), tree => graph.AddUses(compilation, tree, folderOf));
        graph.Cycles = graph.FindCycles();
        return graph;
    }

    /// <summary>The cycles, one line for each use that belongs to one: both folders and the types behind the use. Fewest types first.</summary>
    public string Describe() => string.Join('\n', Cycles.Select(Describe));

    private string Describe(IReadOnlyList<string> cycle) =>
        $"These folders use each other: {string.Join(", ", cycle)}\n" + string.Join(
            '\n',
            _edges.Where(edge => cycle.Contains(edge.Key.From) && cycle.Contains(edge.Key.To))
                .OrderBy(edge => edge.Value.Count)
                .Select(edge => $"  {edge.Key.From} -> {edge.Key.To}: {string.Join(", ", edge.Value)}"));

    private void AddUses(Compilation compilation, SyntaxTree tree, Func<string, string> folderOf)
    {
        string from = folderOf(tree.FilePath);
        foreach ((SyntaxNode node, INamedTypeSymbol used) in new UsedTypes(compilation.GetSemanticModel(tree)).Find())
        {
            foreach (string to in OtherFoldersOf(used, from, folderOf))
                Add(from, to, $"{NameOfUser(node, tree)} -> {used.Name}");
        }
    }

    // The compiler does not read the branches of #if that are off, so this graph cannot either.
    private static void ThrowIfAnythingIsLeftOut(Compilation compilation)
    {
        SyntaxTree? conditional = compilation.SyntaxTrees.FirstOrDefault(tree => tree.GetRoot().DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia)));
        if (conditional is not null)
            throw new InvalidOperationException($"{conditional.FilePath} has code that is switched off by #if. Its uses are unknown; write it without #if.");
    }

    private void Add(string from, string to, string use)
    {
        lock (_edges)
        {
            if (!_edges.TryGetValue((from, to), out SortedSet<string>? uses))
                _edges[(from, to)] = uses = new(StringComparer.Ordinal);
            uses.Add(use);
        }
    }

    // A type written in several folders belongs to each of them, and so never makes its own parts depend on each other.
    private static string[] OtherFoldersOf(INamedTypeSymbol type, string from, Func<string, string> folderOf)
    {
        string[] folders = [.. type.Locations.Where(place => place.SourceTree?.FilePath.Length > 0).Select(place => folderOf(place.SourceTree!.FilePath)).Distinct()];
        return folders.Contains(from) ? [] : folders;
    }

    private static string NameOfUser(SyntaxNode node, SyntaxTree tree) =>
        node.Ancestors().OfType<BaseTypeDeclarationSyntax>().LastOrDefault()?.Identifier.Text ?? Path.GetFileNameWithoutExtension(tree.FilePath);

    // Two folders are in one cycle if each reaches the other.
    private IReadOnlyList<IReadOnlyList<string>> FindCycles()
    {
        Dictionary<string, HashSet<string>> reachable = _edges.Keys.Select(edge => edge.From).Distinct().ToDictionary(folder => folder, ReachableFrom);
        return
        [
            .. reachable.Where(folder => folder.Value.Contains(folder.Key))
                .Select(folder => (IReadOnlyList<string>)[.. folder.Value.Where(other => reachable.TryGetValue(other, out HashSet<string>? back) && back.Contains(folder.Key)).Order(StringComparer.Ordinal)])
                .DistinctBy(cycle => cycle[0]),
        ];
    }

    private HashSet<string> ReachableFrom(string start)
    {
        HashSet<string> reached = [];
        Stack<string> open = new([start]);
        while (open.TryPop(out string? folder))
        {
            foreach ((string _, string to) in _edges.Keys.Where(edge => edge.From == folder && reached.Add(edge.To)))
                open.Push(to);
        }

        return reached;
    }
}
