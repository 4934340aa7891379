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
        ("FindFirst", i => i.FindFirst("role")?.Value),
        ("FindFirstOtherCase", i => i.FindFirst("Role")?.Value),
        ("FindFirstMissing", i => i.FindFirst("none")?.Value),
        ("FindFirstPredicate", i => i.FindFirst(c => c.ValueType == ClaimValueTypes.Boolean)?.Type),
        ("FindAll", i => Text(i.FindAll("role"))),
        ("FindAllPredicate", i => Text(i.FindAll(c => c.Value.Length > 4))),
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

    [Test]
    public void AnyLooks_InAnyOrder_SeeWhatAFilledIdentityShows([Values] bool dotNetNames)
    {
        Gen.Int[0, Looks.Length - 1].Array[1, 6].Sample(
            order =>
            {
                ClaimsIdentity late = Late(dotNetNames);
                ClaimsIdentity filled = Filled(dotNetNames);
                foreach (int look in order)
                {
                    object? expected = Looks[look].Look(filled);
                    object? actual = Looks[look].Look(late);
                    if (!Equals(expected, actual))
                        throw new AssertionException($"{string.Join(", ", order.Select(i => Looks[i].Name))}: {Looks[look].Name} shows {actual}, not {expected}.");
                }
            },
            iter: 3000,
            threads: 1);
    }

    [Test]
    public void FirstLook_FromManyThreads_IsWholeForEach()
    {
        for (int round = 0; round < 500; round++)
        {
            ClaimsIdentity identity = Late(dotNetNames: false);

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
        Assert.That(() => Late(false).HasClaim(null!, "x"), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("type"));
        Assert.That(() => Late(false).HasClaim("x", null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("value"));
    }

    [Test]
    public void Create_UnreadPrincipal_CostsNextToNothing()
    {
        PrincipalFactory factory = new("Test", ClaimNaming.Jwt, "name", "role");
        long Make()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            factory.Create(Set);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Make();

        Assert.That(Enumerable.Range(0, 5).Min(_ => Make()), Is.LessThanOrEqualTo(400));
    }

    private static ClaimsIdentity Late(bool dotNetNames) =>
        (ClaimsIdentity)new PrincipalFactory("Test", dotNetNames ? ClaimNaming.DotNet : ClaimNaming.Jwt, "name", "role").Create(Set).Identity!;

    private static ClaimsIdentity Filled(bool dotNetNames)
    {
        Func<string, string> named = dotNetNames ? ClaimNames.ToLong : type => type;
        ClaimsIdentity identity = new("Test", named("name"), named("role"));
        identity.AddClaim(new(named("sub"), Set.Subject));
        foreach (ClaimEntry entry in Set.Entries)
            identity.AddClaim(new(named(entry.Type), entry.Value, ClaimValue.ValueTypeOf(entry.Kind)));
        return identity;
    }

    private static string Text(IEnumerable<Claim> claims) => string.Join("|", claims.Select(c => $"{c.Type}={c.Value}:{c.ValueType}:{c.Issuer}:{c.OriginalIssuer}"));

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
