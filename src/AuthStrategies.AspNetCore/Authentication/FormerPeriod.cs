using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Tells for a request who handles it while the logins of a scheme are not moved yet (<see cref="AcceptedCookieOptions.MoveLogins"/>). A thread-safe singleton.</summary>
internal sealed class FormerPeriod(IEnumerable<AcceptedCookieScheme> schemes, IServiceProvider services, TimeProvider time)
{
    private readonly string[] _schemes = [.. schemes.Select(scheme => scheme.Name).Distinct(StringComparer.Ordinal)];

    private bool _hasWarned;

    /// <summary>Whether a circle of schemes may be logged: once is enough.</summary>
    public bool MayWarnOfCircle() => !Interlocked.Exchange(ref _hasWarned, true);

    /// <summary>Whether the handler of an accepted scheme goes on with its logins, and the request has no credential of ours.</summary>
    public bool IsLeftToItsHandler(HttpContext context, string scheme) => IsLeft(scheme) && !HasOurs(context);

    /// <summary>The accepted scheme whose handler acts in place of ours; <see langword="null"/> if ours does.</summary>
    public string? FindHandler(HttpContext context)
    {
        if (!Array.Exists(_schemes, IsLeft) || HasOurs(context))
            return null;

        // A login goes to the handler of the former release too: nodes of that release do not know our cookie.
        return Array.Find(_schemes, scheme => IsLeft(scheme) && HasCookie(context, scheme)) ?? (Array.TrueForAll(_schemes, IsLeft) ? _schemes[0] : null);
    }

    /// <summary>
    /// Ours has refused the credentials of a request. The schemes whose handlers may authenticate it nevertheless, because a cookie of ours that is of no use
    /// any more, or a header that may be for another scheme, must not hide a former login. A token that two clients have used, or that the application
    /// refused, is another matter. From now on the request counts as one without a credential of ours, until <see cref="Keep"/> is called.
    /// </summary>
    public IReadOnlyList<string> PassBy(HttpContext context, AuthRequest request)
    {
        // With a refresh cookie the login of ours goes on: its sign-out must come to us.
        if (!Array.Exists(_schemes, IsLeft) || !IsOfNoUse(request) || request.RefreshCookies(context).Count > 0)
            return [];

        string[] handlers = [.. _schemes.Where(scheme => IsLeft(scheme) && HasCookie(context, scheme))];
        if (handlers.Length > 0)
            context.Features.Set(new PassedBy());
        return handlers;
    }

    /// <summary>No handler has authenticated the request: the answer is that of ours.</summary>
    public static void Keep(HttpContext context) => context.Features.Set<PassedBy>(null);

    private static bool IsOfNoUse(AuthRequest request) => request.Outcome == AuthRequestOutcome.Refused
        && (request.Result.Failure?.Reason is AuthFailureReason.UnknownSession or AuthFailureReason.Expired or AuthFailureReason.Malformed
            || request.Presented.All.All(credential => credential.Source != CredentialSource.Cookie));

    /// <summary>Whether the handler of a scheme goes on with its logins.</summary>
    /// <remarks>Asked for at a request: the validation of these options reads those of the schemes, which this belongs to.</remarks>
    public bool IsLeft(string scheme) => services.GetRequiredService<IOptionsMonitor<AcceptedCookieOptions>>().Get(scheme) is { MoveLogins: false } options && time.GetUtcNow() < options.Until;

    private bool HasCookie(HttpContext context, string scheme) =>
        services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme).Cookie.Name is { } name && context.Request.Cookies.ContainsKey(name);

    private bool HasOurs(HttpContext context) => context.Features.Get<PassedBy>() is null &&
        AuthRequest.Of(context, services.GetRequiredService<CredentialReader>()).Presented is not { Count: 0, Mistake: null };

    private sealed class PassedBy;
}
