using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.AspNetCore.Tests.OneWord;

/// <summary>
/// One complete application, unchanged but for the word in its configuration: its clients notice no difference in status, names of
/// headers and members of bodies. What docs/choosing.md lists as a difference is left out by <see cref="OneWordClient"/>.
/// </summary>
[TestFixture]
public sealed class OneWordTests
{
    private static readonly string[] FormSteps =
    [
        "page /", "form /login?ReturnUrl=%2F user=alice&password=wrong", "form /login?ReturnUrl=%2F user=alice&password=right", "page /", "page /admin",
        "foreign form /change", "form /change", "wait 00:06:00", "page /", "wait 00:20:00", "page /", "form /change", "form /auth/logout", "page /", "page /login",
    ];

    private static readonly string[] ScriptSteps =
    [
        "fetch /me", "post /api/login {\"user\":\"alice\",\"password\":\"wrong\"}", "post /api/login {\"user\":\"alice\",\"password\":\"right\"}", "fetch /me", "fetch /admin", "foreign post /change", "post /change",
        "fetch /auth/session", "fetch /auth/sessions", "wait 00:11:00", "refresh", "fetch /me", "post /auth/logout", "fetch /me", "refresh",
        "post /api/login {\"user\":\"alice\",\"password\":\"right\"}", "post /auth/logout-everywhere", "fetch /me", "fetch /auth/session",
    ];

    [Test]
    public async Task Pages_AndFormsOverCookies_AreTheSameWithBothWords() =>
        await CompareAsync("Cookie", FormSteps, "form /login?ReturnUrl=%2F user=alice&password=right => 302");

    [Test]
    public async Task Scripts_OverCookies_AreTheSameWithBothWords() =>
        await CompareAsync("Cookie", ScriptSteps, "refresh => 204");

    [Test]
    public async Task Scripts_OverBearerTokens_AreTheSameWithBothWords() =>
        await CompareAsync("Bearer", ScriptSteps, "refresh => 200");

    [Test]
    public async Task Form_OverBearerTokens_WarnsThatTheBrowserShowsTheTokens([Values("Session", "Jwt")] string word)
    {
        await using OneWordApp app = await OneWordApp.StartAsync(word, "Bearer");
        OneWordClient client = new(app, isCookie: false);

        await client.StepAsync("form /login user=alice&password=right");
        await client.StepAsync("form /login user=alice&password=right");

        Assert.That(app.Log.Count(125), Is.EqualTo(1));
    }

    [Test]
    public async Task Keys_OfAStrategyThatIsNotUsed_AreNotFound([Values("Session", "Jwt")] string word)
    {
        await using OneWordApp app = await OneWordApp.StartAsync(word, "Cookie");

        RawAnswer keys = await app.SendAsync("GET /.well-known/jwks.json");
        RawAnswer metadata = await app.SendAsync("GET /.well-known/openid-configuration");

        Assert.That((keys.Status, metadata.Status), Is.EqualTo(word == "Jwt" ? (200, 200) : (404, 404)));
    }

    private static async Task CompareAsync(string transport, string[] steps, string expected)
    {
        string[] session = await RunAsync("Session", transport, steps);
        string[] jwt = await RunAsync("Jwt", transport, steps);

        Assert.That(jwt, Is.EqualTo(session));
        Assert.That(session, Has.Some.StartsWith(expected));
    }

    private static async Task<string[]> RunAsync(string word, string transport, string[] steps)
    {
        await using OneWordApp app = await OneWordApp.StartAsync(word, transport);
        OneWordClient client = new(app, transport == "Cookie");
        List<string> answers = [];
        foreach (string step in steps)
            answers.Add($"{step} => {await client.StepAsync(step)}");
        return [.. answers];
    }
}
