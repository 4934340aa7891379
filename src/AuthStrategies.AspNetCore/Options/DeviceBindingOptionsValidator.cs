using System.Buffers;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>Refuses options of device binding outside their legal range, and an application without a strategy that binds devices and has its sessions in a cookie.</summary>
internal sealed class DeviceBindingOptionsValidator(IEnumerable<AuthStrategyDescriptor> strategies, IOptions<AuthHttpOptions> http) : IValidateOptions<DeviceBindingOptions>
{
    private const int MaxNameLength = 128;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public ValidateOptionsResult Validate(string? name, DeviceBindingOptions options)
    {
        string?[] checks =
        [
            OptionMessages.Between(Name(nameof(options.BoundCookieLifetime)), options.BoundCookieLifetime, TimeSpan.FromMinutes(3), TimeSpan.FromHours(1), "from 3 minutes to 1 hour", TimeSpan.FromMinutes(5)),
            OptionMessages.Between(Name(nameof(options.ChallengeLifetime)), options.ChallengeLifetime, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), "from 10 to 60 seconds", TimeSpan.FromSeconds(60)),
            AlgorithmsProblem(options.Algorithms),
            CookieNameProblem(options.CookieName),
            SharedNameProblem(options.CookieName),
            StrategyProblem(),
            PartitionedProblem(),
        ];
        string[] problems = [.. checks.OfType<string>()];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? AlgorithmsProblem(IList<string> algorithms)
    {
        if (algorithms.Count == 0)
            return OptionMessages.Invalid(Name(nameof(DeviceBindingOptions.Algorithms)), "empty", "a list with ES256, RS256 or both", "Algorithms.Add(\"ES256\")");

        return algorithms.All(name => name is "ES256" or "RS256")
            ? null
            : OptionMessages.Invalid(Name(nameof(DeviceBindingOptions.Algorithms)), $"a list with {OptionMessages.Quoted(algorithms.First(name => name is not ("ES256" or "RS256")))}", "a list of ES256, RS256 or both, which are all that browsers offer", "\"ES256\"");
    }

    private string? CookieNameProblem(string? cookie)
    {
        if (cookie is null)
            return null;
        if (cookie.Length is 0 or > MaxNameLength || cookie.AsSpan().ContainsAnyExcept(NameCharacters))
            return OptionMessages.Invalid(Name(nameof(DeviceBindingOptions.CookieName)), OptionMessages.Quoted(cookie), "an RFC 6265 token of 1 to 128 characters", "\"__Host-device\"");

        IEnumerable<AuthCookieOptions> cookies = Bound.Select(strategy => Http!.CookieOf(strategy));
        bool isOfHost = cookie.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase);
        return isOfHost && cookies.Any(other => other.Path != "/" || other.Domain is not null)
            ? OptionMessages.Invalid(Name(nameof(DeviceBindingOptions.CookieName)), $"{OptionMessages.Quoted(cookie)} beside a cookie with a Domain or another Path than \"/\"", "a name without \"__Host-\"", "\"__Secure-device\"")
            : null;
    }

    /// <summary>A bound cookie must replace no credential, and no bound cookie of a session in another cookie.</summary>
    private string? SharedNameProblem(string? configured)
    {
        AuthCookieOptions[] sessions = [.. Bound.Select(strategy => Http!.CookieOf(strategy))];
        if (sessions.Select(session => configured is null ? session.BoundNameAt("") : session.Carried(configured)).FirstOrDefault(IsOfCredential) is { } taken)
            return OptionMessages.Invalid(Name(nameof(DeviceBindingOptions.CookieName)), $"{(configured is null ? $"null, which means {OptionMessages.Quoted(taken)}" : OptionMessages.Quoted(configured))}, the name of another cookie of a strategy", "a name that no other cookie has", "\"__Host-device\"");

        return configured is not null && sessions.GroupBy(session => (session.Path, session.Domain)).Any(place => place.Select(session => session.Name).Distinct(StringComparer.Ordinal).Skip(1).Any())
            ? OptionMessages.Invalid(Name(nameof(DeviceBindingOptions.CookieName)), $"{OptionMessages.Quoted(configured)} for the sessions of several cookies", "null, so that each has its own bound cookie", "null")
            : null;
    }

    private bool IsOfCredential(string name) => Http!.IsNameOfCredential(strategies, name);

    private string? StrategyProblem() => Http is null || Bound.Any()
        ? null
        : OptionMessages.Invalid("UseDeviceBinding()", "called without a session strategy, or another one that states BindsDevices, whose cookie is sent and read", "used with one", "AddAuthStrategy().AddSession().UseDeviceBinding()");

    // Chromium refuses instructions that name this attribute, after the session has its key: each user would be refused a few minutes after each login.
    private string? PartitionedProblem() => Bound.FirstOrDefault(strategy => Http!.CookieOf(strategy).Partitioned) is not { } strategy
        ? null
        : OptionMessages.Invalid($"Strategy(\"{strategy.Name}\").Cookie.Partitioned", "true with UseDeviceBinding()", "false, because browsers bind no session to a device whose cookies are partitioned; an application that other sites embed cannot use device binding", "false");

    private IEnumerable<AuthStrategyDescriptor> Bound => Http is { } options ? strategies.Where(strategy => DeviceBoundStrategies.Include(strategy, options)) : [];

    private AuthHttpOptions? Http => http.ValueOrNull();

    private static string Name(string property) => $"{nameof(DeviceBindingOptions)}.{property}";
}
