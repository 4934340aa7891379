using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>
/// Warns when the application has started and its default scheme is not ours: then no strategy is asked where no scheme is
/// named, and nothing else would say so. Silent if a default scheme forwards to ours, and if an endpoint names one of ours.
/// </summary>
internal sealed class DefaultSchemeCheck(IAuthenticationSchemeProvider schemes, ForwardedSchemes forwards, NamedSchemes named, IOptions<AuthenticationOptions> options, ILogger<DefaultSchemeCheck> logger) : IHostedLifecycleService
{
    private const string SignIn = "sign in";
    private const string SignOut = "sign out";

    private static readonly SchemeVerb[] Verbs =
    [
        new("authenticate", provider => provider.GetDefaultAuthenticateSchemeAsync(), o => o.DefaultAuthenticateScheme ?? o.DefaultScheme, options => options.ForwardAuthenticate),
        new("challenge", provider => provider.GetDefaultChallengeSchemeAsync(), o => o.DefaultChallengeScheme ?? o.DefaultScheme, options => options.ForwardChallenge),
        new("forbid", provider => provider.GetDefaultForbidSchemeAsync(), o => o.DefaultForbidScheme ?? o.DefaultChallengeScheme ?? o.DefaultScheme, options => options.ForwardForbid),
        new(SignIn, provider => provider.GetDefaultSignInSchemeAsync(), o => o.DefaultSignInScheme ?? o.DefaultScheme, options => options.ForwardSignIn),
        new(SignOut, provider => provider.GetDefaultSignOutSchemeAsync(), o => o.DefaultSignOutScheme ?? o.DefaultSignInScheme ?? o.DefaultScheme, options => options.ForwardSignOut),
    ];

    // What the long check needs is not loaded in an application whose default scheme is ours for everything.
    public Task StartedAsync(CancellationToken cancellationToken) => schemes.GetType() == typeof(AuthenticationSchemeProvider) && IsOursAlone(options.Value) ? Task.CompletedTask : CheckAsync();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsOursAlone(AuthenticationOptions options) => options is
    {
        DefaultScheme: AuthStrategyDefaults.Scheme,
        DefaultAuthenticateScheme: null,
        DefaultChallengeScheme: null,
        DefaultForbidScheme: null,
        DefaultSignInScheme: null,
        DefaultSignOutScheme: null,
    };

    private async Task CheckAsync()
    {
        List<(string Scheme, string Verb)> elsewhere = [];
        foreach (SchemeVerb verb in Verbs)
        {
            AuthenticationScheme? scheme = await verb.Default(schemes).ConfigureAwait(false);
            // The framework says nothing about a name under which no scheme is registered.
            if (scheme is null && verb.Named(options.Value) is { } missing)
                elsewhere.Add(($"\"{missing}\", which is not registered", verb.Name));
            else if (scheme is not null && await IsAnotherAsync(scheme, verb).ConfigureAwait(false))
                elsewhere.Add(($"\"{scheme.Name}\"", verb.Name));
        }

        if (elsewhere.Count > 0 && !await named.NamesOursAsync().ConfigureAwait(false))
            Warn(elsewhere);
    }

    private async ValueTask<bool> IsAnotherAsync(AuthenticationScheme scheme, SchemeVerb verb)
    {
        if (await forwards.LeadsToOursAsync(scheme, verb.Forward).ConfigureAwait(false))
            return false;
        if (verb.Name is "authenticate")
            return true;

        // A remote login (OpenID Connect) is challenged on purpose, and keeps what it brings back in a cookie that is not ours.
        bool isForRemoteLogins = verb.Name is SignIn or SignOut
            ? scheme.Name == IdentityConstants.ExternalScheme || (await schemes.GetRequestHandlerSchemesAsync().ConfigureAwait(false)).Any()
            : scheme.HandlerType.IsAssignableTo(typeof(IAuthenticationRequestHandler));
        return !isForRemoteLogins;
    }

    private void Warn(List<(string Scheme, string Verb)> elsewhere)
    {
        string uses = string.Join("; ", elsewhere.GroupBy(use => use.Scheme, use => use.Verb).Select(uses => $"{uses.Key} ({string.Join(", ", uses)})"));
        string remedy = elsewhere.Exists(use => use.Scheme == $"\"{IdentityConstants.ApplicationScheme}\"")
            ? "call .UseIdentity<TUser>() in place of .UseAspNetCore()"
            : $"remove its name from AddAuthentication(…), or write AddAuthentication(\"{AuthStrategyDefaults.Scheme}\")";
        HttpLog.AnotherDefaultScheme(logger, uses, AuthStrategyDefaults.Scheme, remedy);
    }
}
