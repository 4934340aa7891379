using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using AuthStrategies.Packages.Tests.Packing;
using AuthStrategies.Packages.Tests.Running;
using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Packages.Tests;

/// <summary>The templates of the package: installed, created, built with warnings as errors, tested by their own tests, started and used.</summary>
[TestFixture]
public sealed partial class TemplateTests
{
    private const string Account = "{\"name\":\"alice\",\"password\":\"correct horse\"}";

    private static string Hive => Path.Combine(PackageFeed.Folder, "hive");

    [OneTimeSetUp]
    public Task Install() => Dotnet.RunAsync(
        PackageFeed.Folder, "new", "install", PackageFeed.Files.Single(package => package.Id == "AuthStrategies.Templates").Path, "--debug:custom-hive", Hive);

    [Test]
    public async Task WebApi_Created_PassesItsTestsAndLogsInAndOut()
    {
        var time = Stopwatch.StartNew();
        string assembly = await CreateAsync("auth-api", "Shop");
        await using RunningApplication app = await RunningApplication.StartAsync(assembly, ("ASPNETCORE_ENVIRONMENT", "Development"));

        await app.SendAsync($"POST /register {Account}");
        Answer login = await app.SendAsync($"POST /login {Account}");
        await TestContext.Out.WriteLineAsync($"From dotnet new, over its tests, to a login: {time.Elapsed.TotalSeconds:0} s.");
        Answer refresh = await app.SendAsync($"POST /auth/refresh {{\"refreshToken\":\"{login.Text("refreshToken")}\"}}");
        string bearer = $"Authorization: Bearer {refresh.Text("accessToken")}";
        Answer me = await app.SendAsync("GET /me", bearer);
        Answer list = await app.SendAsync("GET /auth/sessions", bearer);
        await app.SendAsync("POST /auth/logout", bearer);
        Answer after = await app.SendAsync("GET /me", bearer);

        Assert.That(me.Text("name"), Is.EqualTo("alice"));
        Assert.That(list.Json.GetArrayLength(), Is.EqualTo(1));
        Assert.That(after.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Web_Created_PassesItsTestsAndLogsInAndOut()
    {
        var time = Stopwatch.StartNew();
        string assembly = await CreateAsync("auth-web", "Site");
        await using RunningApplication app = await RunningApplication.StartAsync(assembly, ("ASPNETCORE_ENVIRONMENT", "Development"));

        Answer registered = await SubmitAsync(app, "/Register", "", "Form.Email=alice@example.com&Form.Password=Correct-horse-1");
        await TestContext.Out.WriteLineAsync($"From dotnet new, over its tests, to a login: {time.Elapsed.TotalSeconds:0} s.");
        string cookie = registered.CookieHeader;
        Answer sessions = await app.SendAsync("GET /Sessions", cookie);
        await Until.TrueAsync(() => app.SendAsync("GET /Events", cookie), events => events.Body.Contains("credential_issued", StringComparison.Ordinal));
        Answer logout = await SubmitAsync(app, "/Logout", cookie, "a=b");
        Answer after = await app.SendAsync("GET /Sessions", cookie);

        Assert.That(registered.Status, Is.EqualTo(HttpStatusCode.Found), registered.Body);
        Assert.That(sessions.Body, Does.Contain("this one").And.Contain("alice@example.com"));
        Assert.That(logout.Status, Is.EqualTo(HttpStatusCode.Found), logout.Body);
        Assert.That(after.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    // A digit first, a space, a dash, a digit after a dot: the folders and files have the name, the namespaces an identifier that is like it.
    [TestCase("auth-api", "1st my-shop.2")]
    [TestCase("auth-web", "2nd my-shop.3")]
    public Task Created_NameIsNoIdentifier_BuildsAndPassesItsTests(string template, string name) => CreateAsync(template, name);

    private static async Task<string> CreateAsync(string template, string name)
    {
        string folder = Path.Combine(PackageFeed.Folder, name);
        await Dotnet.RunAsync(PackageFeed.Folder, "new", template, "-n", name, "-o", name, "--debug:custom-hive", Hive);
        string output = await Dotnet.RunAsync(folder, "test", "-warnaserror", "-nologo");
        Assert.That(output, Does.Match(@"Passed! .* Failed:\s+0, Passed:\s+[1-9]"));
        return Path.Combine(folder, name, "bin", "Debug", "net10.0", $"{name}.dll");
    }

    private static async Task<Answer> SubmitAsync(RunningApplication app, string page, string cookie, string fields)
    {
        Answer form = await app.SendAsync($"GET {page}", cookie.Length > 0 ? [cookie] : []);
        string token = AntiforgeryToken().Match(form.Body).Groups[1].Value;
        string cookies = string.Join("; ", form.Cookies.Select(line => line.Split(';')[0]).Append(cookie.Replace("Cookie: ", "", StringComparison.Ordinal)).Where(text => text.Length > 0));
        return await app.SendAsync($"POST {page} {fields}&__RequestVerificationToken={token}", $"Cookie: {cookies}");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}
