namespace AuthStrategies.AspNetCore.Http;

/// <summary>One name of a cookie. An object and not a pair: for each list of pairs the runtime compiles the queries anew, while the application starts.</summary>
/// <param name="Sent">The name in the browser.</param>
/// <param name="Option">The name of the options that it stands for.</param>
internal sealed record CookieName(string Sent, string Option);
