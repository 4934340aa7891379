using System.Text;
using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Authentication;
using AuthStrategies.AspNetCore.Tests.DeviceBinding;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Approved;

/// <summary>
/// Every refusal over HTTP as a client gets it, in Production and in Development, with the lines that it logs. Refusals.txt has the
/// approved texts.
/// </summary>
[TestFixture]
public sealed class RefusalsTests
{
    private const string Json = "Content-Type: application/json";
    private const string Form = "Content-Type: application/x-www-form-urlencoded";
    private const string Unknown = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private const string CrossSite = "Sec-Fetch-Site: cross-site";
    private const string Page = "Sec-Fetch-Mode: navigate";

    private static readonly Row[] Rows =
    [
        Session("no credential", "GET /me"),
        Session("no credential, a page", "GET /me", Page, "Sec-Fetch-Dest: document", "Accept: text/html"),
        Session("a cookie that no strategy issues", "GET /me", "Cookie: __Host-auth=garbage"),
        Session("an unknown session", "GET /me", $"Cookie: __Host-auth={Unknown}"),
        Session("a session that has ended", "GET /me", async host =>
        {
            string cookie = await host.LogInAsync();
            await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={cookie}");
            return [$"Cookie: __Host-auth={cookie}"];
        }),
        Session("a session that has expired", "GET /me", async host =>
        {
            string cookie = await host.LogInAsync();
            host.App.Time.Advance(TimeSpan.FromHours(2));
            return [$"Cookie: __Host-auth={cookie}"];
        }),
        Session("cookies of two sessions", "GET /me", async host => [$"Cookie: __Host-auth={await host.LogInAsync()}; __Host-auth={await host.LogInAsync("bob")}"]),
        Session("a cookie on a request of another site", "POST /me", async host => [$"Cookie: __Host-auth={await host.LogInAsync()}", CrossSite]),
        Session("a sign-in of another site", "POST /login/alice", CrossSite),
        Session("a user without the role", "GET /admin", async host => [$"Cookie: __Host-auth={await host.LogInAsync()}"]),
        Session("a login that is too long ago", "GET /fresh", async host =>
        {
            string cookie = await host.LogInAsync();
            host.App.Time.Advance(TimeSpan.FromMinutes(10));
            return [$"Cookie: __Host-auth={cookie}"];
        }),
        Session("a store that does not answer", "GET /me", BreakAsync),
        Session("login while the store does not answer", "POST /login/alice", BreakAsync),
        Session("a first login while the store does not answer", "POST /login/alice", async host =>
        {
            await BreakAsync(host);
            return [];
        }),
        Session("sign-out while the store does not answer", "POST /logout", BreakAsync),
        Session("an application that asks the store, which does not answer", "GET /ask", BreakAsync),
        Session("the list of sessions while the store does not answer", "GET /auth/sessions", BreakAfterAsync),
        Session("ending a session while the store does not answer", "DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA", BreakAfterAsync),
        Session("logout everywhere while the store does not answer", "POST /auth/logout-everywhere", BreakAfterAsync),
        Session("logout while the store does not answer", "POST /auth/logout", BreakAsync),
        Session("refresh while the store does not answer", "POST /auth/refresh", BreakAsync),
        Session("the list of sessions without a login", "GET /auth/sessions"),
        Session("a session that is not the user's", $"DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA", async host => [$"Cookie: __Host-auth={await host.LogInAsync()}"]),
        Session("a session id that is none", $"DELETE /auth/sessions/x", async host => [$"Cookie: __Host-auth={await host.LogInAsync()}"]),
        Session("refresh without a cookie", "POST /auth/refresh"),
        Session("refresh with an unknown cookie", "POST /auth/refresh", $"Cookie: __Host-auth={Unknown}"),
        Session("refresh of another site", "POST /auth/refresh", async host => [$"Cookie: __Host-auth={await host.LogInAsync()}", CrossSite]),
        Session("refresh with a cookie that no strategy issues", "POST /auth/refresh", "Cookie: __Host-auth=garbage"),
        Session("refresh with a session that has expired", "POST /auth/refresh", async host =>
        {
            string cookie = await host.LogInAsync();
            host.App.Time.Advance(TimeSpan.FromHours(2));
            return [$"Cookie: __Host-auth={cookie}"];
        }),
        Session("a cookie on a request of another origin", "POST /me", async host => [$"Cookie: __Host-auth={await host.LogInAsync()}", "Origin: https://evil.example"]),
        Session("a user whom the application refuses", "GET /me", LogInAndRefuseAsync) with { Setup = Checked },
        Session("refresh of a user whom the application refuses", "POST /auth/refresh", LogInAndRefuseAsync) with { Setup = Checked },
        Session("a bearer token where a cookie is read", "GET /me", $"Authorization: Bearer {Unknown}"),

        Jwt("no credential", "GET /me"),
        Jwt("a token without Bearer", "GET /me", $"Authorization: {Unknown}"),
        Jwt("another scheme", "GET /me", "Authorization: Basic YWxpY2U6c2VjcmV0"),
        Jwt("a scheme that is not known", "GET /me", "Authorization: Mine YWxpY2U6c2VjcmV0"),
        Jwt("a cookie where a bearer token is read", "GET /me", $"Cookie: __Host-auth={Unknown}"),
        Jwt("a token in the query string", $"GET /me?access_token={Unknown}"),
        Jwt("Bearer without a token", "GET /me", "Authorization: Bearer"),
        Jwt("two Authorization headers", "GET /me", "Authorization: Bearer a", "Authorization: Bearer b"),
        Jwt("a token that is none", "GET /me", "Authorization: Bearer garbage"),
        Jwt("a token that is no JWT", "GET /me", "Authorization: Bearer a.b.c"),
        Jwt("a token with alg none", "GET /me", "Authorization: Bearer eyJhbGciOiJub25lIn0.e30."),
        Jwt("a changed token", "GET /me", async host => [$"Authorization: Bearer {Changed((await host.LogInForTokenAsync()).AccessToken)}"]),
        Jwt("an expired token", "GET /me", async host =>
        {
            string token = (await host.LogInForTokenAsync()).AccessToken;
            host.App.Time.Advance(TimeSpan.FromHours(1));
            return [$"Authorization: Bearer {token}"];
        }),
        Jwt("a token of another issuer", "GET /me", async host => [$"Authorization: Bearer {await IssueAsync(host, o => o.Issuer = "https://other.example")}"]),
        Jwt("a token for another audience", "GET /me", async host => [$"Authorization: Bearer {await IssueAsync(host, o => o.Audience = "other")}"]),
        Jwt("a token of an unknown key", "GET /me", async host => [$"Authorization: Bearer {await IssueAsync(host, o => o.SigningKeys[0] = JwtKey.Generate("ES256", "other"))}"]),
        Jwt("a token of another type", "GET /me", async host => [$"Authorization: Bearer {await IssueAsync(host, o => o.TokenType = "JWT")}"]),
        Jwt("a token that is too long", "GET /me", $"Authorization: Bearer a.b.{new string('c', 20_000)}"),
        Jwt("a token with a secret of its own", "GET /me", "Authorization: Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.AAAA"),
        Jwt("a token that no key decrypts", "GET /me", async host => [$"Authorization: Bearer {await IssueAsync(host, o => o.EncryptionKey = JwtKey.Generate("A256CBC-HS512", "theirs"))}"])
            with { Setup = b => b.AddJwt(o => { Logins.JwtWithRefresh(o); o.DecryptionKeys.Add(JwtKey.Generate("A256CBC-HS512", "ours")); }) },
        Jwt("a token without a claim that must be there", "GET /me", async host => [$"Authorization: Bearer {await IssueAsync(host, _ => { })}"])
            with { Setup = b => b.AddJwt(o => { Logins.Jwt(o); o.RequiredClaims.Add("tenant"); }) },
        Jwt("a token of a clock that is ahead", "GET /me", async host => [$"Authorization: Bearer {await IssueAsync(host, _ => { }, TimeSpan.FromHours(1))}"]),
        Jwt("a token whose session has ended", "GET /me", async host =>
        {
            string token = (await host.LogInForTokenAsync()).AccessToken;
            await host.SendAsync("POST /auth/logout", $"Authorization: Bearer {token}");
            return [$"Authorization: Bearer {token}"];
        }) with { Setup = b => b.AddJwt(o => { Logins.JwtWithRefresh(o); o.RequireLiveSession = true; }) },
        Jwt("refresh with a token that was used before", "POST /auth/refresh", ReuseAsync) with { BodyOf = token => $"{{\"refreshToken\":\"{token}\"}}" },
        Jwt("keys while the key store does not answer", "GET /.well-known/jwks.json") with { Setup = b => b.AddJwt(Rotating).UseJwtKeyStore(_ => new BrokenKeys()) },
        Jwt("a user without the role", "GET /admin", async host => [$"Authorization: Bearer {(await host.LogInForTokenAsync()).AccessToken}"]),
        Jwt("a login that is too long ago", "GET /fresh", async host =>
        {
            string token = (await host.LogInForTokenAsync()).AccessToken;
            host.App.Time.Advance(TimeSpan.FromMinutes(10));
            return [$"Authorization: Bearer {token}"];
        }),
        Device("a session that is bound to a device, without the bound cookie", "GET /me", async browser =>
        {
            await browser.LogInAndRegisterAsync();
            return [$"Cookie: __Host-auth={browser.Session}"];
        }),
        Device("an unbound session where a device is required", "GET /device", async browser =>
        {
            await browser.LogInAsync();
            return browser.Cookies;
        }),
        Device("a registration of a device without a proof", "POST /auth/device/register", _ => Task.FromResult<string[]>([])),
        Device("a refresh of a device without a proof", "POST /auth/device/refresh", async browser =>
        {
            await browser.LogInAndRegisterAsync();
            return [$"Sec-Secure-Session-Id: {browser.Id}"];
        }),
        Device("a refresh of no session", "POST /auth/device/refresh", _ => Task.FromResult<string[]>([])),
        Proof("a bound token without a proof", async (client, _) => [$"Authorization: Bearer {(await client.LogInAsync()).AccessToken}"]),
        Proof("a proof of another key", async (client, host) =>
        {
            using ProofClient other = new(host);
            string token = (await client.LogInAsync()).AccessToken;
            return [$"Authorization: DPoP {token}", other.Proof("GET /me", token)];
        }),
        Proof("a proof with a token that is not bound", async (client, host) =>
        {
            string token = (await host.LogInForTokenAsync()).AccessToken;
            return [$"Authorization: DPoP {token}", client.Proof("GET /me", token)];
        }),
        Proof("a proof of another request", async (client, _) =>
        {
            string token = (await client.LogInAsync()).AccessToken;
            return [$"Authorization: DPoP {token}", client.Proof("POST /me", token)];
        }),
        Jwt("refresh without a body", "POST /auth/refresh"),
        Jwt("refresh with an empty object", "POST /auth/refresh", Json).With("{}"),
        Jwt("refresh with another member", "POST /auth/refresh", Json).With("{\"token\":\"a\"}"),
        Jwt("refresh with two names", "POST /auth/refresh", Json).With("{\"refreshToken\":\"a\",\"refresh_token\":\"a\"}"),
        Jwt("refresh with an empty token", "POST /auth/refresh", Json).With("{\"refreshToken\":\"\"}"),
        Jwt("refresh with white space", "POST /auth/refresh", Json).With("{\"refresh_token\":\" \"}"),
        Jwt("refresh with null", "POST /auth/refresh", Json).With("{\"refreshToken\":null}"),
        Jwt("refresh with an empty field", "POST /auth/refresh", Form).With("grant_type=refresh_token&refresh_token="),
        Jwt("refresh with white space in the field", "POST /auth/refresh", Form).With("refresh_token=+"),
        Jwt("refresh with a number", "POST /auth/refresh", Json).With("{\"refreshToken\":1}"),
        Jwt("refresh with no JSON", "POST /auth/refresh", Json).With("refreshToken"),
        Jwt("refresh with another grant", "POST /auth/refresh", Form).With("grant_type=password&username=a"),
        Jwt("refresh with a grant and no token", "POST /auth/refresh", Form).With("grant_type=refresh_token"),
        Jwt("refresh with two tokens", "POST /auth/refresh", Form).With("grant_type=refresh_token&refresh_token=a&refresh_token=b"),
        Jwt("refresh with another type of body", "POST /auth/refresh", "Content-Type: text/plain").With("token"),
        Jwt("refresh with an unknown token", "POST /auth/refresh", Json).With($"{{\"refreshToken\":\"{Unknown}\"}}"),
        Jwt("refresh with an access token", "POST /auth/refresh", async host => [$"Authorization: Bearer {(await host.LogInForTokenAsync()).AccessToken}"]),
        Jwt("logout with a wrong body", "POST /auth/logout", Json).With("[]"),
        Jwt("logout everywhere without a credential", "POST /auth/logout-everywhere"),
        Jwt("logout of the other sessions without a credential", "POST /auth/logout-others"),
    ];

    [Test]
    [Property("Requirement", "B-03")]
    [Property("Requirement", "L-02")]
    public async Task Refusals()
    {
        List<string> entries = [];
        foreach (Row row in Rows)
        {
            string[] production = await PrintAsync(row, "Production");
            string[] development = await PrintAsync(row, "Development");
            entries.Add(ApprovedText.Entry($"{row.Strategy}: {row.Name}: {row.Request}", production.SequenceEqual(development) ? production : [.. production, "In Development:", .. development]));
        }

        string text = string.Join('\n', entries);
        await ApprovedText.VerifyAsync(text);
        string[] missing = [.. Enum.GetNames<AuthFailureReason>().Where(name => name != nameof(AuthFailureReason.Unspecified) && !text.Contains($"reason: {name}", StringComparison.Ordinal))];
        Assert.That(missing, Is.Empty, "Each reason has a row.");
    }

    private static async Task<string[]> PrintAsync(Row row, string environment)
    {
        await using TestHost host = await TestHost.StartAsync(
            row.Setup ?? (b => _ = row.Strategy == "Jwt" ? b.AddJwt(Logins.JwtWithRefresh) : b.AddSession()),
            services: services => services.AddSingleton<CheckScript>(),
            map: app =>
            {
                app.MapGet("/fresh", () => "").RequireAuthorization().RequireFreshAuthentication(TimeSpan.FromMinutes(5));
                if (row.IsOfDevice)
                {
                    app.MapAuthDeviceBinding();
                    app.MapGet("/device", () => "").RequireDeviceBinding();
                }

                app.MapGet("/ask", (ISessionDirectory directory) => directory.ListAsync("alice").AsTask());
            },
            environment: environment);
        string[] headers = await row.Prepare(host);
        string body = row.Body;
        if (row.BodyOf is { } make)
            (headers, body) = ([Json], make(headers[0]));
        int logged = host.App.Log.Entries.Count;

        RawAnswer answer = await host.App.SendRawAsync(row.Request, headers, body);
        answer = answer with { Body = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(answer.Body)) };

        return
        [
            $"{answer.Status} {string.Join(", ", answer.All("WWW-Authenticate").Select(value => $"WWW-Authenticate: {value}"))}{string.Concat(answer.All("Retry-After").Select(value => $"Retry-After: {value}"))}".TrimEnd(),
            .. Body(answer),
            .. host.App.Log.Entries.Skip(logged).Where(entry => entry.Id is >= 100 and < 200 && entry.Category.StartsWith("AuthStrategies", StringComparison.Ordinal))
                .Select(entry => $"log {entry.Level} {entry.Id}: {entry.Text.Split(" AuthStrategies.")[0]}"),
        ];
    }

    private static IEnumerable<string> Body(RawAnswer answer)
    {
        // To an OAuth client a problem is named JSON.
        if (answer.One("Content-Type") is not ("application/problem+json" or "application/json") || !answer.Body.Contains("\"title\"", StringComparison.Ordinal))
            return answer.Body.Length == 0 ? [] : [answer.Body];

        using JsonDocument document = JsonDocument.Parse(answer.Body);
        return [.. document.RootElement.EnumerateObject().Where(member => member.Name is not ("type" or "status")).Select(member => $"{member.Name}: {member.Value}")];
    }

    private static async Task<string[]> BreakAsync(TestHost host)
    {
        string cookie = await host.LogInAsync();
        host.Store.IsBroken = true;
        return [$"Cookie: __Host-auth={cookie}"];
    }

    // The credential of the request is still read.
    private static async Task<string[]> BreakAfterAsync(TestHost host)
    {
        string cookie = await host.LogInAsync();
        int finds = 0;
        host.Store.Before = (operation, _) => operation == "find" && finds++ == 0 ? Task.CompletedTask : throw new SessionStoreException("The store is down.");
        return [$"Cookie: __Host-auth={cookie}"];
    }

    private static async Task<string[]> LogInAndRefuseAsync(TestHost host)
    {
        string cookie = await host.LogInAsync();
        host.App.Services.GetRequiredService<CheckScript>().Answer = (_, _) => default;
        return [$"Cookie: __Host-auth={cookie}"];
    }

    private static void Checked(IAuthStrategyBuilder builder) => builder.AddSession().UsePrincipalCheck<ScriptedCheck>();

    private static void Rotating(JwtStrategyOptions options)
    {
        (options.Issuer, options.Audience) = ("https://issuer.example", "tests");
        options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(25));
    }

