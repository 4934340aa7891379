namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Where a browser goes after a logout from a form.</summary>
/// <param name="Path">A path of the application.</param>
internal sealed record LogoutRedirectMetadata(string Path);
