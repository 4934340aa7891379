using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Tasks.Tests.Recipes;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>Task 5: a request is answered 401 in Development. The reader finds the title and the reason of the answer on the page, with a remedy.</summary>
[TestFixture]
[Page("docs/troubleshooting.md#By the answer")]
[Page("docs/troubleshooting.md#By the reason")]
public sealed class ReadA401Tests
{
    private static readonly string Troubleshooting = DocumentedBlocks.Page("docs/troubleshooting.md");

    [TestCase("none", "Authentication is required.", null)]
    [TestCase("expired", "The credential has expired.", "Expired")]
    [TestCase("cut", "The credential is not valid.", "Malformed")]
    [TestCase("signature", "The credential is not valid.", "BadSignature")]
    [TestCase("key", "The credential is not valid.", "UnknownKey")]
    [TestCase("audience", "The credential is not valid.", "WrongAudience")]
    [TestCase("refresh token", "The credential is not valid.", null)]
    public async Task TheTask_IsSolved(string mistake, string title, string? reason)
    {
        await using Site site = await Site.StartAsync(builder => builder.Services.AddSingleton<Users>().AddAuthStrategy().AddJwt(Own).UseAspNetCore(), Mobile.Map, "Development");
        using HttpClient client = site.Client();
        using HttpResponseMessage login = await client.PostAsJsonAsync("/login", new LoginForm("alice", "right"));
        JsonElement tokens = await login.JsonAsync();
        string token = tokens.GetProperty("accessToken").GetString()!;
        string? sent = mistake switch
        {
            "none" => null,
            "cut" => token[..^1],
            "signature" => token[..^8] + (token[^8] == 'A' ? 'B' : 'A') + token[^7..],
            "key" => await TokenAsync(o => o.SigningKeys[0] = TestKeys.Another("ES256")),
            "audience" => await TokenAsync(o => o.Audience = "another"),
            "refresh token" => tokens.GetProperty("refreshToken").GetString(),
            _ => token,
        };
        if (mistake == "expired")
            site.Time.Advance(TimeSpan.FromMinutes(16));
        using HttpRequestMessage request = new(HttpMethod.Get, "/me");
        if (sent is not null)
            request.Headers.Authorization = new("Bearer", sent);

        using HttpResponseMessage answer = await client.SendAsync(request);
        JsonElement problem = await answer.JsonAsync();

        Assert.That(((int)answer.StatusCode, problem.GetProperty("title").GetString()), Is.EqualTo((401, title)));
        Assert.That(Remedy($"401 \"{Regex.Escape(title)}\""), Is.Not.Empty);
        if (reason is null)
            return;

        string said = string.Join('\n', site.Log.Lines) + problem;
        Assert.That(said, Does.Contain(reason), "the reason is in the log");
        Assert.That(Remedy($"`{reason}`"), Is.Not.Empty);
    }

    // The last column of the row.
    private static string Remedy(string firstColumn) =>
        Regex.Match(Troubleshooting, $@"^\| {firstColumn} \|.*\| ([^|]+) \|$", RegexOptions.Multiline).Groups[1].Value;

    private static void Own(JwtStrategyOptions o)
    {
        o.Issuer = "https://api.example";
        o.Audience = "mobile";
        o.SigningKeys.Add(TestKeys.Of("ES256"));
        o.RefreshTokens.Enabled = true;
    }

    private static async Task<string> TokenAsync(Action<JwtStrategyOptions> change)
    {
        ServiceCollection services = new();
        services.AddLogging().AddAuthStrategy().AddJwt(o =>
        {
            Own(o);
            change(o);
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        return (await provider.GetRequiredService<IAuthStrategy>().IssueAsync(TestPrincipals.Of("alice"))).Value;
    }
}
