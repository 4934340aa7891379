using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AuthStrategies.Analyzers;

/// <summary>
/// AUTHS001: a class that implements <c>ISessionStore</c>, holds another session store and does not derive from <c>DelegatingSessionStore</c>. It
/// compiles and passes its own tests, and drops the inner store's messages about sessions that ended on another node.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SessionStoreWrapperAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The id of the rule: <c>AUTHS001</c>.</summary>
    public const string Id = "AUTHS001";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "A session store that wraps another one derives from DelegatingSessionStore",
        "'{0}' wraps another session store and does not derive from DelegatingSessionStore, so messages about ended sessions of the inner store are lost. Write: class {0}(ISessionStore inner) : DelegatingSessionStore(inner), and override what it changes.",
        "Reliability",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "DelegatingSessionStore forwards every call, also those of later releases, and the abilities of the inner store that are safe to forward. A near cache without the messages of its store accepts an ended session until its entry expires.");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rule);

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        if (context is null)
            throw new ArgumentNullException(nameof(context));

        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            INamedTypeSymbol? store = start.Compilation.GetTypeByMetadataName("AuthStrategies.ISessionStore");
            INamedTypeSymbol? wrapper = start.Compilation.GetTypeByMetadataName("AuthStrategies.DelegatingSessionStore");
            if (store is not null && wrapper is not null)
                start.RegisterSymbolAction(symbol => Check(symbol, store, wrapper), SymbolKind.NamedType);
        });
    }

    private static void Check(SymbolAnalysisContext context, INamedTypeSymbol store, INamedTypeSymbol wrapper)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || !IsStore(type, store) || DerivesFrom(type, wrapper))
            return;

        // The class that adds the store is the one to change, not those that derive from it.
        if (Holds(type, store) && type.Locations.FirstOrDefault() is { } place)
            context.ReportDiagnostic(Diagnostic.Create(Rule, place, type.Name));
    }

    private static bool Holds(INamedTypeSymbol type, INamedTypeSymbol store) =>
        type.GetMembers().Any(member => member switch
        {
            // Also the field of an automatic property.
            IFieldSymbol { IsStatic: false } field => IsStoreOrMakesOne(field.Type, store),
            // A parameter of a primary constructor has no field that an analyzer sees.
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.Parameters.Any(parameter => IsStoreOrMakesOne(parameter.Type, store)),
            _ => false,
        });

    // Lazy<ISessionStore> and Func<…, ISessionStore> give one store. A list of stores is a store of another kind, for which there is no base class.
    private static bool IsStoreOrMakesOne(ITypeSymbol type, INamedTypeSymbol store) =>
        IsStore(type, store) || (type is INamedTypeSymbol { Name: "Lazy" or "Func", TypeArguments: { IsEmpty: false } results } && IsStore(results.Last(), store));

    private static bool IsStore(ITypeSymbol type, INamedTypeSymbol store) =>
        SymbolEqualityComparer.Default.Equals(type, store)
        || type.AllInterfaces.Contains(store, SymbolEqualityComparer.Default)
        || (type is ITypeParameterSymbol parameter && parameter.ConstraintTypes.Any(constraint => IsStore(constraint, store)));

    private static bool DerivesFrom(INamedTypeSymbol type, INamedTypeSymbol wrapper)
    {
        for (INamedTypeSymbol? known = type; known is not null; known = known.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(known, wrapper))
                return true;
        }

        return false;
    }
}
