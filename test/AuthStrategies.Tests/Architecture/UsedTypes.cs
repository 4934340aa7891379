using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AuthStrategies.Tests.Architecture;

/// <summary>
/// The types that a file uses, whether it writes their names or not: the symbols behind its names, and every symbol that an
/// operation of the compiler mentions (its type, the called method, the operator, the conversion). A <c>using</c> directive and a
/// <c>cref</c> in a doc comment are no use: both can be removed and the code still means the same.
/// </summary>
internal sealed class UsedTypes(SemanticModel model)
{
    // The public interfaces of an operation say which symbols it has. Read by reflection, so that no kind of operation is left out.
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> SymbolProperties = new();

    /// <summary>Each use: where it stands, and the outermost type that is used.</summary>
    public IEnumerable<(SyntaxNode Node, INamedTypeSymbol Type)> Find()
    {
        HashSet<(SyntaxNode, INamedTypeSymbol)> uses = [];
        foreach (SyntaxNode node in model.SyntaxTree.GetRoot().DescendantNodes(node => node is not UsingDirectiveSyntax))
        {
            uses.UnionWith(SymbolsOf(node).SelectMany(TypesOf).Select(type => (node, type)));
            if (model.GetOperation(node) is { Parent: null } body)
                uses.UnionWith(body.DescendantsAndSelf().SelectMany(operation => SymbolsOf(operation).SelectMany(TypesOf).Select(type => (operation.Syntax, type))));
        }

        return uses;
    }

    // What the compiler calls for a statement is known for these nodes, but is no symbol of their operations.
    private IEnumerable<ISymbol?> SymbolsOf(SyntaxNode node) => node switch
    {
        SimpleNameSyntax name => [SymbolOf(model.GetSymbolInfo(name))],
        AwaitExpressionSyntax expression when model.GetAwaitExpressionInfo(expression) is var info =>
            [info.GetAwaiterMethod, info.IsCompletedProperty, info.GetResultMethod],
        ForEachVariableStatementSyntax loop => [.. SymbolsOf(model.GetForEachStatementInfo(loop)), .. SymbolsOf(model.GetDeconstructionInfo(loop))],
        CommonForEachStatementSyntax loop => SymbolsOf(model.GetForEachStatementInfo(loop)),
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => SymbolsOf(model.GetDeconstructionInfo(assignment)),
        _ => [],
    };

    private static ISymbol? SymbolOf(SymbolInfo info) => info.Symbol ?? info.CandidateSymbols.FirstOrDefault();

    private static IEnumerable<ISymbol?> SymbolsOf(ForEachStatementInfo info) =>
        [info.GetEnumeratorMethod, info.MoveNextMethod, info.CurrentProperty, info.DisposeMethod, info.ElementType, info.ElementConversion.MethodSymbol, info.CurrentConversion.MethodSymbol];

    private static IEnumerable<ISymbol?> SymbolsOf(DeconstructionInfo info) =>
        [info.Method, info.Conversion?.MethodSymbol, .. info.Nested.SelectMany(SymbolsOf)];

    private static IEnumerable<ISymbol?> SymbolsOf(IOperation operation) => SymbolProperties
        .GetOrAdd(operation.GetType(), FindSymbolProperties)
        .SelectMany(property => property.GetValue(operation) switch
        {
            ISymbol symbol => [symbol],
            CommonConversion conversion => [conversion.MethodSymbol],
            ImmutableArray<ILocalSymbol> { IsDefault: false } locals => locals,
            ImmutableArray<ISymbol> { IsDefault: false } symbols => symbols,
            _ => Enumerable.Empty<ISymbol?>(),
        });

    private static PropertyInfo[] FindSymbolProperties(Type operation) =>
    [
        .. operation.GetInterfaces().Where(type => type.IsPublic).SelectMany(type => type.GetProperties()).Where(property =>
            typeof(ISymbol).IsAssignableFrom(property.PropertyType)
            || property.PropertyType == typeof(CommonConversion)
            || property.PropertyType == typeof(ImmutableArray<ILocalSymbol>)
            || property.PropertyType == typeof(ImmutableArray<ISymbol>)),
    ];

    private static IEnumerable<INamedTypeSymbol> TypesOf(ISymbol? symbol) => symbol switch
    {
        IArrayTypeSymbol array => TypesOf(array.ElementType),
        IPointerTypeSymbol pointer => TypesOf(pointer.PointedAtType),
        IFunctionPointerTypeSymbol pointer => TypesOf(pointer.Signature),
        INamedTypeSymbol type => [.. TypesOf(type.ContainingType), .. type.TypeArguments.SelectMany(TypesOf), .. type.ContainingType is null ? [type.OriginalDefinition] : Array.Empty<INamedTypeSymbol>()],
        IMethodSymbol method => [.. TypesOf(method.ContainingType), .. TypesOf(method.ReturnType), .. method.TypeArguments.SelectMany(TypesOf), .. method.Parameters.SelectMany(TypesOf)],
        ILocalSymbol local => TypesOf(local.Type),
        IParameterSymbol parameter => TypesOf(parameter.Type),
        IPropertySymbol property => [.. TypesOf(property.ContainingType), .. TypesOf(property.Type)],
        IFieldSymbol field => [.. TypesOf(field.ContainingType), .. TypesOf(field.Type)],
        IEventSymbol e => [.. TypesOf(e.ContainingType), .. TypesOf(e.Type)],
        _ => [],
    };
}
