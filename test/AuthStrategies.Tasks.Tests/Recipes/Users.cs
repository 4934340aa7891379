using System.Security.Claims;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>What the login page or the script sends.</summary>
public sealed record LoginForm(string Name, string Password);

/// <summary>Stands for the reader's own users. Everyone has the password "right".</summary>
public sealed class Users
{
    public ClaimsPrincipal? Check(LoginForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return form.Password == "right" ? Principal(form.Name, form.Name) : null;
    }

    /// <summary>The user of this application that has this account at Google.</summary>
    public Task<ClaimsPrincipal> FindOrCreateByGoogleIdAsync(string googleId, string? name) =>
        Task.FromResult(Principal($"user-of-{googleId}", name ?? googleId));

    private static ClaimsPrincipal Principal(string subject, string name) =>
        new(new ClaimsIdentity([new Claim("sub", subject), new Claim("name", name)], "password"));
}
