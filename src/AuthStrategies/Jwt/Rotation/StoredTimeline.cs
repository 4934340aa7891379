using System.Collections.Immutable;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>A timeline as a document has it: the private keys may be protected. Immutable.</summary>
/// <param name="Version">The version of the document.</param>
/// <param name="Revision">See <see cref="KeyTimeline.Revision"/>.</param>
/// <param name="Keys">The keys, in order.</param>
/// <param name="Removed">See <see cref="KeyTimeline.Removed"/>.</param>
internal sealed record StoredTimeline(long Version, long Revision, ImmutableArray<StoredTimeline.Entry> Keys, ImmutableArray<RemovedKey> Removed)
{
    /// <summary>One key. Exactly one of <paramref name="Text"/> and <paramref name="Protected"/> is there.</summary>
    /// <param name="KeyId">The key id.</param>
    /// <param name="Algorithm">Its algorithm.</param>
    /// <param name="Text">The private key as text.</param>
    /// <param name="Protected">The protected private key.</param>
    /// <param name="AnnouncedAt">See <see cref="RotatingKey"/>.</param>
    /// <param name="SignsFrom">See <see cref="RotatingKey"/>.</param>
    /// <param name="SignsUntil">See <see cref="RotatingKey"/>.</param>
    internal sealed record Entry(string KeyId, string Algorithm, string? Text, byte[]? Protected, DateTimeOffset AnnouncedAt, DateTimeOffset SignsFrom, DateTimeOffset? SignsUntil)
    {
        /// <summary>The id only: the text is secret.</summary>
        public override string ToString() => KeyId;
    }
}
