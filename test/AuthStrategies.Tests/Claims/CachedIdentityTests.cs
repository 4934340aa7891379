using System.Security.Claims;
using AuthStrategies.Claims;
using CsCheck;

namespace AuthStrategies.Tests.Claims;

/// <summary>An identity that fills itself late must be told from one that was filled at once by nothing but its cost.</summary>
[TestFixture]
public sealed class CachedIdentityTests
{
    private static readonly ClaimSet Set = new("u1",
    [
        new("name", "Alice", ClaimKind.String), new("role", "editor", ClaimKind.String), new("role", "author", ClaimKind.String),
        new("level", "3", ClaimKind.Integer32), new("vip", "true", ClaimKind.Boolean), new("address", "{\"a\":1}", ClaimKind.Json),
    ]);

    // Each looks at an identity, or changes it and looks, in one way that applications use.
    private static readonly (string Name, Func<ClaimsIdentity, object?> Look)[] Looks =
    [
        ("Claims", i => Text(i.Claims)),
        ("ClaimsTwice", i => Text(i.Claims.Concat(i.Claims))),
        ("Name", i => i.Name),
        ("IsAuthenticated", i => i.IsAuthenticated),
        ("AuthenticationType", i => i.AuthenticationType),
        ("Types", i => i.NameClaimType + i.RoleClaimType),
        ("HasClaim", i => i.HasClaim("role", "author")),
        ("HasClaimOtherCaseOfType", i => i.HasClaim("ROLE", "author")),
        ("HasClaimOtherCaseOfValue", i => i.HasClaim("role", "Author")),
        ("HasClaimSubject", i => i.HasClaim("sub", "u1")),
        ("HasClaimMissing", i => i.HasClaim("role", "admin")),
        ("HasClaimPredicate", i => i.HasClaim(c => c.Value == "3")),
        ("HasClaimLong", i => i.HasClaim(ClaimTypes.Role, "author")),
        ("HasClaimLongOtherCase", i => i.HasClaim(ClaimTypes.Role.ToUpperInvariant(), "editor")),
        ("HasClaimLongSubject", i => i.HasClaim(ClaimTypes.NameIdentifier, "u1")),
        ("FindFirstLong", i => Text([i.FindFirst(ClaimTypes.Role)])),
        ("FindFirstShort", i => Text([i.FindFirst("role")])),
        ("FindFirstSubject", i => Text([i.FindFirst("sub"), i.FindFirst(ClaimTypes.NameIdentifier)])),
        ("FindAllLong", i => Text(i.FindAll(ClaimTypes.Role))),
        ("FindAllPair", i => Text(i.FindAll("ROLE"))),
        ("CloneBothNames", i => Text([i.Clone().FindFirst("name"), i.Clone().FindFirst(ClaimTypes.Name)]) + Text(i.Clone().FindAll(ClaimTypes.Role)) + i.Clone().HasClaim("role", "editor")),
        ("CloneOfTheClone", i => Text(i.Clone().Clone().FindAll("role"))),
        ("AddLong", i => { i.AddClaim(new(ClaimTypes.Role, "root")); return Text(i.FindAll("role")) + i.HasClaim("role", "root") + new ClaimsPrincipal(i).IsInRole("root"); }),
        ("AddShort", i => { i.AddClaim(new("email", "a@example")); return i.FindFirst(ClaimTypes.Email)?.Value; }),
        ("FindFirst", i => i.FindFirst("role")?.Value),
        ("FindFirstOtherCase", i => i.FindFirst("Role")?.Value),
        ("FindFirstMissing", i => i.FindFirst("none")?.Value),
        ("FindFirstPredicate", i => i.FindFirst(c => c.ValueType == ClaimValueTypes.Boolean)?.Type),
        ("FindAll", i => Text(i.FindAll("role"))),
        ("FindAllPredicate", i => Text(i.FindAll(c => c.Value.Length > 4))),
        ("PrincipalFind", i => Text([new ClaimsPrincipal(i).FindFirst(ClaimTypes.Name)]) + Text(new ClaimsPrincipal(i).FindAll("role")) + new ClaimsPrincipal(i).HasClaim(ClaimTypes.Role, "editor")),
        ("SubjectOfClaims", i => i.Claims.All(c => ReferenceEquals(c.Subject, i))),
        ("Clone", i => Text(i.Clone().Claims) + i.Clone().Name + i.Clone().AuthenticationType),
        ("ChangeTheClone", i => { i.Clone().AddClaim(new("role", "root")); return Text(i.Claims); }),
        ("CopyingConstructor", i => Text(new ClaimsIdentity(i).Claims)),
        ("CopyingConstructorMore", i => Text(new ClaimsIdentity(i, [new Claim("x", "y")]).Claims)),
        ("AddClaim", i => { i.AddClaim(new("role", "root")); return Text(i.Claims) + i.HasClaim("role", "root"); }),
        ("AddClaims", i => { i.AddClaims([new("a", "b"), new("c", "d")]); return Text(i.Claims); }),
        ("RemoveLast", i => { if (i.Claims.LastOrDefault() is { } last) i.RemoveClaim(last); return Text(i.Claims); }),
        ("AddName", i => { i.AddClaim(new(i.NameClaimType, "Second")); return i.Name; }),
        ("RemoveClaim", i => { i.TryRemoveClaim(i.FindFirst(i.RoleClaimType)); return Text(i.Claims) + i.HasClaim(i.RoleClaimType, "editor"); }),
        ("TryRemoveForeign", i => i.TryRemoveClaim(new("role", "editor"))),
        ("RemoveName", i => { i.TryRemoveClaim(i.FindFirst(i.NameClaimType)); return i.Name; }),
        ("WriteTo", Written),
        ("Principal", i => Text(new ClaimsPrincipal(i).Claims) + new ClaimsPrincipal(i).IsInRole("author")),
        ("PrincipalClone", i => Text(new ClaimsPrincipal(i).Clone().Claims)),
        ("PrincipalOfPrincipal", i => Text(new ClaimsPrincipal(new ClaimsPrincipal(i)).Claims)),
    ];

