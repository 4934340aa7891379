using System.Security.Claims;
using AuthStrategies;

namespace QuickStart;

/// <summary>One strategy, from login to logout. Every line shows what the library answered.</summary>
internal sealed class Life(IAuthStrategy strategy, ISessionDirectory directory, ISessionStore records, CountingStore store, DemoClock clock)
{
    private IssuedCredential _credential = null!;

    public async Task LogInAsync(ClaimsPrincipal alice) =>
        _credential = await strategy.IssueAsync(alice, new IssueOptions { Label = "QuickStart" });

    public async Task<string> IssuedAsync()
    {
        if (_credential.SessionId is not { } id)
            return $"A signed token that says everything:\n{OutcomeText.Decoded(_credential.Value)}";

        SessionRecord record = (await records.FindAsync(id, default))!;
        bool leaked = record.ToString().Contains(_credential.Value, StringComparison.Ordinal)
            || record.Payload.Span.IndexOf(System.Buffers.Text.Base64Url.DecodeFromChars(_credential.Value).AsSpan(16)) >= 0;
        return $"A random name, and a record in the store:\nid: {record.Id}\nsubject: {record.Subject}\nversion: {record.Version}\n"
            + $"payload: {record.Payload.Length} bytes\nidle end: {OutcomeText.Time(record.ExpiresAt)}\nabsolute end: {record.AbsoluteExpiresAt:dd MMM HH:mm:ss}\n"
            + $"credential readable in it: {(leaked ? "yes" : "no")}";
    }

    public string Stored() => $"{OutcomeText.Start(_credential.Value)}\nuntil {OutcomeText.Time(_credential.ExpiresAt)}";

    public string Sent(string header) => $"{header}{OutcomeText.Start(_credential.Value)}";

    public async Task<string> VerifiedAsync()
    {
        int before = store.Calls;
        AuthResult result = await strategy.AuthenticateAsync(_credential.Value);
        return $"{OutcomeText.Result(result)}\nstore calls: {store.Calls - before}\nsession: {result.SessionId?.ToString() ?? "none"}";
    }

    public async Task<string> GrantedAsync()
    {
        AuthResult result = await strategy.AuthenticateAsync(_credential.Value);
        return $"edit an article: {Allowed(result, "editor")}\ndelete a user: {Allowed(result, "admin")}";
    }

    public async Task<string> PresentAsync() => OutcomeText.Result(await strategy.AuthenticateAsync(_credential.Value));

    public async Task<string> PresentTamperedAsync()
    {
        AuthResult tampered = await strategy.AuthenticateAsync(OutcomeText.Tampered(_credential.Value));
        AuthResult original = await strategy.AuthenticateAsync(_credential.Value);
        return $"{OutcomeText.Result(tampered)}\nthe owner's own one:\n{OutcomeText.Result(original)}";
    }

    /// <summary>Moves the clock to a little before the end the client knows of, then to a little after it.</summary>
    public async Task<string> AroundExpiryAsync(TimeSpan skew)
    {
        TimeSpan second = TimeSpan.FromSeconds(1);
        string before = await PresentAtAsync(_credential.ExpiresAt + skew - second);
        string after = await PresentAtAsync(_credential.ExpiresAt + skew + second);
        return $"{before}\n{after}";
    }

    public async Task<string> PresentAfterAsync(TimeSpan time) => await PresentAtAsync(clock.GetUtcNow() + time);

    public async Task<string> LogOutAsync()
    {
        RevokeOutcome outcome = await strategy.RevokeAsync(_credential.Value);
        return $"logout: {outcome}\npresented again:\n{await PresentAsync()}";
    }

    public async Task<string> LogOutElsewhereAsync(string subject)
    {
        int ended = await directory.RevokeAllAsync(subject, options: new() { Reason = SessionEndReason.LoggedOutElsewhere });
        return $"sessions ended: {ended}\npresented again:\n{await PresentAsync()}";
    }

    public async Task<string> SessionsAsync(string subject)
    {
        SessionInfo[] sessions = [.. (await directory.ListAsync(subject)).Where(session => session.Strategy == strategy.Name)];
        return sessions.Length == 0 ? "none listed" : string.Join("\n", sessions.Select(session => $"{session.Label}, seen {OutcomeText.Time(session.LastSeenAt)}"));
    }

    private async Task<string> PresentAtAsync(DateTimeOffset time)
    {
        clock.Advance(time - clock.GetUtcNow());
        return $"at {OutcomeText.Time(time)}: {await PresentAsync()}";
    }

    private static string Allowed(AuthResult result, string role) => YesNo(result.Succeeded && result.Principal.IsInRole(role));

    private static string YesNo(bool answer) => answer ? "yes" : "no";
}
