using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Claims;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Behavior;

/// <summary>A whole JWT session with refresh tokens: no log, activity or measurement contains a piece of a token or a claim.</summary>
[NonParallelizable]
public sealed class JwtSessionSecrecyTests
{
    private const int Piece = 8;

    [Test]
    [Property("Requirement", "L-01")]
    [Property("Requirement", "L-03")]
    public async Task WholeSession_EverythingThatIsSaid_HoldsNoPieceOfATokenAndNoClaim()
    {
        using SessionScenario scenario = new();
        StubRefresher refresher = new();
        ConcurrentQueue<string> said = [];
        HashSet<string> tokens = [];
        using ActivityListener listener = Listen(said);
        using var tally = new Tally(
            scenario.Metrics.Issued, scenario.Metrics.Authenticated, scenario.Metrics.Refreshed, scenario.Metrics.Replayed,
            scenario.Metrics.Reused, scenario.Metrics.Revoked, scenario.Metrics.StoreDuration);
        Application application = scenario.Application(
            auth => auth
                .AddJwt(options =>
                {
                    SessionScenario.Configure(options);
                    options.RequireLiveSession = true;
                    options.RefreshTokens.MaxSessionsPerSubject = 2;
                })
                .UsePrincipalRefresher<Refresher>(),
            more: services => services.AddSingleton(refresher));

        await LiveAsync(scenario, application, refresher, tokens, said);

        foreach (string line in scenario.Log.Lines.Concat(tally.Tags))
            said.Enqueue(line);
        Assert.That(said, Has.Count.GreaterThan(60));
        Assert.That(tokens, Has.Count.GreaterThan(8));
        foreach (int id in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 15])
            Assert.That(scenario.Log.Count(id), Is.Positive, $"event {id}");

        HashSet<string> pieces = [.. tokens.SelectMany(Pieces), .. Pieces("secret-role-1234"), .. Pieces("secret-subject-12"), .. Pieces("secret-label-123")];
        foreach (string text in said)
            Assert.That(Pieces(text).FirstOrDefault(pieces.Contains), Is.Null, text);
    }

    private static async Task LiveAsync(SessionScenario scenario, Application application, StubRefresher refresher, HashSet<string> tokens, ConcurrentQueue<string> said)
    {
        IAuthStrategy api = application.Strategy;
        ClaimsPrincipal alice = SessionScenario.Principal("secret-subject-12", new Claim("role", "secret-role-1234"), new Claim("jti", "secret-role-1234"));
        IssueOptions options = new() { Label = "secret-label-123" };
        IssuedCredential first = Hear(await api.IssueAsync(alice, options));
        await Present(first.Value);
        await Present(first.RefreshToken!);

        scenario.Time.Advance(TimeSpan.FromMinutes(5));
        IssuedCredential second = Hear((await Refresh(first.RefreshToken!)).Credential!);
        await Refresh(first.RefreshToken!);
        refresher.Says(null);
        await Refresh(second.RefreshToken!);
        refresher.Says(SessionScenario.Principal("secret-role-1234"));
        await Broken(() => api.RefreshAsync(second.RefreshToken!).AsTask());
        refresher.Answer = (principal, _, _) => new(principal);

        scenario.Time.Advance(SessionScenario.Window);
        await Refresh(first.RefreshToken!);
        await Refresh(SessionFixture.WithOtherSecret(first.RefreshToken!));
        await Present(second.Value);
        await Refresh(second.RefreshToken!);

        options.Replaces = Hear(await api.IssueAsync(alice, options)).Value;
        Hear(await api.IssueAsync(alice, options));
        IssuedCredential last = first;
        for (int i = 0; i < 3; i++)
            last = Hear(await api.IssueAsync(alice));
        foreach (SessionInfo info in await application.Directory.ListAsync("secret-subject-12"))
            said.Enqueue($"{info}");

        await Broken(() => api.IssueAsync(SessionScenario.Principal("secret-subject-12", new Claim("x", string.Concat(Enumerable.Repeat("secret-role-1234", 1000)))), options).AsTask());
        scenario.Store.Before = (_, _) => throw new IOException("down");
        await Broken(() => api.AuthenticateAsync(last.Value).AsTask());
        await Broken(() => api.RefreshAsync(last.RefreshToken!).AsTask());
        await Broken(() => api.IssueAsync(alice, new() { Replaces = last.Value }).AsTask());
        await Broken(() => api.RevokeAsync(last.Value).AsTask());
        scenario.Store.Before = null;

        said.Enqueue(scenario.Store.Peek(last.SessionId!.Value)!.ToString()!);
        foreach (string text in (string[])[last.Value, last.RefreshToken!, last.Value[..^2] + "AA"])
            said.Enqueue((await api.RevokeAsync(text)).ToString());
        await Present(last.Value);

        IssuedCredential Hear(IssuedCredential credential)
        {
            tokens.Add(credential.Value);
            if (credential.RefreshToken is { } refreshToken)
                tokens.Add(refreshToken);
            said.Enqueue(credential.ToString());
            return credential;
        }

        async Task Present(string credential)
        {
            AuthResult result = await api.AuthenticateAsync(credential);
            said.Enqueue($"{result} {result.Failure}");
        }

        async Task<RefreshResult> Refresh(string credential)
        {
            RefreshResult result = await api.RefreshAsync(credential);
            said.Enqueue($"{result} {result.Failure}");
            if (result.Succeeded)
                Hear(result.Credential);
            return result;
        }

        async Task Broken(Func<Task> call)
        {
            string? exception = null;
            try
            {
                await call();
            }
            catch (Exception thrown) when (thrown is SessionStoreException or InvalidOperationException or ArgumentException)
            {
                exception = thrown.ToString();
            }

            Assert.That(exception, Is.Not.Null);
            said.Enqueue(exception!);
        }
    }

    private static IEnumerable<string> Pieces(string text) => Enumerable.Range(0, Math.Max(0, text.Length - Piece + 1)).Select(i => text.Substring(i, Piece));

    private static ActivityListener Listen(ConcurrentQueue<string> said)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AuthStrategiesTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => said.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
