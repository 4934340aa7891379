using System.Security.Claims;

namespace AuthStrategies.Fit.Tests.Web;

/// <summary>Users as the application's login makes them.</summary>
internal static class Users
{
    /// <summary>tall-alice is tall, admin-alice an administrator.</summary>
    public static ClaimsPrincipal Named(string name) => new(new ClaimsIdentity(
        [new("sub", name), new("name", name), new("role", name.Split('-')[0]), new("height", name.StartsWith("tall", StringComparison.Ordinal) ? "tall" : "small")], "password"));
}
