using System.Security.Claims;

namespace AuthStrategies.Fit.Tests.Claims;

/// <summary>The ten claims that have two names, and logins with them.</summary>
internal static class ClaimPairs
{
    public static readonly (string Short, string Long, string Value)[] All =
    [
        ("sub", ClaimTypes.NameIdentifier, "u-1"),
        ("name", ClaimTypes.Name, "Alice"),
        ("role", ClaimTypes.Role, "admin"),
        ("email", ClaimTypes.Email, "alice@example.org"),
        ("given_name", ClaimTypes.GivenName, "Alice"),
        ("family_name", ClaimTypes.Surname, "Example"),
        ("gender", ClaimTypes.Gender, "female"),
        ("birthdate", ClaimTypes.DateOfBirth, "2000-01-02"),
        ("website", ClaimTypes.Webpage, "https://alice.example"),
        ("phone_number", ClaimTypes.MobilePhone, "+43 1 234"),
    ];

    /// <summary>Every name, short ones first.</summary>
    public static IEnumerable<string> Names => All.Select(pair => pair.Short).Concat(All.Select(pair => pair.Long));

    public static ClaimsPrincipal Login(string kind) => new(kind switch
    {
        "long" => new ClaimsIdentity(All.Select(pair => new Claim(pair.Long, pair.Value)), "password"),
        "short" => new ClaimsIdentity(All.Select(pair => new Claim(pair.Short, pair.Value)), "password", "name", "role"),
        "mixed" => new ClaimsIdentity(
            [
                .. All.Select((pair, i) => new Claim(i % 2 == 0 ? pair.Long : pair.Short, pair.Value)),
                new("role", "editor"), new("email", "second@example.org"), new("sub", "u-1"),
            ],
            "password"),
        "own types" => new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, "u-1"), new("nickname", "Al"), new("groups", "staff"), new(ClaimTypes.Name, "Alice"), new(ClaimTypes.Role, "admin")], "password", "nickname", "groups"),
        _ => throw new ArgumentException("No such login.", nameof(kind)),
    });
}
