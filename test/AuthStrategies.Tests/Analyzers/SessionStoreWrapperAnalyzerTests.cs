using AuthStrategies.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AuthStrategies.Tests.Analyzers;

/// <summary>Which classes the rule AUTHS001 reports, each compiled from its source.</summary>
[TestFixture]
public sealed class SessionStoreWrapperAnalyzerTests
{
    private const string Members = """

        public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => default;
        public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => default;
        public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => default;
        public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => default;
        public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) => default;
        public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => default;
        public object? GetService(Type serviceType) => null;

        """;

    [TestCase("class Mine : ISessionStore { private readonly ISessionStore _inner = null!; MEMBERS }", TestName = "Wrapper_WithAField")]
    [TestCase("class Mine : ISessionStore { public ISessionStore Inner { get; set; } = null!; MEMBERS }", TestName = "Wrapper_WithAProperty")]
    [TestCase("class Mine : ISessionStore { public Mine(ISessionStore inner) => GC.KeepAlive(inner); MEMBERS }", TestName = "Wrapper_WithAConstructorParameter")]
    [TestCase("class Mine(ISessionStore inner) : ISessionStore { public object Known => inner; MEMBERS }", TestName = "Wrapper_WithAPrimaryConstructor")]
    [TestCase("record Mine(ISessionStore Inner) : ISessionStore { MEMBERS }", TestName = "Wrapper_ThatIsARecord")]
    [TestCase("struct Mine(ISessionStore inner) : ISessionStore { public object Known => inner; MEMBERS }", TestName = "Wrapper_ThatIsAStruct")]
    [TestCase("class Mine : ISessionStore { private readonly InMemorySessionStore _inner = null!; MEMBERS }", TestName = "Wrapper_OfAKnownStore")]
    [TestCase("class Mine : ISessionStore { private readonly Lazy<ISessionStore> _inner = null!; MEMBERS }", TestName = "Wrapper_OfALazyStore")]
    [TestCase("class Mine(Func<IServiceProvider, ISessionStore> inner) : ISessionStore { public object Known => inner; MEMBERS }", TestName = "Wrapper_OfAFactory")]
    [TestCase("class Mine<TStore>(TStore inner) : ISessionStore where TStore : ISessionStore { public object Known => inner; MEMBERS }", TestName = "Wrapper_OfATypeParameter")]
    [TestCase("abstract class Mine : ISessionStore { protected ISessionStore Inner { get; } = null!; MEMBERS }", TestName = "Wrapper_ThatIsAbstract")]
    [TestCase("interface IMine : ISessionStore; class Mine(ISessionStore inner) : IMine { public object Known => inner; MEMBERS }", TestName = "Wrapper_ThroughAnotherInterface")]
    public async Task Reported(string source)
    {
        Diagnostic reported = (await AnalyzeAsync(source)).Single();

        Assert.That((reported.Id, reported.Severity), Is.EqualTo(("AUTHS001", DiagnosticSeverity.Warning)));
        Assert.That(reported.GetMessage(null), Does.StartWith("'Mine' wraps another session store").And.Contains("Write: class Mine(ISessionStore inner) : DelegatingSessionStore(inner)"));
        Assert.That(reported.Location.SourceTree!.ToString().Substring(reported.Location.SourceSpan.Start, 4), Is.EqualTo("Mine"));
    }

    [TestCase("class Mine(ISessionStore inner) : DelegatingSessionStore(inner);", TestName = "Decorator_WithTheBaseClass")]
    [TestCase("class Middle(ISessionStore inner) : DelegatingSessionStore(inner); class Mine(ISessionStore inner) : Middle(inner) { private readonly ISessionStore _known = inner; }", TestName = "Decorator_WithABaseClassBetween")]
    [TestCase("class Mine(ISessionStore inner) : DelegatingSessionStore(inner), ISessionStore { public object Known => inner; }", TestName = "Decorator_ThatNamesTheInterfaceToo")]
    [TestCase("class Mine : ISessionStore { MEMBERS }", TestName = "Store_WithoutAnother")]
    [TestCase("class Mine : ISessionStore { private static readonly ISessionStore Shared = null!; public ISessionStore Other => Shared; MEMBERS }", TestName = "Store_WithAStaticOne")]
    [TestCase("class Mine : ISessionStore { private readonly ISessionStore[] _shards = []; MEMBERS }", TestName = "Store_OfSeveralStores")]
    [TestCase("class Mine(ISessionStore store) { public object Known => store; }", TestName = "Service_ThatUsesAStore")]
    [TestCase("interface IMine : ISessionStore { ISessionStore Inner { get; } }", TestName = "Interface_OfAStore")]
    [TestCase("class Mine : ISessionStore { public void Copy(ISessionStore to) => GC.KeepAlive(to); MEMBERS }", TestName = "Store_WithAMethodThatTakesOne")]
    public async Task Accepted(string source)
    {
        Assert.That(await AnalyzeAsync(source), Is.Empty);
    }

    [Test]
    public async Task Suppressed_WithAPragma_IsNotReported()
    {
        const string source = """
            #pragma warning disable AUTHS001 // It keeps no sessions of users.
            class Mine : ISessionStore { private readonly ISessionStore _inner = null!; MEMBERS }
            """;

        Assert.That((await AnalyzeAsync(source)).Where(diagnostic => !diagnostic.IsSuppressed), Is.Empty);
    }

    private static async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(string source)
    {
        string text = $"#nullable enable\nusing System;\nusing System.Collections.Generic;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing AuthStrategies;\n{source.Replace("MEMBERS", Members, StringComparison.Ordinal)}";
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Application",
            [CSharpSyntaxTree.ParseText(text)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty, "The source must compile.");
        return await compilation.WithAnalyzers([new SessionStoreWrapperAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    }
}
