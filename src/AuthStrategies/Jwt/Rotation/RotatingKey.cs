namespace AuthStrategies.Jwt.Rotation;

/// <summary>One key of a timeline, with its times. Immutable.</summary>
/// <param name="Key">The key.</param>
/// <param name="AnnouncedAt">When it was created.</param>
/// <param name="SignsFrom">When it begins to sign.</param>
/// <param name="SignsUntil">When the next key begins to sign; <see langword="null"/> while there is no next key. It is stored, because the next key may be removed.</param>
internal sealed record RotatingKey(StoredKey Key, DateTimeOffset AnnouncedAt, DateTimeOffset SignsFrom, DateTimeOffset? SignsUntil = null)
{
    /// <summary>The end of the retirement period; <see langword="null"/> while there is no next key.</summary>
    public DateTimeOffset? VerifiesUntil(RotationPeriods periods) => SignsUntil + periods.RetirementPeriod;

    public bool HasStoppedSigning(DateTimeOffset now) => SignsUntil <= now;

    public bool HasStoppedVerifying(RotationPeriods periods, DateTimeOffset now) => VerifiesUntil(periods) <= now;
}
