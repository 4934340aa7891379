using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>The items of an authenticated request, which are made at the first look.</summary>
[TestFixture]
public sealed class RequestItemsTests
{
    private static readonly string[] Expected = [SignInProperties.StrategyKey, ".issued", ".expires"];

    [TestCase("session")]
    [TestCase("JWT")]
    public async Task Items_AnyFirstLook_HasTheFactsOfTheRequest(string kind)
    {
        foreach ((string name, Func<IDictionary<string, string?>, IEnumerable<string>> look) in Looks())
        {
            AuthenticationProperties properties = await PropertiesOfAsync(kind);

            Assert.That(look(properties.Items), Is.EquivalentTo(Expected), name);
        }
    }

    [Test]
    public async Task Items_TwoThreadsLookFirst_SeeTheSame()
    {
        for (int n = 0; n < 20; n++)
        {
            IDictionary<string, string?> items = (await PropertiesOfAsync("session")).Items;
            using Barrier start = new(2);

            string?[][] seen = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait();
                return Expected.Select(key => items.TryGetValue(key, out string? value) ? value : null).ToArray();
            })));

            Assert.That(seen[0], Is.EqualTo(seen[1]).And.None.Null);
        }
    }

    [Test]
    public async Task Items_Changed_KeepTheFactsThatWereThere()
    {
        AuthenticationProperties properties = await PropertiesOfAsync("session");

        properties.Items["mine"] = "1";
        properties.Items.Remove(".issued");

        Assert.That(properties.Items.Keys, Is.EquivalentTo([SignInProperties.StrategyKey, ".expires", "mine"]));
        Assert.That(properties.Clone().Items.Keys, Is.EquivalentTo(properties.Items.Keys));
        Assert.That(properties.IssuedUtc, Is.Null);
    }

    // The ways in which code looks at items first. Each must make them.
    private static IEnumerable<(string Name, Func<IDictionary<string, string?>, IEnumerable<string>> Look)> Looks() =>
    [
        ("Keys", items => items.Keys),
        ("enumeration", items => items.Select(item => item.Key)),
        ("CopyTo", Copied),
        ("ContainsKey", items => Expected.Where(items.ContainsKey)),
        ("TryGetValue", items => Expected.Where(key => items.TryGetValue(key, out string? value) && value is not null)),
        ("index", items => Expected.Where(key => items[key] is not null)),
        ("Count", items => items.Count == Expected.Length && items.Values.Count == Expected.Length ? Expected : []),
    ];

    private static IEnumerable<string> Copied(IDictionary<string, string?> items)
    {
        KeyValuePair<string, string?>[] copy = new KeyValuePair<string, string?>[Expected.Length];
        items.CopyTo(copy, 0);
        return copy.Select(item => item.Key);
    }

    private static async Task<AuthenticationProperties> PropertiesOfAsync(string kind)
    {
        AuthenticationProperties? properties = null;
        await using TestApplication app = await TestApplication.StartAsync(
            services => _ = kind == "JWT" ? services.AddAuthStrategy().AddJwt(Logins.Jwt).UseAspNetCore() : services.AddAuthStrategy().AddSession().UseAspNetCore(),
            app => app.MapGet("/look", async (HttpContext context) => { properties = (await context.AuthenticateAsync()).Properties; }));
        string credential = (await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice)).Value;
        await app.SendRawAsync("GET /look", [kind == "JWT" ? $"Authorization: Bearer {credential}" : $"Cookie: __Host-auth={credential}"]);
        return properties!;
    }
}
