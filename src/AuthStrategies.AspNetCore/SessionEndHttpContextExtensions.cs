using System.Collections.Frozen;
using AuthStrategies;
using AuthStrategies.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Http;

/// <summary>Tells a login page why the session of its visitor has ended.</summary>
public static class SessionEndHttpContextExtensions
{
    // The names alone: a number or a list of names is not one that a redirect has.
    private static readonly FrozenDictionary<string, SessionEndReason> Reasons = Enum.GetValues<SessionEndReason>()
        .Where(reason => reason is not (SessionEndReason.Unknown or SessionEndReason.LoggedOut))
        .ToFrozenDictionary(reason => reason.ToString(), StringComparer.Ordinal);

    /// <summary>
    /// The reason with which the browser was redirected to the login page (<see cref="AuthHttpOptions.EndReasonParameter"/>). Choose the text to
    /// show by it. Everyone can write a link with any of these reasons, so decide nothing by it.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <returns>The reason; <see langword="null"/> if the address has none, or one that is not known, or more than one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <see langword="null"/>.</exception>
    public static SessionEndReason? FindSessionEndReason(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string? parameter = context.RequestServices.GetRequiredService<IOptions<AuthHttpOptions>>().Value.EndReasonParameter;
        if (string.IsNullOrEmpty(parameter) || context.Request.Query[parameter] is not [{ } name])
            return null;

        return Reasons.TryGetValue(name, out SessionEndReason reason) ? reason : null;
    }
}