    // The token of a client that refreshed three times since.
    private static async Task<string[]> ReuseAsync(TestHost host)
    {
        string first = (await host.LogInForTokenAsync()).RefreshToken!;
        string next = first;
        for (int i = 0; i < 3; i++)
        {
            host.App.Time.Advance(TimeSpan.FromMinutes(12));
            RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", [Json], $"{{\"refreshToken\":\"{next}\"}}");
            next = JsonDocument.Parse(answer.Body).RootElement.GetProperty("refreshToken").GetString()!;
        }

        host.App.Time.Advance(TimeSpan.FromMinutes(12));
        return [first];
    }

    private static string Changed(string token) => token[..^4] + (token[^4] == 'A' ? 'B' : 'A') + token[^3..];

    // A token of another application that shares the key, unless it is changed.
    private static async Task<string> IssueAsync(TestHost host, Action<JwtStrategyOptions> change, TimeSpan ahead = default)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(host.App.Time.GetUtcNow() + ahead));
        services.AddAuthStrategy().AddJwt(o =>
        {
            Logins.Jwt(o);
            change(o);
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        return (await provider.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice)).Value;
    }

    private static Row Session(string name, string request, params string[] headers) => new("Session", name, request, _ => Task.FromResult(headers));

    private static Row Session(string name, string request, Func<TestHost, Task<string[]>> prepare) => new("Session", name, request, prepare);

