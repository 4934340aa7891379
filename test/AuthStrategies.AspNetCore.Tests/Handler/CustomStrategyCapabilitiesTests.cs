using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Handler;

/// <summary>A custom strategy says what it can do, and the HTTP layer decides by that.</summary>
[TestFixture]
public sealed class CustomStrategyCapabilitiesTests
{
    [Test]
    public void AddStrategy_WithCapabilities_TheDescriptorHasThem()
    {
        AuthStrategyCapabilities stated = new() { Formats = CredentialFormats.EncryptedJwt, CanRefresh = true };
        using ServiceProvider services = new ServiceCollection().AddAuthStrategy().AddStrategy<ApiKeys>("Keys", stated).Services.BuildServiceProvider();

        AuthStrategyDescriptor descriptor = services.GetServices<AuthStrategyDescriptor>().Single();

        Assert.That((descriptor.Name, descriptor.Kind), Is.EqualTo(("Keys", AuthStrategyKind.Custom)));
        Assert.That(descriptor.Capabilities, Is.SameAs(stated));
    }

    [Test]
    public void AddStrategy_WithoutCapabilities_MayHaveAllOfThem()
    {
        using ServiceProvider services = new ServiceCollection().AddAuthStrategy().AddStrategy<ApiKeys>("Keys").Services.BuildServiceProvider();

        AuthStrategyCapabilities unstated = services.GetServices<AuthStrategyDescriptor>().Single().Capabilities;

        Assert.That(unstated.Formats, Is.EqualTo(CredentialFormats.Unknown));
        Assert.That(new[] { unstated.IssuesCredentials, unstated.KeepsSessions, unstated.CanRefresh, unstated.IssuesRefreshTokens }, Is.All.True);
    }

    [TestCase(false, false, 200)]
    [TestCase(true, true, 200)]
    [TestCase(true, false, 400)]
    [Property("Requirement", "B-02")]
    public async Task Refresh_CustomCredentialBesideARefreshToken_CountsOnlyIfItCanBeRefreshedItself(bool canRefresh, bool issuesRefreshTokens, int status)
    {
        AuthStrategyCapabilities stated = new() { CanRefresh = canRefresh, IssuesRefreshTokens = issuesRefreshTokens };
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh).AddStrategy<ApiKeys>("Keys", stated), http: o => o.Strategy("Keys").Transport = CredentialTransport.Bearer);
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await RefreshAsync(host, token.RefreshToken!, "Authorization: Bearer an-api-key");

        Assert.That(answer.Status, Is.EqualTo(status));
    }

    [Test]
    [Property("Requirement", "B-02")]
    public async Task Refresh_SessionTokenBesideARefreshToken_RefreshesNeither()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh).AddSession(), http: o => o.Strategy("Session").Transport = CredentialTransport.Bearer);
        AuthTokenResponse jwt = await host.LogInForTokenAsync();
        AuthTokenResponse session = await host.LogInForTokenAsync("alice", "?scheme=Session");

        RawAnswer both = await RefreshAsync(host, jwt.RefreshToken!, $"Authorization: Bearer {session.AccessToken}");
        RawAnswer alone = await RefreshAsync(host, jwt.RefreshToken!);
        RawAnswer other = await host.SendAsync("GET /me", $"Authorization: Bearer {session.AccessToken}");

        Assert.That((both.Status, alone.Status, other.Status), Is.EqualTo((400, 200, 200)));
    }

    [TestCase(CredentialFormats.SessionToken)]
    [TestCase(CredentialFormats.SignedJwt)]
    public async Task Authenticate_CustomStrategyCallsAJwtMalformed_NextIsAsked(CredentialFormats formats)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddStrategy<ApiKeys>("Keys", new() { Formats = formats }).AddJwt(Logins.Jwt),
            http: o => o.Strategy("Keys").Transport = CredentialTransport.Bearer);
        string jwt = (await host.App.Services.GetRequiredKeyedService<IAuthStrategy>("Jwt").IssueAsync(Logins.Alice)).Value;

        RawAnswer answer = await host.SendAsync("GET /me", $"Authorization: Bearer {jwt}");

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    private static Task<RawAnswer> RefreshAsync(TestHost host, string refreshToken, params string[] headers) =>
        host.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json", .. headers], $$"""{"refreshToken":"{{refreshToken}}"}""");

    /// <summary>Knows no key and calls everything malformed.</summary>
    private sealed class ApiKeys([ServiceKey] string name) : IAuthStrategy
    {
        public string Name => name;

        public ValueTask<IssuedCredential> IssueAsync(System.Security.Claims.ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) =>
            new(AuthResult.Fail(new AuthFailure(AuthFailureReason.Malformed, "Not an API key.")));

        public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => default;

        public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => default;
    }
}
