using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AuthStrategies.Tests.Architecture;

[TestFixture]
public sealed class FolderGraphTests
{
    [Test]
    public void Cycles_OneWayOnly_IsEmpty()
    {
        FolderGraph graph = Graph(("Upper/A.cs", "class A { B b; }"), ("Lower/B.cs", "class B { }"));

        Assert.That(graph.Cycles, Is.Empty);
        Assert.That(graph.Describe(), Is.Empty);
    }

    [Test]
    public void Cycles_MutualPair_NamesBothFoldersAndTheTypes()
    {
        FolderGraph graph = Graph(("One/A.cs", "class A { B b; }"), ("Two/B.cs", "class B { void M(A a) { } }"));

        Assert.That(graph.Cycles, Is.EqualTo(new[] { new[] { "One", "Two" } }));
        Assert.That(graph.Describe(), Does.Contain("One -> Two: A -> B").And.Contain("Two -> One: B -> A"));
    }

    [Test]
    public void Cycles_CircleOfThree_IsOneCycle()
    {
        FolderGraph graph = Graph(
            ("One/A.cs", "class A { B b; }"),
            ("Two/B.cs", "class B { C c; }"),
            ("Three/C.cs", "class C { A a; }"),
            ("Four/D.cs", "class D { A a; }"));

        Assert.That(graph.Cycles, Is.EqualTo(new[] { new[] { "One", "Three", "Two" } }));
    }

    [Test]
    public void Cycles_TwoSeparateCircles_AreTwo()
    {
        FolderGraph graph = Graph(
            ("One/A.cs", "class A { B b; C c; }"),
            ("Two/B.cs", "class B { A a; }"),
            ("Three/C.cs", "class C { D d; }"),
            ("Four/D.cs", "class D { C c; }"));

        Assert.That(graph.Cycles, Is.EquivalentTo(new[] { new[] { "One", "Two" }, new[] { "Four", "Three" } }));
    }

    [TestCase("A.cs", "Inner/B.cs", TestName = "Cycles_RootAndItsFolder_Count")]
    [TestCase("Outer/A.cs", "Outer/Inner/B.cs", TestName = "Cycles_ParentAndChild_Count")]
    public void Cycles_AlongTheTree_Count(string upper, string lower)
    {
        FolderGraph graph = Graph((upper, "class A { B b; }"), (lower, "class B { A a; }"));

        Assert.That(graph.Cycles, Has.Count.EqualTo(1));
    }

    // Everything here uses B without writing its name, or writes another name for it.
    [TestCase("class A { void M() { var b = Make.It(); } }", TestName = "Cycles_InferredType_IsAUse")]
    [TestCase("using X = Two.B; class A { X x; }", TestName = "Cycles_Alias_IsAUse")]
    [TestCase("using static Two.B; class A { int M() => Number; }", TestName = "Cycles_StaticImport_IsAUse")]
    [TestCase("using Two; class A { void M() => 1.Extend(); }", TestName = "Cycles_ExtensionMethod_IsAUse")]
    [TestCase("class A { object M() => Make.It() + Make.It(); }", TestName = "Cycles_Operator_IsAUse")]
    [TestCase("class A { object M() => Make.It()[0]; }", TestName = "Cycles_Indexer_IsAUse")]
    [TestCase("class A { void M() => Make.Take(new()); }", TestName = "Cycles_TargetTypedNew_IsAUse")]
    public void Cycles_UseWithoutTheName_IsFound(string source)
    {
        const string B = """
            namespace Two;
            class B { public A A; public const int Number = 1; public int this[int i] => i; public static B operator +(B x, B y) => x; }
            static class BExtensions { public static void Extend(this int number) { A a; } }
            """;
        FolderGraph graph = Graph(
            ("One/A.cs", source),
            ("Two/B.cs", B),
            ("Three/Make.cs", "static class Make { public static Two.B It() => null; public static void Take(Two.B b) { } }"));

        Assert.That(graph.Describe(), Does.Contain("One -> Two: A -> B"));
    }

    [Test]
    public void Cycles_UsingDirectiveAlone_IsNoUse()
    {
        FolderGraph graph = Graph(("One/A.cs", "using X = Two.B; class A { }"), ("Two/B.cs", "namespace Two; class B { A a; }"));

        Assert.That(graph.Cycles, Is.Empty);
    }

    [Test]
    public void Cycles_PartsOfOneTypeInTwoFolders_AreNoCycle()
    {
        FolderGraph graph = Graph(("One/A.cs", "partial class A { int x; int M() => y; }"), ("Two/A.cs", "partial class A { int y; int N() => x; }"));

        Assert.That(graph.Cycles, Is.Empty);
    }

    private static FolderGraph Graph(params (string File, string Source)[] files) => FolderGraph.Create(
        CSharpCompilation.Create(
            "Synthetic",
            files.Select(file => CSharpSyntaxTree.ParseText(file.Source, path: file.File)),
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)),
        file => Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder.Replace('\\', '/') : ".");
}