    private static Row Jwt(string name, string request, params string[] headers) => new("Jwt", name, request, _ => Task.FromResult(headers));

    private static Row Jwt(string name, string request, Func<TestHost, Task<string[]>> prepare) => new("Jwt", name, request, prepare);

    private static Row Device(string name, string request, Func<DeviceBrowser, Task<string[]>> prepare) =>
        Session(name, request, async host =>
        {
            using DeviceBrowser browser = new(host);
            return await prepare(browser);
        }) with
        { Setup = b => b.AddSession().UseDeviceBinding(), IsOfDevice = true };

    private static Row Proof(string name, Func<ProofClient, TestHost, Task<string[]>> prepare) =>
        Jwt(name, "GET /me", async host =>
        {
            using ProofClient client = new(host);
            return await prepare(client, host);
        }) with
        { Setup = b => b.AddJwt(Logins.Jwt).UseDPoP() };

    private sealed record Row(string Strategy, string Name, string Request, Func<TestHost, Task<string[]>> Prepare)
    {
        public string Body { get; init; } = "";

        /// <summary>Makes the body of what <see cref="Prepare"/> returned first, a token in place of headers.</summary>
        public Func<string, string>? BodyOf { get; init; }

        /// <summary>The strategies, if they are not the usual ones.</summary>
        public Action<IAuthStrategyBuilder>? Setup { get; init; }

        /// <summary>Whether its sessions are bound to devices.</summary>
        public bool IsOfDevice { get; init; }

        public Row With(string body) => this with { Body = body };
    }

    private sealed class BrokenKeys : IJwtKeyStore
    {
        public ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken) => throw new JwtKeyStoreException("The key store is down.");

        public ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken) => throw new JwtKeyStoreException("The key store is down.");
    }
}
