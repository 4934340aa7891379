using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>A watch over a directory that answers as it is told, and a clock.</summary>
internal sealed class MonitorFixture : ISessionDirectory, IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<(SessionId Id, DateTimeOffset At)> _touches = [];

    public MonitorFixture() => Watch = new(this, Time, Microsoft.Extensions.Options.Options.Create(new SessionRevalidationOptions { RevalidationInterval = Interval }), NullLogger<SessionMonitor>.Instance, new(Time, NullLogger<AuthStrategies.AspNetCore.Diagnostics.UnavailableLog>.Instance));

    public FakeTimeProvider Time { get; } = new(Start);

    public SessionMonitor Watch { get; }

    /// <summary>What the directory answers; by default that the session lives for another hour.</summary>
    public Func<SessionId, CancellationToken, ValueTask<SessionInfo?>>? Answer { get; set; }

    public IReadOnlyList<(SessionId Id, DateTimeOffset At)> Touches
    {
        get
        {
            lock (_lock)
                return [.. _touches];
        }
    }

    public static SessionId Id(int number) => new([.. BitConverter.GetBytes((long)number), .. BitConverter.GetBytes(1L)]);

    public static RequestSession Session(int number = 1, DateTimeOffset? expiresAt = null) => new("Session", Id(number), IsProlongedByUse: true, expiresAt ?? Start.AddHours(1));

    public static RequestSession Jwt(DateTimeOffset expiresAt, bool hasSession = false) => new("Jwt", hasSession ? Id(1) : null, IsProlongedByUse: false, expiresAt);

    public SessionInfo Info(SessionId id, DateTimeOffset? expiresAt = null, ClaimsPrincipal? principal = null) => new()
    {
        Id = id,
        Subject = "alice",
        Strategy = "Session",
        CreatedAt = Start,
        AuthenticatedAt = Start,
        LastSeenAt = Time.GetUtcNow(),
        ExpiresAt = expiresAt ?? Time.GetUtcNow().AddHours(1),
        AbsoluteExpiresAt = Start.AddHours(24),
        Principal = principal,
    };

    /// <summary>Lets time pass in small steps, as it does.</summary>
    public void Pass(TimeSpan time)
    {
        for (DateTimeOffset end = Time.GetUtcNow() + time; Time.GetUtcNow() < end;)
            Time.Advance(TimeSpan.FromMilliseconds(500));
    }

    public ValueTask<SessionInfo?> TouchAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            _touches.Add((id, Time.GetUtcNow()));
        return Answer is { } answer ? answer(id, cancellationToken) : new(Info(id));
    }

    public ValueTask<IReadOnlyList<SessionInfo>> ListAsync(string subject, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<SessionInfo?> FindAsync(SessionId id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<bool> RevokeAsync(string subject, SessionId id, SessionRevokeOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<int> RevokeAllAsync(string subject, SessionId? except = null, SessionRevokeOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<bool> ClearItemsAsync(SessionId id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<RevokeOutcome> RevokeEverythingAsync(string? strategy = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<SessionInfoPage> ListAllAsync(string? continuation = null, int pageSize = 100, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<SessionInfo?> SetLifetimeAsync(SessionId id, TimeSpan lifetime, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<bool> ReplacePrincipalAsync(SessionId id, ClaimsPrincipal principal, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Dispose() => Watch.Dispose();
}
