namespace AuthStrategies.Jwt.Keys;

/// <summary>A key and its place in the options. An object and not a pair: for each list of pairs the runtime compiles the queries anew, while the application starts.</summary>
/// <param name="Place">The place, as its user knows it.</param>
/// <param name="Key">The key; <see langword="null"/> if the place has none.</param>
internal sealed record PlacedKey(string Place, JwtKey? Key);
