namespace AuthStrategies.Stores;

/// <summary>When a call of the session store began that was not answered at once. The default value: the answer is final.</summary>
/// <param name="started">The timestamp from which its duration is measured; 0 if it is not.</param>
/// <param name="since">The timestamp from which it waits.</param>
/// <param name="mayBlock">Whether the store blocks threads.</param>
internal readonly struct CallStart(long started, long since, bool mayBlock)
{
    public long Started { get; } = started;

    public long Since { get; } = since;

    public bool MayBlock { get; } = mayBlock;

    /// <summary>Whether the store did not answer at once: then the answer is neither checked nor limited in time.</summary>
    public bool IsPending { get; } = true;
}
