using System.Net;
using AuthStrategies.Packages.Tests.Applications;
using AuthStrategies.Packages.Tests.Packing;
using AuthStrategies.Packages.Tests.Running;

namespace AuthStrategies.Packages.Tests;

/// <summary>
/// New applications of the SDK's templates, with our packages and the lines of README and docs. All are built at once, with warnings as
/// errors: among them NU1605 and NU1608 for versions that do not fit, and those of trimming and native AOT.
/// </summary>
[TestFixture]
public sealed class ApplicationTests
{
    private const string Form = "{\"name\":\"Alice\",\"password\":\"secret\"}";

    private static readonly Application Web = new(
        "WebApp", "web", ["AuthStrategies.AspNetCore"],
        _ => DocumentedCode.Below("README.md", "A login in sixteen lines")[0]);

    // The template brings Microsoft.AspNetCore.OpenApi in the version of the SDK. The oldest JwtBearer brings IdentityModel 8.0.1 for its part.
    private static readonly Application WebApi = new(
        "WebApiApp", "webapi", ["AuthStrategies.AspNetCore", "AuthStrategies.OpenApi", "AuthStrategies.Redis", "Microsoft.AspNetCore.Authentication.JwtBearer 10.0.0"],
        _ => DocumentedCode.Below("README.md", "The same with JWT")[0]
            .Replace("var app = ", "builder.Services.AddOpenApi(o => o.AddAuthStrategies());\nvar app = ", StringComparison.Ordinal)
            .Replace("app.Run();", "app.MapOpenApi();\napp.Run();", StringComparison.Ordinal));

    private static readonly Application Console = new(
        "ConsoleApp", "console", ["AuthStrategies", "Microsoft.Extensions.DependencyInjection 10.0.0"],
        _ => DocumentedCode.Below("README.md", "Without a web framework")[0]);

    // As it is printed, without a change.
    private static readonly Application Jwt = new("JwtApp", "web", ["AuthStrategies.AspNetCore"], _ => DocumentedCode.Below("README.md", "The same with JWT")[0]);

    private static readonly Application Readme = new("ReadmeWebApp", "web", ["AuthStrategies.AspNetCore"], _ => PackageReadmes.Program);

    private static readonly Application[] All =
    [
        Readme,
        PackageReadmes.Application,
        Web,
        Jwt,
        WebApi,
        Console,
        new(
            "AotApp", "webapiaot", ["AuthStrategies.AspNetCore", "AuthStrategies.Redis"],
            _ => DocumentedCode.Usings + DocumentedCode.Below("docs/native-aot.md", "Native AOT")[0] + DocumentedCode.LoginForm + DocumentedCode.Below("docs/native-aot.md", "Native AOT")[1]),
        new(
            "MvcApp", "mvc", ["AuthStrategies.AspNetCore", "AuthStrategies.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Sqlite 10.0.0"],
            program => "using Microsoft.EntityFrameworkCore;\n" + program.Replace(
                "var app = ",
                "builder.Services.AddAuthStrategy().AddSession().UseEntityFramework(o => o.UseSqlite(\"Data Source=sessions.db\")).UseAspNetCore();\nvar app = ",
                StringComparison.Ordinal)),
        new(
            "WorkerApp", "worker", ["AuthStrategies", "AuthStrategies.Redis"],
            program => program.Replace("var host = ", "builder.Services.AddAuthStrategy().AddSession().UseRedis(\"localhost:6379\");\nvar host = ", StringComparison.Ordinal)),
        new(
            "ApplicationTesting", "classlib", ["AuthStrategies.AspNetCore.Testing"],
            _ => """
                using AuthStrategies;
                using AuthStrategies.AspNetCore.Testing;
                using AuthStrategies.Testing;

                public static class Recipe
                {
                    public static IssuedCredential LogIn(FakeAuthStrategy fake) => fake.LogIn("alice", "admin");

                    public static void LogIn(AuthTestClient client) => client.AuthenticateAs("alice", "admin");
                }
                """,
            "Class1.cs"),
    ];

    [OneTimeSetUp]
    public Task Build() => Application.BuildAsync("All.slnx", All);

    private static IEnumerable<TestCaseData> WebApps() => [new TestCaseData(Web).SetArgDisplayNames("README"), new TestCaseData(Readme).SetArgDisplayNames("README of the package")];

    [Test]
    public void Readmes_OfAllPackages_AreBuilt() => Assert.That(PackageReadmes.Missing, Is.Empty);

    [TestCaseSource(nameof(WebApps))]
    public async Task WebApp_WithTheLinesForSessions_LogsInAndOut(object application)
    {
        await using RunningApplication app = await RunningApplication.StartAsync(((Application)application).Assembly);

        string cookie = (await app.SendAsync($"POST /login {Form}")).CookieHeader;
        Answer me = await app.SendAsync("GET /me", cookie);
        Answer logout = await app.SendAsync("POST /auth/logout", cookie);
        Answer after = await app.SendAsync("GET /me", cookie);

        Assert.That(me.Body, Is.EqualTo("Alice"));
        Assert.That(logout.Text("outcome"), Is.EqualTo("Revoked"));
        Assert.That(after.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task WebApiApp_WithTheLinesForJwt_RefreshesAndDescribesItself()
    {
        await using RunningApplication app = await RunningApplication.StartAsync(WebApi.Assembly, ("JwtSecret", Convert.ToBase64String(new byte[32].Select((_, i) => (byte)(i * 7)).ToArray())));

        Answer login = await app.SendAsync($"POST /login {Form}");
        Answer refresh = await app.SendAsync($"POST /auth/refresh {{\"refreshToken\":\"{login.Text("refreshToken")}\"}}");
        Answer me = await app.SendAsync("GET /me", $"Authorization: Bearer {refresh.Text("accessToken")}");
        Answer document = await app.SendAsync("GET /openapi/v1.json");

        Assert.That(me.Body, Is.EqualTo("Alice"));
        Assert.That(document.Json.GetProperty("components").GetProperty("securitySchemes").TryGetProperty("Jwt", out _), Is.True);
    }

    [Test]
    public async Task ConsoleApp_WithTheLinesOfTheReadme_KnowsWhoItIs() =>
        Assert.That((await Dotnet.RunAsync(PackageFeed.Folder, Console.Assembly)).Trim(), Is.EqualTo("Alice"));
}
