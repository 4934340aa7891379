namespace AuthStrategies.AspNetCore.Options;

/// <summary>A scheme of <c>AddCookie</c> whose logins are moved.</summary>
/// <param name="Name">Its name.</param>
internal sealed record AcceptedCookieScheme(string Name);
