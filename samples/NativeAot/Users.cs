using System.Security.Claims;

namespace NativeAot;

/// <summary>The users of this application.</summary>
internal static class Users
{
    /// <summary>A user whose subject is the name in lower case.</summary>
    public static ClaimsPrincipal Create(string name) =>
        new(new ClaimsIdentity([new("sub", name.ToLowerInvariant()), new("name", name)], "password", "name", "role"));
}
