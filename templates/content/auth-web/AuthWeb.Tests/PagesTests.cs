using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;

namespace AuthWeb.Tests;

/// <summary>The pages as a user sees them, over a database in a temporary file.</summary>
public sealed class PagesTests
{
    private const string Email = "alice@example.com";
    private const string Password = "Correct-horse-1";

    private string _database = null!;
    private WebApplicationFactory<Program> _factory = null!;
    private Browser _laptop = null!;
    private Browser _phone = null!;

    [SetUp]
    public void Start()
    {
        _database = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseEnvironment("Development")
            .UseSetting("ConnectionStrings:Database", $"Data Source={_database}"));
        (_laptop, _phone) = (new Browser(_factory), new Browser(_factory));
    }

    [TearDown]
    public async Task StopAsync()
    {
        _laptop.Dispose();
        _phone.Dispose();
        await _factory.DisposeAsync();
        SqliteConnection.ClearAllPools();
        File.Delete(_database);
    }

    [Test]
    public async Task Register_WithAGoodPassword_LogsIn()
    {
        using HttpResponseMessage answer = await RegisterAsync(_laptop);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(await _laptop.ReadAsync("/"), Does.Contain($"You are logged in as {Email}"));
    }

    [Test]
    public async Task Login_WithAWrongPassword_SaysSo()
    {
        await RegisterAsync(_laptop);

        using HttpResponseMessage answer = await LogInAsync(_phone, "Wrong-horse-1");

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("The e-mail address or the password is wrong."));
        Assert.That(await _phone.ReadAsync("/"), Does.Contain("You are not logged in."));
    }

    [TestCase("/Sessions")]
    [TestCase("/Events")]
    public async Task Page_OfAUser_WithoutALogin_LeadsToTheLogin(string path)
    {
        using HttpResponseMessage answer = await _laptop.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(answer.Headers.Location!.ToString(), Does.Contain("/Login"));
    }

    [Test]
    public async Task Sessions_OfTwoBrowsers_TheOtherOneCanBeEnded()
    {
        await RegisterAsync(_laptop);
        await LogInAsync(_phone, Password);
        string both = await _laptop.ReadAsync("/Sessions");

        await _laptop.SubmitAsync("/Sessions", "/Sessions?handler=Others");

        Assert.That(both, Does.Contain("this one").And.Contain("End it"));
        Assert.That(await _laptop.ReadAsync("/Sessions"), Does.Contain("this one").And.Not.Contain("End it"));
        Assert.That((await _phone.GetAsync("/Sessions")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task Logout_EndsTheSession()
    {
        await RegisterAsync(_laptop);

        await _laptop.SubmitAsync("/", "/Logout");

        Assert.That(await _laptop.ReadAsync("/"), Does.Contain("You are not logged in."));
    }

    [TestCase("/Login")]
    [TestCase("/Register")]
    [TestCase("/Logout")]
    [TestCase("/Sessions?handler=Others")]
    public async Task Form_WithoutItsToken_IsRefused(string path)
    {
        await RegisterAsync(_laptop);

        using HttpResponseMessage answer = await _laptop.PostAsync(path, []);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private static Task<HttpResponseMessage> RegisterAsync(Browser browser) =>
        browser.SubmitAsync("/Register", "/Register", ("Form.Email", Email), ("Form.Password", Password));

    private static Task<HttpResponseMessage> LogInAsync(Browser browser, string password) =>
        browser.SubmitAsync("/Login", "/Login", ("Form.Email", Email), ("Form.Password", password));
}
