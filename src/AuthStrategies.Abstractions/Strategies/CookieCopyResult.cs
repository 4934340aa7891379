namespace AuthStrategies;

/// <summary>The answer of <see cref="ICookieCopies.AuthenticateCopiesAsync"/>. Immutable.</summary>
/// <param name="result">The result.</param>
/// <param name="credential">The credential that the result is about.</param>
#pragma warning disable CA1815 // Nothing compares two of them.
public readonly struct CookieCopyResult(AuthResult result, string credential)
#pragma warning restore CA1815
{
    /// <summary>The result.</summary>
    public AuthResult Result { get; } = result;

    /// <summary>Which of the given credentials the result is about. A secret.</summary>
    public string Credential { get; } = credential;

    /// <summary>The result only, never the credential.</summary>
    /// <returns>A text that is safe to log.</returns>
    public override string ToString() => $"CookieCopyResult {{ Result = {Result} }}";
}
