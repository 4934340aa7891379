namespace AuthStrategies.Jwt.Rotation;

/// <summary>A key that was removed early. Its id stays in the document, so that no old document brings the key back. Immutable.</summary>
/// <param name="KeyId">The key id.</param>
/// <param name="Until">When no document in which the key was not removed accepts a token of it any more.</param>
internal sealed record RemovedKey(string KeyId, DateTimeOffset Until)
{
    public static RemovedKey Of(RotatingKey key, RotationPeriods periods, DateTimeOffset now)
    {
        DateTimeOffset lastSignature = key.SignsUntil ?? key.SignsFrom + periods.RotationPeriod;
        return new(key.Key.KeyId, (lastSignature > now ? lastSignature : now) + periods.RetirementPeriod + KeyTimeline.ClockTolerance);
    }
}
