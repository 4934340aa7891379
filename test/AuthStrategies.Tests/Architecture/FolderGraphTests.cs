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
    [TestCase("class A { void M() { var b = Make.Many(); } }", TestName = "Cycles_Array_IsAUse")]
    [TestCase("class A { void M() { var b = Make.Typed<int>(); } }", TestName = "Cycles_TypeArgument_IsAUse")]
    [TestCase("class A { unsafe void M() { var b = Make.Pointer(); } }", TestName = "Cycles_Pointer_IsAUse")]
    [TestCase("class A { void M() => Make.Take(Make.It()); }", TestName = "Cycles_NestedCall_IsAUse")]
    [TestCase("class A { void M() => Make.Call(b => { }); }", TestName = "Cycles_LambdaParameter_IsAUse")]
    [TestCase("class A { object M() => Make.Same(Make.It()); }", TestName = "Cycles_InferredTypeArgument_IsAUse")]
    [TestCase("class A { object M() => -Make.It(); }", TestName = "Cycles_UnaryOperator_IsAUse")]
    [TestCase("class A { void M() { Make.Field++; } }", TestName = "Cycles_Increment_IsAUse")]
    [TestCase("class A { void M() { Make.Field += 1; } }", TestName = "Cycles_CompoundOperator_IsAUse")]
    [TestCase("class A { int M() => Make.It(); }", TestName = "Cycles_ImplicitConversion_IsAUse")]
    [TestCase("class A { void M() => Make.Take(\"text\"); }", TestName = "Cycles_ImplicitConversionOfAnArgument_IsAUse")]
    [TestCase("class A { object M() => Make.It()?[0]; }", TestName = "Cycles_ConditionalIndexer_IsAUse")]
    [TestCase("class A { void M() { foreach (var i in Make.It()) { } } }", TestName = "Cycles_ForEach_IsAUse")]
    [TestCase("using Two; class A { void M() { foreach (var i in 5) { } } }", TestName = "Cycles_ExtensionGetEnumerator_IsAUse")]
    [TestCase("using Two; class A { async void M() => await 5; }", TestName = "Cycles_ExtensionGetAwaiter_IsAUse")]
    [TestCase("using Two; class A { void M() { var (x, y) = 5; } }", TestName = "Cycles_ExtensionDeconstruct_IsAUse")]
    [TestCase("using Two; class A { bool M() => 5 is (1, 2); }", TestName = "Cycles_ExtensionDeconstructOfAPattern_IsAUse")]
    [TestCase("using Two; class A { object M() => new Bag { 5 }; }", TestName = "Cycles_ExtensionAdd_IsAUse")]
    [TestCase("using Two; class A { object M() => from x in 5 select x; }", TestName = "Cycles_QueryClause_IsAUse")]
    [TestCase("class A { bool M() => Make.It() == null; }", TestName = "Cycles_Comparison_IsAUse")]
    [TestCase("class A { object M(bool x) => x ? Make.It() : null; }", TestName = "Cycles_Conditional_IsAUse")]
    [TestCase("class A { object M = Make.It(); }", TestName = "Cycles_FieldInitializer_IsAUse")]
    [TestCase("class A { void M() { Make.Optional(); } }", TestName = "Cycles_OmittedArgument_IsAUse")]
    public void Cycles_UseWithoutTheName_IsFound(string source)
    {
        const string B = """
            namespace Two;
            class B
            {
                public A A;
                public const int Number = 1;
                public int this[int i] => i;
                public B GetEnumerator() => this;
                public bool MoveNext() => false;
                public int Current => 0;
                public static B operator +(B x, B y) => x;
                public static B operator +(B x, int y) => x;
                public static B operator ++(B x) => x;
                public static B operator -(B x) => x;
                public static implicit operator int(B x) => 0;
                public static implicit operator B(string x) => null;
            }
            class B<T> { }
            static class BExtensions
            {
                public static void Extend(this int number) { A a; }
                public static System.Collections.Generic.IEnumerator<int> GetEnumerator(this int number) => null;
                public static System.Runtime.CompilerServices.TaskAwaiter GetAwaiter(this int number) => default;
                public static void Deconstruct(this int number, out int x, out int y) => x = y = 0;
                public static void Add(this Bag bag, int number) { }
                public static int Select(this int number, System.Func<int, int> select) => 0;
            }
            """;
        const string Make = """
            static unsafe class Make
            {
                public static Two.B Field;
                public static Two.B It() => null;
                public static Two.B[] Many() => null;
                public static Two.B* Pointer() => null;
                public static Two.B<T> Typed<T>() => null;
                public static void Take(Two.B b) { }
                public static void Call(System.Action<Two.B> action) { }
                public static T Same<T>(T value) => value;
                public static void Optional(Two.B b = null) { }
            }
            class Bag : System.Collections.IEnumerable { public System.Collections.IEnumerator GetEnumerator() => null; }
            """;
        FolderGraph graph = Graph(("One/A.cs", source), ("Two/B.cs", B), ("Three/Make.cs", Make));

        Assert.That(graph.Describe(), Does.Contain("One -> Two: A -> B"));
    }

    [Test]
    public void Cycles_TypeWrittenInTwoFolders_IsAUseOfBoth()
    {
        FolderGraph graph = Graph(("One/A.cs", "class A { B b; }"), ("Two/B.cs", "partial class B { }"), ("Three/B.cs", "partial class B { A a; }"));

        Assert.That(graph.Cycles, Is.EqualTo(new[] { new[] { "One", "Three" } }));
    }

    [Test]
    public void Create_CodeSwitchedOffByIf_Throws()
    {
        (string, string) file = ("One/A.cs", "class A {\n#if NEVER\n B b;\n#endif\n}");

        Assert.That(() => Graph(file), Throws.InvalidOperationException.With.Message.Contains("One/A.cs"));
    }

    [Test]
    public void Cycles_CrefInADocComment_IsNoUse()
    {
        FolderGraph graph = Graph(("One/A.cs", "/// <summary>See <see cref=\"B\"/>.</summary>\nclass A { }"), ("Two/B.cs", "class B { A a; }"));

        Assert.That(graph.Cycles, Is.Empty);
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
