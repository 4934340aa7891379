using System.Security.Claims;
using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>Authenticating.</summary>
internal static class AuthenticateCases
{
    public static IEnumerable<AuthStrategyCase> All =>
    [
        new("Authenticate_Foreign_IsNotApplicable", "A text of no kind of this strategy's is not applicable: neither a success nor a failure, the same as the default result.", [], async s =>
        {
            foreach (string foreign in s.Harness.ForeignCredentials)
            {
                AuthResult result = await s.Strategy.AuthenticateAsync(foreign);
                Check.That(!result.IsApplicable && !result.Succeeded && result.Failure is null, $"a foreign text: expected not applicable, was {result}");
            }
        }),

        new("Authenticate_Hostile_NeverThrowsNeverSucceeds", "No text makes a strategy throw, and none that it did not issue is accepted.", ["T-14", "S-05"], async s =>
        {
            foreach (string hostile in HostileTexts.All)
                Check.That(!(await s.Strategy.AuthenticateAsync(hostile)).Succeeded, "a hostile text was accepted");
        }),

        new("Authenticate_Changed_IsNeverAccepted", "A credential that was cut off, doubled or changed in any one place is not accepted, and makes nothing throw.", ["T-02"], async s =>
        {
            foreach (string changed in HostileTexts.MutationsOf((await s.IssueAsync()).Value))
                Check.That(!(await s.Strategy.AuthenticateAsync(changed)).Succeeded, "a changed credential was accepted");
        }),

        new("Authenticate_Null_Throws", "No credential at all is the caller's mistake, for each verb.", [], async s =>
        {
            await Check.ThrowsAsync<ArgumentNullException>(async () => await s.Strategy.AuthenticateAsync(null!), "authenticating null");
            await Check.ThrowsAsync<ArgumentNullException>(async () => await s.Strategy.RefreshAsync(null!), "refreshing null");
            await Check.ThrowsAsync<ArgumentNullException>(async () => await s.Strategy.RevokeAsync(null!), "revoking null");
        }),

        new("Authenticate_PrincipalChanged_StaysPrivate", "A principal belongs to the caller: what it does to it, its identities and their claims shows nowhere else.", [], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            ClaimsPrincipal mine = await s.AcceptedAsync(issued.Value, "the session");
            var identity = (ClaimsIdentity)mine.Identity!;
            identity.AddClaim(new("role", "admin"));
            identity.Label = "mine";
            identity.FindFirst("role")?.Properties.Add("mine", "yes");
            mine.AddIdentity(new(TestPrincipals.Of("mallory").Claims, "other"));

            ClaimsPrincipal other = await s.AcceptedAsync(issued.Value, "the session again");
            Check.Equal(1, other.Identities.Count(), "identities");
            Check.That(!other.IsInRole("admin") && !other.HasClaim("role", "admin"), "a role that one caller added shows for another");
            Check.That(((ClaimsIdentity)other.Identity!).Label is null, "a label that one caller set shows for another");
            Check.That(other.Claims.All(claim => claim.Properties.Count == 0), "a property that one caller added shows for another");
        }),

        new("Authenticate_AtItsTime_IsExpired", "A credential is accepted until its time and refused as expired from then on, by the strategy's clock.", [], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            s.Time.SetUtcNow(issued.ExpiresAt - TimeSpan.FromSeconds(1));
            await s.AcceptedAsync((await s.IssueAsync("bob")).Value, "another session");
            s.Time.SetUtcNow(issued.ExpiresAt + s.Harness.ClockSkew);
            await s.RefusedAsync(issued.Value, "a credential at its time", AuthFailureReason.Expired, AuthFailureReason.UnknownSession);
        }),

        new("Authenticate_JustBeforeItsTime_IsAccepted", "A credential that was never used is accepted until it expires.", [], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            s.Time.SetUtcNow(issued.ExpiresAt - TimeSpan.FromSeconds(1));
            await s.AcceptedAsync(issued.Value, "a credential just before its time");
        }),

        new("Authenticate_ManyAtOnce_AllSucceed", "However many ask about one credential at once, each is answered.", ["F-40"], async s =>
        {
            IssuedCredential issued = await s.IssueAsync();
            ClaimsPrincipal[] principals = await Race.TogetherAsync(Enumerable.Range(0, s.Harness.AtOnce).Select(_ =>
                (Func<Task<ClaimsPrincipal>>)(() => s.AcceptedAsync(issued.Value, "one of many at once"))));
            Check.Equal(principals.Length, principals.Distinct(ReferenceEqualityComparer.Instance).Count(), "principals of their own");
        }),
    ];
}
