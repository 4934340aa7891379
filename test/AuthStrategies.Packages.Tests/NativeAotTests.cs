using System.Net;
using AuthStrategies.Packages.Tests.Packing;
using AuthStrategies.Packages.Tests.Running;
using AuthStrategies.Tests.Servers;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Packages.Tests;

/// <summary>
/// The application of samples/NativeAot, compiled against the packages, published with native AOT without a warning, and driven through
/// its whole life over HTTPS, with a real Redis.
/// </summary>
[TestFixture]
public sealed class NativeAotTests
{
    private const string Form = "{\"name\":\"Alice\",\"password\":\"right\"}";
    private const string Garbage = "Cookie: __Host-auth=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private RedisProcess _redis = null!;
    private RunningApplication _app = null!;

    [OneTimeSetUp]
    public async Task Publish()
    {
        if (RedisProcess.Missing is { } missing)
            Assert.Ignore(missing);
        if (!OperatingSystem.IsLinux() || !IsInstalled("clang"))
            Assert.Ignore("Native AOT needs clang and zlib. Install them, for example with: apt-get install clang zlib1g-dev");

        string program = await PublishAsync();
        _redis = await RedisProcess.StartAsync();
        _app = await RunningApplication.StartAsync(program, ("Redis", _redis.EndPoint));
        await Until.TrueAsync(() => _app.SendAsync($"POST /login/Session {Form}"), answer => answer.Status == HttpStatusCode.OK);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Test]
    public async Task Session_FromLoginToLogout_Works()
    {
        Answer login = await ExpectAsync(HttpStatusCode.OK, $"POST /login/Session {Form}");
        string cookie = login.CookieHeader;

        Assert.That((await ExpectAsync(HttpStatusCode.OK, "GET /me", cookie)).Text("subject"), Is.EqualTo("alice"));
        await ExpectAsync(HttpStatusCode.OK, "POST /me", cookie, "Sec-Fetch-Site: same-origin");
        Assert.That((await ExpectAsync(HttpStatusCode.OK, "GET /auth/session", cookie)).Text("subject"), Is.EqualTo("alice"));
        Assert.That((await ExpectAsync(HttpStatusCode.OK, "GET /auth/sessions", cookie)).Json.GetArrayLength(), Is.GreaterThan(0));
        await ExpectAsync(HttpStatusCode.NoContent, "POST /auth/refresh", cookie);
        await RefusedAsync(HttpStatusCode.Forbidden, "GET /admin", cookie);
        await RefusedAsync(HttpStatusCode.Forbidden, "POST /me", cookie, "Sec-Fetch-Site: cross-site");
        await RefusedAsync(HttpStatusCode.NotFound, "DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA", cookie);
        await RefusedAsync(HttpStatusCode.BadRequest, "GET /me", cookie, "Authorization: Bearer a.b.c");
        Assert.That((await ExpectAsync(HttpStatusCode.OK, "POST /auth/logout", cookie)).Text("outcome"), Is.EqualTo("Revoked"));
        await RefusedAsync(HttpStatusCode.Unauthorized, "GET /me", cookie);
    }

    [Test]
    public async Task Jwt_FromLoginToLogout_Works()
    {
        Answer login = await ExpectAsync(HttpStatusCode.OK, $"POST /login/Jwt {Form}");
        string bearer = $"Authorization: Bearer {login.Text("accessToken")}";

        Assert.That((await ExpectAsync(HttpStatusCode.OK, "GET /me", bearer)).Text("name"), Is.EqualTo("Alice"));
        Answer refreshed = await ExpectAsync(HttpStatusCode.OK, $"POST /auth/refresh {{\"refreshToken\":\"{login.Text("refreshToken")}\"}}");
        Assert.That(refreshed.Text("accessToken"), Is.Not.EqualTo(login.Text("accessToken")));
        Assert.That((await ExpectAsync(HttpStatusCode.OK, "GET /auth/sessions", bearer)).Json.GetArrayLength(), Is.GreaterThan(0));
        await RefusedAsync(HttpStatusCode.Forbidden, "GET /admin", bearer);
        await ExpectAsync(HttpStatusCode.OK, "POST /auth/logout-others", bearer);
        await ExpectAsync(HttpStatusCode.OK, "POST /auth/logout-everywhere", bearer);
        await RefusedAsync(HttpStatusCode.Unauthorized, "GET /me", bearer);
    }

