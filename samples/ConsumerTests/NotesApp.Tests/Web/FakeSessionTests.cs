using System.Net;
using AuthStrategies;
using AuthStrategies.AspNetCore.Testing;
using AuthStrategies.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace NotesApp.Tests.Web;

/// <summary>With fakes in the place of the application's strategies, which refuse and break on command.</summary>
[TestFixture]
public sealed class FakeSessionTests
{
    private WebApplicationFactory<Program> _app = null!;
    private AuthTestClient _client = null!;
    private FakeAuthStrategy _fake = null!;

    [SetUp]
    public void StartApp()
    {
        _app = new NotesFactory().WithWebHostBuilder(builder => builder.ConfigureTestServices(services => services.UseFakeAuthStrategy()));
        _client = _app.Server.CreateAuthClient();
        _fake = _app.Services.GetRequiredService<FakeAuthStrategy>();
    }

    [TearDown]
    public async Task StopApp()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Notes_LoggedIn_IsOk()
    {
        _client.AuthenticateAs("alice");

        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Notes_Stolen_IsUnauthorized()
    {
        _client.AuthenticateAs("alice");
        _fake.FailsWith = AuthFailureReason.Reused;

        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Notes_StoreIsDown_IsServiceUnavailable()
    {
        _client.AuthenticateAs("alice");
        _fake.IsBroken = true;

        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    private async Task<HttpStatusCode> StatusAsync() => (await _client.GetAsync("/notes")).StatusCode;
}
