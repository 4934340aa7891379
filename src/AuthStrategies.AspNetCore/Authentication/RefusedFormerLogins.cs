using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.AspNetCore.Diagnostics;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// The logins that this node could not move, or that <c>ConvertPrincipal</c> refused. For a while their cookies count as none without a call of a store, of an
/// event or of the application. Not in the session store: a later release may move them. A thread-safe singleton.
/// </summary>
internal sealed class RefusedFormerLogins(TimeProvider time)
{
    /// <summary>How long a login is not asked again.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(5);

    private const int MaxCount = 10_000;

    private readonly ConcurrentDictionary<UInt128, DateTimeOffset> _until = new();
    private readonly MinuteLimit _log = new(time);

    public bool Has(FormerCookie cookie) => !_until.IsEmpty && _until.TryGetValue(NameOf(cookie), out DateTimeOffset until) && time.GetUtcNow() < until;

    public void Add(FormerCookie cookie)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_until.Count >= MaxCount)
            RemoveEnded(now);
        if (_until.Count < MaxCount)
            _until[NameOf(cookie)] = now + Duration;
    }

    /// <summary>Whether a line may be logged: one in a minute is enough.</summary>
    public bool MayLog() => _log.MayLog();

    private void RemoveEnded(DateTimeOffset now)
    {
        foreach ((UInt128 name, DateTimeOffset until) in _until)
        {
            if (until <= now)
                _until.TryRemove(name, out _);
        }
    }

    // No token is kept.
    private static UInt128 NameOf(FormerCookie cookie)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(cookie.Token), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
