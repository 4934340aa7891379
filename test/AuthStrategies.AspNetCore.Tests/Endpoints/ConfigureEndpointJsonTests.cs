using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>The names of the members of our bodies under the naming policies that applications choose.</summary>
[TestFixture]
public sealed class ConfigureEndpointJsonTests
{
    private const string Json = "Content-Type: application/json";

    private static IEnumerable<TestCaseData<JsonNamingPolicy?, string, string, string>> Policies()
    {
        yield return new(JsonNamingPolicy.CamelCase, "tokenType accessToken expiresIn refreshToken", "subject name roles strategy sessionId authenticatedAt expiresAt", "id strategy label device firstClient lastClient createdAt lastSeenAt expiresAt absoluteExpiresAt deviceBound current");
        yield return new(JsonNamingPolicy.SnakeCaseLower, "token_type access_token expires_in refresh_token", "subject name roles strategy session_id authenticated_at expires_at", "id strategy label device first_client last_client created_at last_seen_at expires_at absolute_expires_at device_bound current");
        yield return new(JsonNamingPolicy.KebabCaseUpper, "TOKEN-TYPE ACCESS-TOKEN EXPIRES-IN REFRESH-TOKEN", "SUBJECT NAME ROLES STRATEGY SESSION-ID AUTHENTICATED-AT EXPIRES-AT", "ID STRATEGY LABEL DEVICE FIRST-CLIENT LAST-CLIENT CREATED-AT LAST-SEEN-AT EXPIRES-AT ABSOLUTE-EXPIRES-AT DEVICE-BOUND CURRENT");
        yield return new(null, "TokenType AccessToken ExpiresIn RefreshToken", "Subject Name Roles Strategy SessionId AuthenticatedAt ExpiresAt", "Id Strategy Label Device FirstClient LastClient CreatedAt LastSeenAt ExpiresAt AbsoluteExpiresAt DeviceBound Current");
    }

    [TestCaseSource(nameof(Policies))]
    public async Task Body_OfEveryEndpoint_FollowsThePolicy(JsonNamingPolicy? policy, string token, string session, string item)
    {
        await using TestHost host = await StartAsync(policy);
        string[] names = token.Split(' ');

        JsonElement login = Root(await host.SendAsync("POST /login/alice"));
        JsonElement refreshed = Root(await host.App.SendRawAsync("POST /auth/refresh", [Json], $"{{\"{names[3]}\":\"{login.GetProperty(names[3]).GetString()}\"}}"));
        string header = $"Authorization: Bearer {refreshed.GetProperty(names[1]).GetString()}";
        JsonElement current = Root(await host.SendAsync("GET /auth/session", header));
        JsonElement list = Root(await host.SendAsync("GET /auth/sessions", header));
        JsonElement ended = Root(await host.SendAsync("POST /auth/logout-everywhere", header));

        Assert.That((Names(login), Names(refreshed), Names(current), Names(list[0])), Is.EqualTo((token, token, session, item)));
        Assert.That(Names(ended), Is.EqualTo(string.Join(' ', Name("Outcome"), Name("Ended"))));

        string Name(string property) => policy?.ConvertName(property) ?? property;
    }

    [TestCase("accessToken", "tokenType")]
    [TestCase("access_token", "token_type")]
    public async Task Body_OfARefreshThatHandsOutNothing_FollowsThePolicy(string accessToken, string tokenType)
    {
        JsonNamingPolicy policy = accessToken == "accessToken" ? JsonNamingPolicy.CamelCase : JsonNamingPolicy.SnakeCaseLower;
        await using TestHost host = await StartAsync(policy, b => b.AddSession(), o => o.Strategy("Session").Transport = CredentialTransport.Bearer);
        string credential = Root(await host.SendAsync("POST /login/alice")).GetProperty(accessToken).GetString()!;
        host.App.Time.Advance(TimeSpan.FromMinutes(20));

        RawAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.SendAsync("POST /auth/refresh", $"Authorization: Bearer {credential}")));

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(200));
        Assert.That(answers.Select(answer => answer.Body), Has.Some.EqualTo($"{{\"{tokenType}\":\"Bearer\"}}"));
        Assert.That(answers.Select(answer => Names(Root(answer)).Split(' ')[0]), Is.All.EqualTo(tokenType));
    }

    [TestCase("{\"refresh_token\":\"{token}\"}", 200)]
    [TestCase("{\"refreshToken\":\"{token}\"}", 200)]
    [TestCase("{\"refresh_token\":null,\"refreshToken\":\"{token}\"}", 200)]
    [TestCase("{\"refresh_token\":\"{token}\",\"refreshToken\":\"{token}\"}", 400)]
    [TestCase("{\"refresh_token\":1}", 400)]
    [TestCase("{\"refresh_token\":\"\\ud800\"}", 400)]
    [TestCase("[]", 400)]
    [TestCase("{\"RefreshToken\":\"{token}\"}", 200)]
    public async Task Refresh_WithSnakeCase_ReadsBothNamesOnce(string body, int status)
    {
        await using TestHost host = await StartAsync(JsonNamingPolicy.SnakeCaseLower);
        string token = Root(await host.SendAsync("POST /login/alice")).GetProperty("refresh_token").GetString()!;

        RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", [Json], body.Replace("{token}", token, StringComparison.Ordinal));

        Assert.That(answer.Status, Is.EqualTo(status));
        if (status == 400)
            Assert.That(answer.Body, Does.Contain("member refresh_token"));
    }

    [Test]
    public async Task Body_WhoseNamesAreFixedByAStandard_DoesNotChange()
    {
        await using TestHost host = await StartAsync(JsonNamingPolicy.KebabCaseUpper);

        JsonElement metadata = Root(await host.SendAsync("GET /.well-known/openid-configuration"));
        JsonElement problem = Root(await host.SendAsync("POST /auth/refresh"));

        Assert.That(Names(metadata), Is.EqualTo("issuer jwks_uri id_token_signing_alg_values_supported response_types_supported subject_types_supported"));
        Assert.That(Names(problem), Is.EqualTo("type title status detail error"));
    }

    private static Task<TestHost> StartAsync(JsonNamingPolicy? policy, Action<IAuthStrategyBuilder>? strategies = null, Action<AuthHttpOptions>? http = null) => TestHost.StartAsync(
        strategies ?? (b => b.AddJwt(Logins.JwtWithRefresh)),
        http,
        services => services.ConfigureHttpJsonOptions(o => o.SerializerOptions.PropertyNamingPolicy = policy));

    private static JsonElement Root(RawAnswer answer) => JsonDocument.Parse(answer.Body).RootElement;

    private static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(member => member.Name));
}
