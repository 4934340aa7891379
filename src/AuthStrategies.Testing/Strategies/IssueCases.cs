using System.Security.Claims;
using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>Issuing.</summary>
internal static class IssueCases
{
    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("Issue_Principal_IsHandedOutAgain", "A credential authenticates the principal it was issued for: subject, name, roles, session id and the strategy's name as authentication type.", [], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            AuthResult result = await s.Strategy.AuthenticateAsync(issued.Value);
            Check.That(result.Succeeded, $"a fresh credential was refused: {result}");
            ClaimsPrincipal principal = result.Principal!;
            Check.Equal("alice", principal.FindFirst("sub")?.Value ?? principal.FindFirst(ClaimTypes.NameIdentifier)?.Value, "the subject");
            Check.Equal("alice", principal.Identity?.Name, "the name");
            Check.Equal(s.Strategy.Name, principal.Identity?.AuthenticationType, "the authentication type");
            Check.That(principal.IsInRole("reader") && principal.IsInRole("writer") && !principal.IsInRole("admin"), "the roles are not those of the principal");
            Check.Equal(issued.SessionId, result.SessionId, "the session id");
            Check.That(result.ExpiresAt is { } expiresAt && expiresAt > s.Time.GetUtcNow(), "no expiry in the future was handed out");
        }),

        new("Issue_Twice_MakesTwoSessions", "Two calls with one principal make two independent sessions.", [], async s =>
        {
            ClaimsPrincipal principal = TestPrincipals.Of("alice");
            IssuedCredential one = await s.Strategy.IssueAsync(principal);
            IssuedCredential other = await s.Strategy.IssueAsync(principal);
            Check.That(one.Value != other.Value, "two sessions have one credential");
            Check.That(one.SessionId is null || one.SessionId != other.SessionId, "two sessions have one session");
            await s.AcceptedAsync(one.Value, "the first session");
            await s.AcceptedAsync(other.Value, "the second session");
        }),

        new("Issue_LongClaimNames_MeanTheSame", "A principal with the long claim names means the same as one with the short names.", [], async s =>
        {
            ClaimsPrincipal one = await s.AcceptedAsync((await s.Strategy.IssueAsync(TestPrincipals.Of("alice", "reader"))).Value, "short names");
            ClaimsPrincipal other = await s.AcceptedAsync((await s.Strategy.IssueAsync(TestPrincipals.WithLongNames("alice", "reader"))).Value, "long names");
            Check.Equal(ClaimsOf(one), ClaimsOf(other), "the claims handed out");
        }),

        new("Issue_WrongPrincipal_Throws", "No principal, no authenticated identity, no subject, or several subjects: the caller's mistake.", [], async s =>
        {
            await Check.ThrowsAsync<ArgumentNullException>(async () => await s.Strategy.IssueAsync(null!), "issuing for null");
            ClaimsPrincipal[] wrong =
            [
                new(), TestPrincipals.Anonymous, TestPrincipals.With(new Claim("name", "nobody")), TestPrincipals.With(new Claim("sub", "")),
                new([(ClaimsIdentity)TestPrincipals.Of("alice").Identity!, (ClaimsIdentity)TestPrincipals.Of("bob").Identity!]),
            ];
            foreach (ClaimsPrincipal principal in wrong)
                await MistakeAsync(async () => await s.Strategy.IssueAsync(principal), "issuing for a principal with no subject or two");
        }),

        new("Issue_LifetimeGiven_EndsThen", "A lifetime of its own ends a credential at that time.", [], async s =>
        {
            IssuedCredential issued = await s.IssueAsync("alice", new() { Lifetime = TimeSpan.FromMinutes(5) });
            s.Time.Advance(TimeSpan.FromMinutes(4));
            await s.AcceptedAsync(issued.Value, "a credential before its own end");
            s.Time.Advance(TimeSpan.FromMinutes(1) + s.Harness.ClockSkew);
            await s.RefusedAsync(issued.Value, "a credential at its own end", AuthFailureReason.Expired, AuthFailureReason.UnknownSession);
        }),

        new("Issue_NotAfterGiven_EndsThen", "A bound ends a credential at that time at the latest, and prolongs none; a bound in the past is refused.", [], async s =>
        {
            DateTimeOffset end = s.Time.GetUtcNow() + TimeSpan.FromMinutes(5);
            IssuedCredential issued = await s.IssueAsync("alice", new() { NotAfter = end });
            IssuedCredential shorter = await s.IssueAsync("bob", new() { NotAfter = end, Lifetime = TimeSpan.FromMinutes(2) });
            await MistakeAsync(async () => await s.IssueAsync("alice", new() { NotAfter = end - TimeSpan.FromMinutes(6) }), "issuing with a bound in the past");
            s.Time.Advance(TimeSpan.FromMinutes(2) + s.Harness.ClockSkew);
            await s.AcceptedAsync(issued.Value, "a credential before its bound");
            await s.RefusedAsync(shorter.Value, "a credential after its own end, before its bound", AuthFailureReason.Expired, AuthFailureReason.UnknownSession);
            s.Time.Advance(TimeSpan.FromMinutes(3));
            await s.RefusedAsync(issued.Value, "a credential at its bound", AuthFailureReason.Expired, AuthFailureReason.UnknownSession);
        }),

        new("Issue_AuthenticatedAt_IsHandedOut", "When the user proved who they are is handed out again.", [], async s =>
        {
            DateTimeOffset proved = s.Time.GetUtcNow() - TimeSpan.FromMinutes(10);
            IssuedCredential issued = await s.IssueAsync("alice", new() { AuthenticatedAt = proved });
            AuthResult result = await s.Strategy.AuthenticateAsync(issued.Value);
            Check.Equal<DateTimeOffset?>(proved, result.AuthenticatedAt, "when the user proved who they are");
        }),

        new("Issue_Replacing_EndsTheOld", "A session that replaces another ends it before it is handed out.", ["F-23", "S-03"], async s =>
        {
            IssuedCredential old = await s.IssueAsync();
            IssuedCredential fresh = await s.IssueAsync("alice", new() { Replaces = StrategyUnderTest.Lasting(old) });
            await s.RefusedAsync(old.Value, "the session that was replaced");
            await s.AcceptedAsync(fresh.Value, "the session that replaced it");
        }, AuthStrategyNeeds.InstantRevocation),

        new("Issue_ReplacingNonsense_IsIgnored", "A text to replace that names no live session is ignored.", [], async s =>
        {
            foreach (string nonsense in HostileTexts.All)
                await s.AcceptedAsync((await s.IssueAsync("alice", new() { Replaces = nonsense })).Value, "a session that replaces nonsense");
        }),

        new("Issue_Displayed_ShowsNoCredential", "The text form of what was issued shows no credential.", [], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            Check.That(!issued.ToString().Contains(issued.Value, StringComparison.Ordinal), "the credential is shown");
            AuthResult result = await s.Strategy.AuthenticateAsync(issued.Value);
            Check.That(!result.ToString().Contains(issued.Value, StringComparison.Ordinal), "the credential is shown by the result");
        }),

        new("Issue_ManyAtOnce_EachIsItsOwn", "Sessions that are created at the same time are separate.", ["F-40"], async s =>
        {
            IssuedCredential[] issued = await Race.TogetherAsync(Enumerable.Range(0, s.Harness.AtOnce).Select(i => (Func<Task<IssuedCredential>>)(() => s.IssueAsync("subject-" + i))));
            Check.Equal(issued.Length, issued.Select(credential => credential.Value).Distinct(StringComparer.Ordinal).Count(), "different credentials");
            for (int i = 0; i < issued.Length; i++)
                Check.Equal("subject-" + i, (await s.AcceptedAsync(issued[i].Value, "a session")).Identity?.Name, "whose session it is");
        }),
    ];

    private static string ClaimsOf(ClaimsPrincipal principal) => string.Join("; ", principal.Claims.Select(claim => $"{claim.Type}={claim.Value} ({claim.ValueType})"));

    private static async Task MistakeAsync(Func<Task> call, string what)
    {
        try
        {
            await call();
        }
        catch (ArgumentException)
        {
            return;
        }

        throw new ConformanceException($"{what}: expected ArgumentException, nothing was thrown");
    }
}
