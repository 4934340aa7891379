using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Stores;

/// <summary>The sessions of JWTs are written and refreshed like others.</summary>
public sealed partial class SubjectGenerationsTests
{
    public enum JwtWrite
    {
        Refresh,
        RefreshCookie,
        AuthenticateRefreshToken,
        RenewAtHeaders,
        RenewAccessToken,
    }

    [Test]
    public async Task Jwt_AnyWrite_FindsTheGeneration([Values] JwtWrite write, [Values] bool isEnded)
    {
        using SessionScenario scenario = new();
        EvictingStore store = new(scenario.Store);
        Application app = scenario.Application(
            auth => auth.AddJwt(options =>
            {
                SessionScenario.Configure(options);
                (options.RequireLiveSession, options.AccessTokenLifetime) = (true, TimeSpan.FromMinutes(30));
            }),
            more: services => services.AddSingleton<ISessionStore>(store));
        IssuedCredential credential = await app.Strategy.IssueAsync(SessionScenario.Principal());
        store.LoseLists();
        if (isEnded)
            Assert.That(await app.Directory.RevokeAllAsync("alice"), Is.Zero);
        Assert.That((await app.Strategy.AuthenticateAsync(credential.Value)).Succeeded, Is.True, "nothing is written, so nothing is asked");
        scenario.Time.Advance(TimeSpan.FromMinutes(20));

        Assert.That(await RunAsync(app, write, credential), Is.EqualTo(!isEnded));

        Assert.That((await app.Strategy.AuthenticateAsync(credential.Value)).Succeeded, Is.EqualTo(!isEnded));
    }

    private static async Task<bool> RunAsync(Application app, JwtWrite write, IssuedCredential credential) => write switch
    {
        JwtWrite.Refresh => (await app.Strategy.RefreshAsync(credential.RefreshToken!)).Succeeded,
        JwtWrite.RefreshCookie => (await ((ICookieRotation)app.Strategy).RefreshAsync(credential.RefreshToken!, new())).Succeeded,
        JwtWrite.AuthenticateRefreshToken => (await ((IRefreshTokenAuthentication)app.Strategy).AuthenticateRefreshTokenAsync(credential.RefreshToken!, [])).Succeeded,
        JwtWrite.RenewAtHeaders => await ((IRefreshTokenAuthentication)app.Strategy).RenewAtHeadersAsync(credential.RefreshToken!, [], null) is not null,
        _ => (await ((IAccessTokenRenewal)app.Strategy).RenewAccessTokenAsync(credential.Value, SessionScenario.Principal())).Succeeded,
    };
}
