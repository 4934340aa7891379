using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>One thing that a scheme does, and how the framework chooses the scheme that does it.</summary>
/// <param name="Name">Its name in a sentence.</param>
/// <param name="Default">The scheme where none is named.</param>
/// <param name="Named">The name of that scheme in the options, also if no scheme is registered under it.</param>
/// <param name="Forward">The scheme to which the options of a scheme forward it.</param>
internal sealed record SchemeVerb(
    string Name,
    Func<IAuthenticationSchemeProvider, Task<AuthenticationScheme?>> Default,
    Func<AuthenticationOptions, string?> Named,
    Func<AuthenticationSchemeOptions, string?> Forward);