    [TestCase("GET /me", HttpStatusCode.Unauthorized)]
    [TestCase("GET /me", HttpStatusCode.Unauthorized, Garbage)]
    [TestCase("GET /me", HttpStatusCode.Unauthorized, "Authorization: Bearer a.b.c")]
    [TestCase("GET /me", HttpStatusCode.BadRequest, "Authorization: Bearer")]
    [TestCase("GET /auth/session", HttpStatusCode.Unauthorized)]
    [TestCase("GET /auth/sessions", HttpStatusCode.Unauthorized)]
    [TestCase("POST /auth/refresh", HttpStatusCode.Unauthorized, Garbage)]
    [TestCase("POST /auth/refresh []", HttpStatusCode.BadRequest)]
    [TestCase("POST /auth/logout-everywhere", HttpStatusCode.Unauthorized)]
    [TestCase("POST /auth/logout-others", HttpStatusCode.Unauthorized)]
    [TestCase("POST /login/Session " + Form, HttpStatusCode.Forbidden, "Sec-Fetch-Site: cross-site")]
    public Task Refusal_Each_IsProblemDetails(string requestLine, HttpStatusCode status, params string[] headers) => RefusedAsync(status, requestLine, headers);

    [Test]
    public async Task Metadata_WithTheKeys_IsServed()
    {
        Answer metadata = await ExpectAsync(HttpStatusCode.OK, "GET /.well-known/openid-configuration");
        Answer keys = await ExpectAsync(HttpStatusCode.OK, "GET /.well-known/jwks.json");

        Assert.That(metadata.Text("issuer"), Is.EqualTo("https://api.example"));
        Assert.That(keys.Json.GetProperty("keys").GetArrayLength(), Is.EqualTo(1));
    }

    [TestCase("Session")]
    [TestCase("Jwt")]
    public async Task Hub_OfALoggedInUser_KnowsTheUser(string strategy)
    {
        Answer login = await ExpectAsync(HttpStatusCode.OK, $"POST /login/{strategy} {Form}");
        await using HubConnection hub = new HubConnectionBuilder()
            .WithUrl(new Uri(_app.Address, "/hubs/chat"), o =>
            {
                o.HttpMessageHandlerFactory = _ => _app.Certificate.CreateHandler();
                o.WebSocketConfiguration = socket => socket.RemoteCertificateValidationCallback = _app.Certificate.IsThisOne;
                if (strategy == "Jwt")
                    o.AccessTokenProvider = () => Task.FromResult<string?>(login.Text("accessToken"));
                else
                    o.Headers["Cookie"] = login.CookieHeader["Cookie: ".Length..];
            })
            .Build();

        await hub.StartAsync();
        Caller caller = await hub.InvokeAsync<Caller>("WhoAmI");

        Assert.That(caller, Is.EqualTo(new Caller("alice", "Alice")));
    }

    [Test]
    public async Task Redis_WhileItIsDown_EachAnswerIs503()
    {
        Answer login = await ExpectAsync(HttpStatusCode.OK, $"POST /login/Session {Form}");
        await _redis.KillAsync();

        foreach (string requestLine in new[] { "GET /me", $"POST /login/Jwt {Form}", "GET /auth/sessions", "POST /auth/refresh" })
            await RefusedAsync(HttpStatusCode.ServiceUnavailable, requestLine, login.CookieHeader);

        await _redis.StartAgainAsync();
        await Until.TrueAsync(() => _app.SendAsync($"POST /login/Session {Form}"), answer => answer.Status == HttpStatusCode.OK);
    }

    private static async Task<string> PublishAsync()
    {
        string folder = Path.Combine(PackageFeed.Folder, "NativeAot");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(PackageFeed.Root, "samples", "NativeAot"), "*.cs"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(folder, "NativeAot.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <PublishAot>true</PublishAot>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="AuthStrategies.AspNetCore" Version="{PackageFeed.Version}" />
                <PackageReference Include="AuthStrategies.Redis" Version="{PackageFeed.Version}" />
              </ItemGroup>
            </Project>
            """);
        // Debug code is generated in less time; the analysis that warns is the same.
        await Dotnet.RunAsync(folder, "publish", "--use-current-runtime", "-c", "Debug", "-o", "published", "-p:NativeDebugSymbols=false");
        var program = new FileInfo(Path.Combine(folder, "published", "NativeAot"));
        await TestContext.Out.WriteLineAsync($"{program.Length / 1_000_000} MB");
        return program.FullName;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private async Task<Answer> ExpectAsync(HttpStatusCode status, string requestLine, params string[] headers)
    {
        Answer answer = await _app.SendAsync(requestLine, headers);
        Assert.That(answer.Status, Is.EqualTo(status), $"{requestLine}: {answer.Body}");
        return answer;
    }

    private async Task RefusedAsync(HttpStatusCode status, string requestLine, params string[] headers)
    {
        Answer answer = await ExpectAsync(status, requestLine, headers);
        Assert.That(answer.MediaType, Is.EqualTo("application/problem+json"), requestLine);
        Assert.That(answer.Json.GetProperty("status").GetInt32(), Is.EqualTo((int)status), requestLine);
    }

    private sealed record Caller(string Subject, string? Name);
}
