using System.Security.Claims;
using AuthStrategies.Tests.Strategies;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Behavior;

/// <summary>With each strategy, the same input comes out as the same principal.</summary>
[TestFixture]
public sealed class EqualPrincipalsTests
{
    private static readonly string[] Protocol = ["iss", "aud", "exp", "nbf", "iat", "jti", "sid", "auth_time", "cnf", "nonce", "at_hash", "c_hash", "s_hash"];

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[0, 12].Select(s => new string([.. s.Where(c => !char.IsSurrogate(c))])),
        Pick("", " ", "Zoë", "日本語", "\u0000\u001f\"\\/<>&'+", "😀👩‍👩‍👧", "e\u0301", "é", "null", "true", "1", "[1]", "{\"a\":1}", "İıſK", new string('x', 300)));

    private static readonly Gen<string> Type = Gen.OneOf(
        Pick(
            ClaimTypes.Name, ClaimTypes.Role, ClaimTypes.Email, ClaimTypes.GivenName, ClaimTypes.Surname, ClaimTypes.Gender, ClaimTypes.DateOfBirth,
            ClaimTypes.Webpage, ClaimTypes.MobilePhone, ClaimTypes.PostalCode, ClaimTypes.Country),
        Pick("name", "role", "roles", "email", "given_name", "scope", "client_id", "amr", "tenant", "http://example/claims/x", "__proto__", "", "Name", "ROLE"),
        Pick(Protocol),
        Text);

    private static readonly Gen<(string Value, string ValueType)> Value = Gen.OneOf(
        Text.Select(s => (s, ClaimValueTypes.String)),
        Gen.Int.Select(i => (i.ToString(), ClaimValueTypes.Integer32)),
        Gen.Long.Select(i => (i.ToString(), ClaimValueTypes.Integer64)),
        Gen.Long.Select(i => (i.ToString(), ClaimValueTypes.Integer)),
        Gen.ULong.Select(i => (i.ToString(), ClaimValueTypes.UInteger64)),
        Gen.Double.Select(d => (d.ToString("R"), ClaimValueTypes.Double)),
        Pick("007", "+5", "-0", "1.50", "1e3", "1E+3", " 1", "", "٣", "NaN", "9223372036854775808", "-9223372036854775808").SelectMany(s => Pick((s, ClaimValueTypes.Integer), (s, ClaimValueTypes.Double))),
        Pick("true", "false", "True", "False", "TRUE", "yes", "1", "").Select(s => (s, ClaimValueTypes.Boolean)),
        Pick(
            "{\"a\":1}", "{ \"a\" : [ 1 , {\"b\":null} ] }", " {\"a\":1} ", "[1,2]", "[[1]]", "[]", "{}", "null", "5", "1.50", "\"text\"", "true", "{\"a\":1,\"a\":2}", "{\"a\":\"\\ud800\"}",
            "{broken", "", "[1,]", "{\"é\":\"😀\"}", "{\"n\":1e999}", new string('[', 40) + new string(']', 40), new string('[', 29) + new string(']', 29))
            .SelectMany(s => Pick((s, "JSON"), (s, "JSON_ARRAY"))),
        Text.Select(s => (s, ClaimValueTypes.DateTime)));

    private static readonly Gen<Claim[]> Claims = Gen.Select(Type, Value, (type, value) => new Claim(type, value.Value, value.ValueType)).Array[0, 25];

    private static readonly Gen<ClaimsPrincipal> Principals = Gen.Select(Claims, Claims, Gen.Bool, Gen.Bool, (first, second, longName, twoIdentities) =>
    {
        Claim subject = new(longName ? ClaimTypes.NameIdentifier : "sub", "user-1");
        ClaimsIdentity one = new(first.Where(NotSubject).Append(subject), "password");
        ClaimsIdentity two = new(second.Where(NotSubject), twoIdentities ? "second factor" : null);
        return new ClaimsPrincipal([one, two]);
    });

    private ServiceProvider _provider = null!;

    [SetUp]
    public void SetUp()
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero)));
        services.AddAuthStrategy()
            .AddJwt("Same", GoodJwt)
            .AddSession("Other")
            .AddJwt("JwtDotNet", o => { GoodJwt(o); o.ClaimNaming = ClaimNaming.DotNet; })
            .AddSession("SessionDotNet", o => o.ClaimNaming = ClaimNaming.DotNet)
            .AddJwt("JwtAsIssued", o => { GoodJwt(o); o.ClaimNaming = ClaimNaming.AsIssued; })
            .AddSession("SessionAsIssued", o => o.ClaimNaming = ClaimNaming.AsIssued);
        _provider = services.BuildServiceProvider();

        static void GoodJwt(JwtStrategyOptions o)
        {
            o.Issuer = "i";
            o.Audience = "a";
            o.MaxTokenLength = 1 << 20;
            o.SigningKeys.Add(JwtKey.FromSecret(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), "HS256"));
        }
    }

    [TearDown]
    public void TearDown() => _provider.Dispose();

    [TestCase("Same", "Other")]
    [TestCase("JwtDotNet", "SessionDotNet")]
    [TestCase("JwtAsIssued", "SessionAsIssued")]
    public void Authenticate_SamePrincipalThroughBothStrategies_ComesOutEqual(string jwt, string session)
    {
        Principals.Sample(
            principal =>
            {
                string throughJwt = Describe(RoundTrip(jwt, principal));
                string throughSession = Describe(RoundTrip(session, principal));
                return throughJwt == throughSession || Fail(throughJwt, throughSession);
            },
            iter: 3000,
            threads: 2);
    }

    [Test]
    public void Authenticate_IssuedAgainFromWhatCameOut_StaysTheSame()
    {
        Principals.Sample(
            principal =>
            {
                ClaimsPrincipal once = RoundTrip("Same", principal);
                return Describe(RoundTrip("Other", once)) == Describe(once) && Describe(RoundTrip("Same", once)) == Describe(once);
            },
            iter: 1000,
            threads: 2);
    }

    [TestCase("JwtAsIssued")]
    [TestCase("SessionAsIssued")]
    public void Authenticate_AsIssued_ShowsEveryClaimUnderTheNameItWentInUnder(string strategy)
    {
        Principals.Sample(
            principal =>
            {
                ClaimsPrincipal output = RoundTrip(strategy, principal);
                string expected = Types(principal);
                string actual = Types(output);
                return expected == actual || Fail(expected, actual);
            },
            iter: 2000,
            threads: 2);

        // The input as it is kept: no protocol claims, no JSON null, each subject once.
        static string Types(ClaimsPrincipal principal) => string.Join('\n', principal.Identities
            .Where(identity => identity.IsAuthenticated)
            .SelectMany(identity => identity.Claims)
            .Where(claim => !Protocol.Contains(claim.Type) && !(claim.ValueType is "JSON" or "JSON_ARRAY" && claim.Value.Trim() == "null"))
            .Select(claim => claim.Type)
            .Order(StringComparer.Ordinal));
    }

    [TestCase("Same", "Other")]
    [TestCase("JwtAsIssued", "SessionAsIssued")]
    public void Authenticate_ClaimTypesOfTheIdentity_ComeBack(string jwt, string session)
    {
        ClaimsPrincipal input = new(new ClaimsIdentity(
            [new("sub", "u1"), new("nickname", "Al"), new("groups", "admin"), new("name", "Alice"), new("role", "reader")], "password", "nickname", "groups"));

        foreach (string strategy in (string[])[jwt, session])
        {
            ClaimsPrincipal output = RoundTrip(strategy, RoundTrip(strategy, input));

            var identity = (ClaimsIdentity)output.Identity!;
            Assert.That((identity.Name, identity.NameClaimType, identity.RoleClaimType), Is.EqualTo(("Al", "nickname", "groups")), strategy);
            Assert.That((output.IsInRole("admin"), output.IsInRole("reader")), Is.EqualTo((true, false)), strategy);
        }
    }

    [Test]
    [Property("Requirement", "C-11")]
    public void Authenticate_ProtocolClaimsInTheInput_NeverComeOut()
    {
        Principals.Sample(
            principal => !RoundTrip("Same", principal).Claims.Concat(RoundTrip("Other", principal).Claims).Any(claim => Protocol.Contains(claim.Type)),
            iter: 500,
            threads: 2);
    }

    [TestCase("Same", "name", "role", "sub")]
    [TestCase("Other", "name", "role", "sub")]
    [TestCase("JwtDotNet", ClaimTypes.Name, ClaimTypes.Role, ClaimTypes.NameIdentifier)]
    [TestCase("SessionDotNet", ClaimTypes.Name, ClaimTypes.Role, ClaimTypes.NameIdentifier)]
    public void Authenticate_LongNames_MeanTheSame(string strategy, string nameType, string roleType, string subjectType)
    {
        ClaimsPrincipal input = new(new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, "u1"), new(ClaimTypes.Name, "Alice"), new(ClaimTypes.Role, "admin"), new("role", "editor"), new(ClaimTypes.Email, "a@example")],
            "password"));

        ClaimsPrincipal output = RoundTrip(strategy, input);

        ClaimsIdentity identity = (ClaimsIdentity)output.Identity!;
        Assert.That(identity.Name, Is.EqualTo("Alice"));
        Assert.That(output.IsInRole("admin") && output.IsInRole("editor") && !output.IsInRole("Admin"), Is.True);
        Assert.That(identity.NameClaimType, Is.EqualTo(nameType));
        Assert.That(identity.RoleClaimType, Is.EqualTo(roleType));
        Assert.That(output.FindFirst(subjectType)!.Value, Is.EqualTo("u1"));
        Assert.That(identity.AuthenticationType, Is.EqualTo(strategy));
        Assert.That(identity.IsAuthenticated, Is.True);
    }

    [TestCase("Same")]
    [TestCase("Other")]
    public void Authenticate_TypedValues_Survive(string strategy)
    {
        ClaimsPrincipal input = new(new ClaimsIdentity(
            [
                new("sub", "u1"),
                new("level", "3", ClaimValueTypes.Integer), new("big", "3000000000", ClaimValueTypes.Integer64), new("ratio", "0.5", ClaimValueTypes.Double),
                new("vip", "True", ClaimValueTypes.Boolean), new("padded", "007", ClaimValueTypes.Integer),
                new("address", "{\"city\":\"Bern\"}", "JSON"), new("list", "[1,2]", "JSON_ARRAY"), new("AspNet.Identity.SecurityStamp", "stamp"),
            ],
            "password"));

        ClaimsPrincipal output = RoundTrip(strategy, input);

        Assert.That(output.Claims.Select(c => (c.Type, c.Value, c.ValueType)), Is.EqualTo(new[]
        {
            ("sub", "u1", ClaimValueTypes.String),
            ("level", "3", ClaimValueTypes.Integer32),
            ("big", "3000000000", ClaimValueTypes.Integer64),
            ("ratio", "0.5", ClaimValueTypes.Double),
            ("vip", "true", ClaimValueTypes.Boolean),
            ("padded", "007", ClaimValueTypes.String),
            ("address", "{\"city\":\"Bern\"}", "JSON"),
            ("list", "[1,2]", "JSON_ARRAY"),
        }));
    }

    [TestCase("Same")]
    [TestCase("Other")]
    public async Task Principal_ChangedByOneCaller_IsUnchangedForTheNext(string strategy)
    {
        IAuthStrategy fixture = _provider.GetRequiredKeyedService<IAuthStrategy>(strategy);
        IssuedCredential credential = await fixture.IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "u1"), new("role", "reader")], "password")));

        ClaimsPrincipal first = (await fixture.AuthenticateAsync(credential.Value)).Principal!;
        ((ClaimsIdentity)first.Identity!).AddClaim(new Claim("role", "admin"));
        first.Claims.First().Properties["x"] = "y";
        first.AddIdentity(new ClaimsIdentity([new Claim("role", "root")], "x"));
        ClaimsPrincipal second = (await fixture.AuthenticateAsync(credential.Value)).Principal!;

        Assert.That(second.IsInRole("admin") || second.IsInRole("root"), Is.False);
        Assert.That(second.Claims.First().Properties, Is.Empty);
        Assert.That(second.Identities.Count(), Is.EqualTo(1));
    }

    private static Gen<T> Pick<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static bool NotSubject(Claim claim) => claim.Type is not ("sub" or ClaimTypes.NameIdentifier);

    private static bool Fail(string jwt, string session) => throw new AssertionException($"JWT:\n{jwt}\nSession:\n{session}");

    private ClaimsPrincipal RoundTrip(string strategy, ClaimsPrincipal principal)
    {
        IAuthStrategy fixture = _provider.GetRequiredKeyedService<IAuthStrategy>(strategy);
        IssuedCredential credential = fixture.IssueAsync(principal).AsTask().GetAwaiter().GetResult();
        AuthResult result = fixture.AuthenticateAsync(credential.Value).AsTask().GetAwaiter().GetResult();
        return result.Principal ?? throw new AssertionException($"{strategy}: {result.Failure}");
    }

    // Per claim type the order counts; the authentication type is the strategy's name and differs on purpose.
    private static string Describe(ClaimsPrincipal principal)
    {
        ClaimsIdentity identity = (ClaimsIdentity)principal.Identities.Single();
        IEnumerable<string> lines = identity.Claims
            .GroupBy(claim => claim.Type)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group.Select(claim => $"{claim.Type}|{claim.Value}|{claim.ValueType}"));
        return $"{identity.NameClaimType}|{identity.RoleClaimType}|{identity.Name}\n{string.Join('\n', lines)}";
    }
}
