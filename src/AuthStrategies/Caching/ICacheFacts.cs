namespace AuthStrategies.Caching;

/// <summary>What a credential cache keeps about a credential.</summary>
internal interface ICacheFacts
{
    /// <summary>About how many bytes of memory the facts use, without the text of the credential. Computed at each call.</summary>
    int Size { get; }
}
