namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Where a browser goes after an HTML form that ended a session.</summary>
/// <param name="Path">A path of the application.</param>
internal sealed record FormRedirectMetadata(string Path);
