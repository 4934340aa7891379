using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>A credential as it was found in a request.</summary>
/// <param name="Text">The secret text.</param>
/// <param name="Source">Where it was found.</param>
/// <param name="Name">The cookie, the parameter or the header it was found in; empty for <c>Authorization</c>.</param>
/// <param name="Path">The path of the request, for a parameter: a strategy reads it below the paths it opted into.</param>
internal readonly record struct PresentedCredential(string Text, CredentialSource Source, string Name, PathString Path = default)
{
    /// <summary>Never the text.</summary>
    public override string ToString() => $"{Source} {Name}";
}
