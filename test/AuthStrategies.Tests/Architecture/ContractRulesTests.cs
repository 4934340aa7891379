using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AuthStrategies.Tests.Architecture;

/// <summary>The rules of the public contracts that hold for every type, and for every example that users copy.</summary>
[TestFixture]
public sealed partial class ContractRulesTests
{
    private const string Reasons = "docs/decisions/0020-layers-and-folders.md";

    [Test]
    public void Enums_EveryMember_HasItsNumberWritten()
    {
        IEnumerable<string> unnumbered = Repository.SourceFiles("src")
            .SelectMany(file => Nodes<EnumDeclarationSyntax>(File.ReadAllText(file)))
            .Where(declaration => declaration.Modifiers.Any(modifier => modifier.Text == "public"))
            .SelectMany(declaration => declaration.Members.Where(member => member.EqualsValue is null).Select(member => $"{declaration.Identifier}.{member.Identifier}"));

        Assert.That(unnumbered, Is.Empty);
    }

    // What a field that was never set means. A new enum needs a row, so that its zero is a decision.
    [TestCase(typeof(AuthFailureReason), nameof(AuthFailureReason.Unspecified))]
    [TestCase(typeof(AuthStrategyKind), nameof(AuthStrategyKind.Custom))]
    [TestCase(typeof(CredentialFormats), nameof(CredentialFormats.Unknown))]
    [TestCase(typeof(RevokeOutcome), nameof(RevokeOutcome.NotFound))]
    [TestCase(typeof(ClaimNaming), nameof(ClaimNaming.Jwt))]
    [TestCase(typeof(KeyChange), nameof(KeyChange.Announced))]
    [TestCase(typeof(JwtKeyState), nameof(JwtKeyState.Announced))]
    public void Enum_Zero_IsTheMemberForNothingSet(Type type, string zero)
    {
        Assert.That(Enum.GetName(type, 0), Is.EqualTo(zero));
        Assert.That(type.Assembly.GetExportedTypes().Where(other => other.IsEnum && Enum.GetName(other, 0) is null), Is.Empty);
    }

    /// <summary>A clock is often written by the name of its parameter, because the ones before it have defaults.</summary>
    [Test]
    public void PublicMembers_ParameterForTheClock_IsNamedTimeProvider()
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

        ParameterInfo[] clocks = [.. ImplementedMembersTests.Packages.SelectMany(package => package.GetExportedTypes())
            .SelectMany(type => type.GetMembers(Own))
            .OfType<MethodBase>()
            .SelectMany(member => member.GetParameters())
            .Where(parameter => parameter.ParameterType == typeof(TimeProvider))];

        Assert.That(clocks, Has.Length.GreaterThan(5), "or the test would find nothing");
        Assert.That(clocks.Where(parameter => parameter.Name != "timeProvider").Select(parameter => $"{parameter.Member.DeclaringType!.Name}.{parameter.Member.Name}: {parameter.Name}"), Is.Empty);
    }

    [Test]
    public void Wrappers_InTestsSamplesLoadAndDocs_DeriveFromTheDelegatingStore()
    {
        (string Where, string Text)[] sources =
        [
            .. new[] { "src", "test", "samples", "benchmarks" }.SelectMany(Repository.SourceFiles).Select(file => (Repository.Relative(file), File.ReadAllText(file))),
            .. Documents.All.SelectMany(page => CodeBlock().Matches(page.Value).Select(block => (page.Key, block.Groups[1].Value))),
        ];

        IEnumerable<string> bare = sources.Where(source => !source.Where.EndsWith("/DelegatingSessionStore.cs", StringComparison.Ordinal)).SelectMany(source => Wrappers(source.Text).Select(name => $"{source.Where}: {name}"));

        Assert.That(bare, Is.Empty);
        Assert.That(Wrappers("class Bare(ISessionStore inner) : ISessionStore { }").Concat(Wrappers("class Old : IDisposable, ISessionStore { ISessionStore _inner; }")), Is.EqualTo(["Bare", "Old"]), "or the test would find nothing");
    }

    [Test]
    public void Abilities_OfAStore_AreNeverFoundByACast()
    {
        string[] abilities = ["ITimedSessionStore", "ICachingSessionStore", "ISessionInvalidations", "ISessionEnumerator", "ISessionCounter"];

        IEnumerable<string> casts = Repository.SourceFiles("src")
            .SelectMany(file => Casts(File.ReadAllText(file)).Where(abilities.Contains).Select(type => $"{Repository.Relative(file)}: {type}"));

        Assert.That(casts, Is.Empty);
        Assert.That(Casts("class C { object M(object s) => s is ITimedSessionStore t ? (ISessionEnumerator)s : s as ISessionInvalidations; }"), Has.Exactly(3).Items, "or the test would find nothing");
    }

    [Test]
    public void RegistrationMethods_Overloads_AreTwoOrTheDecisionSaysWhy()
    {
        string reasons = Documents.All[Reasons];

        IEnumerable<string> many = Repository.SourceFiles("src")
            .SelectMany(file => Nodes<MethodDeclarationSyntax>(File.ReadAllText(file)))
            .Where(method => method.Modifiers.Any(modifier => modifier.Text == "public") && method.ParameterList.Parameters.FirstOrDefault()?.Type?.ToString() == "IAuthStrategyBuilder")
            .CountBy(method => method.Identifier.Text)
            .Where(overloads => overloads.Value > 3 || (overloads.Value == 3 && !reasons.Contains($"`{overloads.Key}`", StringComparison.Ordinal)))
            .Select(overloads => $"{overloads.Key}: {overloads.Value}");

        Assert.That(many, Is.Empty);
    }

    private static IEnumerable<string> Wrappers(string source) => Nodes<ClassDeclarationSyntax>(source)
        .Where(type => type.BaseList?.Types.Any(parent => parent.Type.ToString() == "ISessionStore") is true)
        .Where(type => Parameters(type).Concat(type.Members.OfType<FieldDeclarationSyntax>().Select(field => field.Declaration.Type)).Any(part => part?.ToString() == "ISessionStore"))
        .Select(type => type.Identifier.Text);

    private static IEnumerable<TypeSyntax?> Parameters(ClassDeclarationSyntax type) =>
        type.Members.OfType<ConstructorDeclarationSyntax>().Select(constructor => constructor.ParameterList)
            .Concat(type.ParameterList is null ? [] : [type.ParameterList])
            .SelectMany(list => list.Parameters)
            .Select(parameter => parameter.Type);

    private static IEnumerable<string> Casts(string source) =>
    [
        .. Nodes<CastExpressionSyntax>(source).Select(cast => cast.Type.ToString()),
        .. Nodes<BinaryExpressionSyntax>(source).Where(test => test.OperatorToken.Text is "as" or "is").Select(test => test.Right.ToString()),
        .. Nodes<DeclarationPatternSyntax>(source).Select(pattern => pattern.Type.ToString()),
        .. Nodes<TypePatternSyntax>(source).Select(pattern => pattern.Type.ToString()),
    ];

    private static IEnumerable<T> Nodes<T>(string source) => CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<T>();

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