    // What the set and the naming show: a function of the entry's place, and of the subject (-1) and the two claim types (-2, -3).
    private static readonly (string Name, ClaimNaming Naming, bool IsIssuer, ClaimSet Set, Func<int, bool> IsLong)[] Shown =
    [
        ("short", ClaimNaming.Jwt, true, Set, _ => false),
        ("short although all went in long", ClaimNaming.Jwt, true, AllLong(), _ => false),
        ("long", ClaimNaming.DotNet, true, Set, _ => true),
        ("long although all went in short", ClaimNaming.DotNet, false, Set, _ => true),
        ("as issued, all short", ClaimNaming.AsIssued, true, Set, _ => false),
        ("as issued, all long", ClaimNaming.AsIssued, true, AllLong(), _ => true),
        ("as issued, mixed", ClaimNaming.AsIssued, true, Mixed(), i => i is 1),
        ("as issued, mixed, by another issuer that says so", ClaimNaming.AsIssued, false, Mixed(), i => i is 1),
        ("of another issuer", ClaimNaming.AsIssued, false, Set, _ => true),
    ];

    private static IEnumerable<TestCaseData> ShownCases() => Enumerable.Range(0, Shown.Length).Select(i => new TestCaseData(i).SetArgDisplayNames(Shown[i].Name));

    [TestCaseSource(nameof(ShownCases))]
    public void AnyLooks_InAnyOrder_SeeWhatAFilledIdentityShows(int shown)
    {
        Gen.Int[0, Looks.Length - 1].Array[1, 6].Sample(
            order =>
            {
                ClaimsIdentity late = Late(shown);
                ClaimsIdentity filled = Filled(shown);
                foreach (int look in order)
                {
                    object? expected = Looks[look].Look(filled);
                    object? actual = Looks[look].Look(late);
                    if (!Equals(expected, actual))
                        throw new AssertionException($"{string.Join(", ", order.Select(i => Looks[i].Name))}: {Looks[look].Name} shows {actual}, not {expected}.");
                }
            },
            iter: 1500,
            threads: 1);
    }

    [Test]
    public void FirstLook_FromManyThreads_IsWholeForEach()
    {
        for (int round = 0; round < 500; round++)
        {
            ClaimsIdentity identity = Late(0);

            Parallel.For(0, 8, i =>
            {
                Assert.That(identity.HasClaim("role", "author"), Is.True);
                Assert.That(identity.Claims.Count(), Is.EqualTo(7));
                Assert.That(identity.FindFirst("vip")!.Value, Is.EqualTo("true"));
            });
        }
    }

