namespace AuthStrategies.AspNetCore.Testing.Clients;

/// <summary>How the credentials of one strategy are sent.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Cookie">The cookie that contains them; <see langword="null"/>: they are in a header.</param>
/// <param name="Header">The header that contains them; <see langword="null"/>: they are bearer tokens, or in the cookie.</param>
internal sealed record Transport(IAuthStrategy Strategy, AuthCookieOptions? Cookie, string? Header = null);
