using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>A credential as it was found in a request.</summary>
/// <param name="Text">The secret text.</param>
/// <param name="Source">Where it was found.</param>
/// <param name="Name">The cookie, as the options name it, or the parameter or header it was found in; empty for <c>Authorization</c>.</param>
/// <param name="Path">The path of the request, for a parameter: a strategy reads it below the paths it opted into.</param>
/// <param name="IsFormer">Whether the cookie has a name of an earlier release.</param>
internal readonly record struct PresentedCredential(string Text, CredentialSource Source, string Name, PathString Path = default, bool IsFormer = false)
{
    /// <summary>Never the text.</summary>
    public override string ToString() => $"{Source} {Name}";
}
