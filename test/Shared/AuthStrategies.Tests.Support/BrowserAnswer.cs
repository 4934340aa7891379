namespace AuthStrategies.Tests.Support;

/// <summary>A response as a page of a browser sees it, at the end of all redirects.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">The whole body.</param>
/// <param name="SetCookies">The Set-Cookie lines of all responses on the way, in order.</param>
/// <param name="Hops">The addresses that were asked, in order.</param>
public sealed record BrowserAnswer(int Status, string Body, IReadOnlyList<string> SetCookies, IReadOnlyList<Uri> Hops);