    [Test]
    public void HasClaim_Null_NamesTheParameterAsTheFrameworkDoes()
    {
        Assert.That(() => Late(0).HasClaim(null!, "x"), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("type"));
        Assert.That(() => Late(0).HasClaim("x", null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("value"));
    }

    [Test]
    public void FindFirst_Null_NamesTheParameterAsTheFrameworkDoes()
    {
        string type = null!;

        Assert.That(() => Late(0).FindFirst(type), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("type"));
        Assert.That(() => Late(0).FindAll(type), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("type"));
    }

    [Test]
    public void FindFirst_BothNamesPresent_TakesTheOneAskedForFirst()
    {
        ClaimSet set = new("u1", [new("email", "short@example", ClaimKind.String), new("email", "long@example", ClaimKind.String) { IsLong = true }]);
        var identity = (ClaimsIdentity)new PrincipalFactory("Test", ClaimNaming.AsIssued, "email", "role", isIssuer: true).Create(set).Identity!;

        Assert.That(identity.Name, Is.EqualTo("short@example"));
        Assert.That(identity.FindFirst("email")!.Value, Is.EqualTo("short@example"));
        Assert.That(identity.FindFirst(ClaimTypes.Email)!.Value, Is.EqualTo("long@example"));
        Assert.That(identity.FindAll("email").Select(c => c.Value), Is.EqualTo(new[] { "short@example", "long@example" }));
        Assert.That(identity.FindAll(ClaimTypes.Email).Select(c => c.Value), Is.EqualTo(new[] { "long@example", "short@example" }));
        Assert.That(identity.Claims.Select(c => c.Type), Is.EqualTo(new[] { "sub", "email", ClaimTypes.Email }));
    }

    [Test]
    public void Create_UnreadPrincipal_CostsNextToNothing([Values] ClaimNaming naming)
    {
        PrincipalFactory factory = new("Test", naming, "name", "role", isIssuer: true);
        ClaimSet set = AllLong();
        long Make()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            factory.Create(set);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Make();

        Assert.That(Enumerable.Range(0, 5).Min(_ => Make()), Is.LessThanOrEqualTo(400));
    }

    private static ClaimSet AllLong() => new(Set.Subject, [.. Set.Entries.ToArray().Select(entry => entry with { IsLong = ClaimNames.PairOfShort(entry.Type) is not null })])
    {
        Names = new() { HasLongSubject = true, HasLongNameType = true, HasLongRoleType = true },
        HasWrittenNames = true,
    };

    private static ClaimSet Mixed() => new(Set.Subject, [.. Set.Entries.ToArray().Select((entry, i) => entry with { IsLong = i == 1 })]) { HasWrittenNames = true };

    private static ClaimsIdentity Late(int shown) =>
        (ClaimsIdentity)new PrincipalFactory("Test", Shown[shown].Naming, "name", "role", Shown[shown].IsIssuer).Create(Shown[shown].Set).Identity!;

    private static ClaimsIdentity Filled(int shown)
    {
        ClaimsIdentity identity = new EitherNameIdentity("Test", Named("name", -2), Named("role", -3));
        identity.AddClaim(new(Named("sub", -1), Set.Subject));
        foreach ((int i, ClaimEntry entry) in Set.Entries.ToArray().Index())
            identity.AddClaim(new(Named(entry.Type, i), entry.Value, ClaimValue.ValueTypeOf(entry.Kind)));
        return identity;

        string Named(string type, int place) => Shown[shown].IsLong(place) ? ClaimNames.ToLong(type) : type;
    }

    private static string Text(IEnumerable<Claim?> claims) => string.Join("|", claims.Select(c => c is null ? "none" : $"{c.Type}={c.Value}:{c.ValueType}:{c.Issuer}:{c.OriginalIssuer}"));

    private static object Written(ClaimsIdentity identity)
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            identity.WriteTo(writer);
        stream.Position = 0;
        using BinaryReader reader = new(stream);
        return Text(new ClaimsIdentity(reader).Claims);
    }
}
