using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AuthStrategies;
using AuthStrategies.AspNetCore.Testing;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;
using NotesApp.Accounts;

namespace NotesApp.Tests.Web;

[TestFixture]
public sealed class NotesTests
{
    private NotesFactory _app = null!;
    private AuthTestClient _client = null!;

    [SetUp]
    public void StartApp()
    {
        _app = new NotesFactory();
        _client = _app.Server.CreateAuthClient();
    }

    [TearDown]
    public async Task StopApp()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Notes_NoUser_IsUnauthorized()
    {
        HttpResponseMessage answer = await _client.GetAsync("/notes");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Notes_Alice_SeesHerOwn()
    {
        _client.AuthenticateAs("alice");
        await _client.PostAsJsonAsync("/notes", new { text = "Milk" });

        string[]? notes = await _client.GetFromJsonAsync<string[]>("/notes");

        Assert.That(notes, Is.EqualTo(new[] { "Milk" }));
    }

    [TestCase("moderator", HttpStatusCode.OK)]
    [TestCase("reader", HttpStatusCode.Forbidden)]
    public async Task Burn_Role_Decides(string role, HttpStatusCode expected)
    {
        _client.AuthenticateAs("alice", role);

        HttpResponseMessage answer = await _client.DeleteAsync("/notes/bob");

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task Notes_IdleForTooLong_IsUnauthorized()
    {
        _client.AuthenticateAs("alice");

        _app.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Notes_UsedNowAndThen_StaysLoggedIn()
    {
        _client.AuthenticateAs("alice");
        for (int i = 0; i < 5; i++)
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(20));

            Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.OK));
        }
    }

    [Test]
    public async Task Notes_AfterLogout_IsUnauthorized()
    {
        _client.AuthenticateAs("alice");
        await _client.PostAsync("/auth/logout", content: null);

        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Notes_SessionEndedElsewhere_IsUnauthorized()
    {
        using AuthTestClient phone = _app.Server.CreateAuthClient();
        IssuedCredential lost = await phone.LogInAsync(TestPrincipals.Of("alice"), new IssueOptions { Persistent = true, Label = "Phone" });
        _client.AuthenticateAs("alice");

        await _client.DeleteAsync($"/auth/sessions/{lost.SessionId}");

        Assert.That((await phone.GetAsync("/notes")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Notes_StoreDown_IsServiceUnavailableAndThenGoesOn()
    {
        _client.AuthenticateAs("alice");
        _app.Store.Break();
        HttpStatusCode during = await StatusAsync();
        _app.Store.Repair();

        Assert.That(during, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Session_RightPassword_IsRemembered()
    {
        _app.Services.GetRequiredService<AccountBook>().Open("alice", "secret");

        HttpResponseMessage answer = await _client.PostAsJsonAsync("/login", new { name = "alice", password = "secret" });

        Assert.That(answer.IsSuccessStatusCode, Is.True);
        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task ScriptToken_Script_MayUseIt()
    {
        _client.AuthenticateAs("alice");
        HttpResponseMessage created = await _client.PostAsync("/script-tokens", content: null);
        using HttpClient script = _app.CreateClient();
        script.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await created.Content.ReadAsStringAsync());

        HttpResponseMessage answer = await script.GetAsync("/notes");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Notes_AsAScript_TakesTheOtherStrategy()
    {
        _client.AuthenticateAs(TestPrincipals.Of("alice"), strategy: "Jwt");

        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.OK));
    }

    private async Task<HttpStatusCode> StatusAsync() => (await _client.GetAsync("/notes")).StatusCode;
}
