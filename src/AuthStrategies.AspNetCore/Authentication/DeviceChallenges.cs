using AuthStrategies.AspNetCore.Keys;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>The challenges that browsers answer with proofs of their keys. Each is for one session. A thread-safe singleton.</summary>
internal sealed class DeviceChallenges(DeviceStatements statements, IOptions<DeviceBindingOptions> options, TimeProvider time)
{
    private readonly TimeSpan _lifetime = options.Value.ChallengeLifetime;

    /// <exception cref="AuthUnavailableException">It cannot be protected now.</exception>
    public string Create(DeviceStatementKind kind, SessionId session) => statements.Create(kind, session, time.GetUtcNow() + _lifetime);

    /// <summary>Whether a challenge was made here and can still be answered.</summary>
    /// <param name="kind">Of a registration or of a refresh.</param>
    /// <param name="challenge">The challenge that a proof answers.</param>
    /// <param name="statement">Of which session it is, and when it ends.</param>
    public bool TryRead(DeviceStatementKind kind, string challenge, out DeviceStatement statement)
    {
        DateTimeOffset now = time.GetUtcNow();
        // A clock that was set back must not make it live longer; clocks of nodes may differ a little.
        return statements.TryRead(kind, challenge, now, out statement) && statement.EndsAt - now <= _lifetime + ClockDifference;
    }

    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(5);
}
