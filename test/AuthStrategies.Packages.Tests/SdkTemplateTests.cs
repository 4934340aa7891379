using System.Net;
using System.Text.RegularExpressions;
using AuthStrategies.Packages.Tests.Applications;
using AuthStrategies.Packages.Tests.Packing;
using AuthStrategies.Packages.Tests.Running;

namespace AuthStrategies.Packages.Tests;

/// <summary>
/// Login, refresh, list and logout in applications of the SDK's templates, with the packages, over HTTPS. Other packages come in the lowest
/// versions; with AUTHSTRATEGIES_DEPENDENCIES=newest in the newest ones of the same major version.
/// </summary>
[TestFixture]
public sealed partial class SdkTemplateTests
{
    private const string Form = "{\"name\":\"Alice\",\"password\":\"secret\"}";

    private static IEnumerable<TestCaseData> JwtApplications() => [Case(SdkApplications.WebApi), Case(SdkApplications.Grpc)];

    private static IEnumerable<TestCaseData> SessionApplications() => [Case(SdkApplications.Blazor)];

    [OneTimeSetUp]
    public Task Build() => Application.BuildAsync("Sdk.slnx", SdkApplications.All);

    [Test]
    public async Task Console_FromLoginToLogout_Works() =>
        Assert.That((await Dotnet.RunAsync(PackageFeed.Folder, SdkApplications.Console.Assembly)).Trim(), Is.EqualTo("True 1 Revoked False"));

    [TestCaseSource(nameof(JwtApplications))]
    public async Task Jwt_FromLoginToLogout_Works(object application)
    {
        // The template of gRPC serves HTTP/2 alone.
        await using RunningApplication app = await RunningApplication.StartAsync(((Application)application).Assembly, ("Kestrel__EndpointDefaults__Protocols", "Http1AndHttp2"));

        Answer login = await app.SendAsync($"POST /login {Form}");
        Answer refresh = await app.SendAsync($"POST /auth/refresh {{\"refreshToken\":\"{login.Text("refreshToken")}\"}}");
        string bearer = $"Authorization: Bearer {refresh.Text("accessToken")}";
        Answer me = await app.SendAsync("GET /me", bearer);
        Answer list = await app.SendAsync("GET /auth/sessions", bearer);
        Answer logout = await app.SendAsync("POST /auth/logout", bearer);
        Answer after = await app.SendAsync("GET /me", bearer);

        Assert.That(me.Body, Is.EqualTo("Alice"));
        Assert.That(list.Json.GetArrayLength(), Is.EqualTo(1));
        Assert.That(logout.Text("outcome"), Is.EqualTo("Revoked"));
        Assert.That(after.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Grpc_WithoutAToken_IsRefused()
    {
        await using RunningApplication app = await RunningApplication.StartAsync(SdkApplications.Grpc.Assembly, ("Kestrel__EndpointDefaults__Protocols", "Http1AndHttp2"));

        Answer answer = await app.SendAsync("POST /greet.Greeter/SayHello");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCaseSource(nameof(SessionApplications))]
    public async Task Session_FromLoginToLogout_Works(object application)
    {
        await using RunningApplication app = await RunningApplication.StartAsync(((Application)application).Assembly);

        Answer login = await app.SendAsync($"POST /login {Form}");

        await DriveAsync(app, login.CookieHeader, "Alice");
    }

    [Test]
    public async Task Identity_FromLoginToLogout_Works()
    {
        await using RunningApplication app = await RunningApplication.StartAsync(SdkApplications.Identity.Assembly);

        Answer page = await app.SendAsync("GET /Identity/Account/Register");
        string token = AntiforgeryToken().Match(page.Body).Groups[1].Value;
        Answer registered = await app.SendAsync(
            $"POST /Identity/Account/Register Input.Email=alice@example.com&Input.Password=Correct-horse-1&Input.ConfirmPassword=Correct-horse-1&__RequestVerificationToken={token}",
            page.CookieHeader);

        Assert.That(registered.Status, Is.EqualTo(HttpStatusCode.Found), registered.Body);
        await DriveAsync(app, registered.CookieHeader, "alice@example.com");
    }

    private static async Task DriveAsync(RunningApplication app, string cookie, string name)
    {
        Answer refresh = await app.SendAsync("POST /auth/refresh", cookie);
        string current = refresh.Cookies.Length > 0 ? refresh.CookieHeader : cookie;
        Answer me = await app.SendAsync("GET /me", current);
        Answer list = await app.SendAsync("GET /auth/sessions", current);
        Answer logout = await app.SendAsync("POST /auth/logout", current);
        Answer after = await app.SendAsync("GET /me", current);

        Assert.That(refresh.Status, Is.EqualTo(HttpStatusCode.NoContent), refresh.Body);
        Assert.That(me.Body, Is.EqualTo(name));
        Assert.That(list.Json.GetArrayLength(), Is.EqualTo(1));
        Assert.That(logout.Text("outcome"), Is.EqualTo("Revoked"));
        Assert.That(after.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private static TestCaseData Case(Application application) => new TestCaseData(application).SetArgDisplayNames(application.Template);

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}
