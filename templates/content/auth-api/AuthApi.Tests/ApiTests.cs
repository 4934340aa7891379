using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AuthStrategies.AspNetCore.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace AuthApi.Tests;

/// <summary>The API from registration to logout, in the memory of the test.</summary>
public sealed class ApiTests
{
    private static readonly AccountForm Alice = new("alice", "correct horse");

    private WebApplicationFactory<Program> _factory = null!;
    private HttpClient _client = null!;

    [SetUp]
    public void Start()
    {
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host.UseEnvironment("Development"));
        _client = _factory.CreateClient(new() { BaseAddress = new Uri("https://localhost") });
    }

    [TearDown]
    public void Stop()
    {
        _client.Dispose();
        _factory.Dispose();
    }

    [Test]
    public async Task Login_OfARegisteredUser_OpensTheApi()
    {
        Tokens tokens = await RegisterAndLogInAsync();

        using HttpResponseMessage me = await SendAsync(HttpMethod.Get, "/me", tokens.AccessToken);

        Assert.That((await me.Content.ReadFromJsonAsync<Me>())!.Name, Is.EqualTo("alice"));
    }

    [TestCase("alice", "wrong password")]
    [TestCase("bob", "correct horse")]
    public async Task Login_WithAWrongNameOrPassword_IsRefused(string name, string password)
    {
        await RegisterAndLogInAsync();

        using HttpResponseMessage answer = await _client.PostAsJsonAsync("/login", new AccountForm(name, password));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Refresh_WithTheRefreshToken_GivesNewTokens()
    {
        Tokens tokens = await RegisterAndLogInAsync();

        using HttpResponseMessage answer = await _client.PostAsJsonAsync("/auth/refresh", new { refreshToken = tokens.RefreshToken });
        Tokens next = await ReadAsync(answer);
        using HttpResponseMessage me = await SendAsync(HttpMethod.Get, "/me", next.AccessToken);

        Assert.That(next, Is.Not.EqualTo(tokens));
        Assert.That(me.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Logout_OfASession_EndsItsTokensAtOnce()
    {
        Tokens tokens = await RegisterAndLogInAsync();

        using HttpResponseMessage logout = await SendAsync(HttpMethod.Post, "/auth/logout", tokens.AccessToken);
        using HttpResponseMessage me = await SendAsync(HttpMethod.Get, "/me", tokens.AccessToken);
        using HttpResponseMessage refresh = await _client.PostAsJsonAsync("/auth/refresh", new { refreshToken = tokens.RefreshToken });

        Assert.That(logout.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(me.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(refresh.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Sessions_OfTwoDevices_AreListedAndTheOtherOneCanBeEnded()
    {
        using AuthTestClient laptop = _factory.Server.CreateAuthClient();
        using AuthTestClient phone = _factory.Server.CreateAuthClient();
        laptop.AuthenticateAs("alice");
        phone.AuthenticateAs("alice");
        await phone.GetAsync("/");

        JsonElement sessions = await laptop.GetFromJsonAsync<JsonElement>("/auth/sessions");
        using HttpResponseMessage others = await laptop.PostAsync("/auth/logout-others", null);
        JsonElement after = await laptop.GetFromJsonAsync<JsonElement>("/auth/sessions");

        Assert.That(sessions.GetArrayLength(), Is.EqualTo(2));
        Assert.That(others.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(after.GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task Me_WithoutAToken_IsRefused()
    {
        using HttpResponseMessage answer = await _client.GetAsync("/me");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private async Task<Tokens> RegisterAndLogInAsync()
    {
        using HttpResponseMessage registered = await _client.PostAsJsonAsync("/register", Alice);
        using HttpResponseMessage login = await _client.PostAsJsonAsync("/login", Alice);
        return await ReadAsync(login);
    }

    private static async Task<Tokens> ReadAsync(HttpResponseMessage answer)
    {
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<Tokens>())!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _client.SendAsync(request);
    }

    private sealed record Tokens(string AccessToken, string RefreshToken);
}
