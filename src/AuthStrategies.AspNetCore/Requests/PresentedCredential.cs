namespace AuthStrategies.AspNetCore.Requests;

/// <summary>A credential as it was found in a request.</summary>
/// <param name="Text">The secret text.</param>
/// <param name="Source">Where it was found.</param>
/// <param name="Name">The cookie or the parameter it was found in; empty for a header.</param>
internal readonly record struct PresentedCredential(string Text, CredentialSource Source, string Name)
{
    /// <summary>Never the text.</summary>
    public override string ToString() => $"{Source} {Name}";
}
