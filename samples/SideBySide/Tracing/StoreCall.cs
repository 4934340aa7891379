using AuthStrategies;

namespace SideBySide.Tracing;

/// <summary>One call of the session store, as it really happened.</summary>
/// <param name="Name">The store's verb.</param>
/// <param name="Answer">What the store said, in words.</param>
/// <param name="Session">The public name of the session, where the call is about one.</param>
/// <param name="ExpiresAt">When the record that came or went expires.</param>
internal sealed record StoreCall(string Name, string Answer, string? Session = null, DateTimeOffset? ExpiresAt = null)
{
    public static StoreCall About(string name, string answer, SessionRecord record) => new(name, answer, record.Id.ToString(), record.ExpiresAt);
}
