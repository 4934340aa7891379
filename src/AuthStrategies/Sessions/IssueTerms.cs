using AuthStrategies.Claims;

namespace AuthStrategies.Sessions;

/// <summary>The caller's <see cref="IssueOptions"/>, checked and read once. Later changes to the options have no effect.</summary>
internal readonly struct IssueTerms
{
    private static readonly TimeSpan MaxAccessTokenLifetime = TimeSpan.FromHours(24);

    /// <summary>The time of issue.</summary>
    public DateTimeOffset Now { get; private init; }

    public DateTimeOffset AuthenticatedAt { get; private init; }

    /// <summary>The time to the absolute end; <see langword="null"/> for the configured time.</summary>
    public TimeSpan? Lifetime { get; private init; }

    /// <summary>The time to the bound of the caller, which is never passed; <see langword="null"/> for none.</summary>
    public TimeSpan? Bound { get; private init; }

    /// <summary>The lifetime of the access token; <see langword="null"/> for the configured time.</summary>
    public TimeSpan? AccessTokenLifetime { get; private init; }

    public bool Persistent { get; private init; }

    public string? Label { get; private init; }

    /// <summary>The client; <see langword="null"/> if it is not known.</summary>
    public ClientFacts? Client { get; private init; }

    /// <summary>The items; <see langword="null"/> for none.</summary>
    public IReadOnlyDictionary<string, string?>? Items { get; private init; }

    /// <summary>The thumbprint of the key to bind to; <see langword="null"/> for none.</summary>
    public string? KeyThumbprint { get; private init; }

    /// <summary>Whether the session ends at a fixed time, which activity does not move.</summary>
    public bool IsFixed { get; private init; }

    private Func<IssuedCredential, bool>? CanDeliver { get; init; }

    /// <param name="options">The caller's options, or <see langword="null"/> for the defaults.</param>
    /// <param name="now">The time of issue.</param>
    /// <exception cref="ArgumentException">An option is outside its legal range.</exception>
    public static IssueTerms Of(IssueOptions? options, DateTimeOffset now)
    {
        if (options is null)
            return new() { Now = now, AuthenticatedAt = now };

        return new()
        {
            Now = now,
            AuthenticatedAt = Valid(options.AuthenticatedAt ?? now, now),
            Lifetime = Valid(nameof(options.Lifetime), options.Lifetime, SessionLimits.MaxLifetime, "400 days", "TimeSpan.FromDays(14)"),
            Bound = Valid(options.NotAfter, now),
            AccessTokenLifetime = Valid(nameof(options.AccessTokenLifetime), options.AccessTokenLifetime, MaxAccessTokenLifetime, "24 hours", "TimeSpan.FromMinutes(15)"),
            Persistent = options.Persistent,
            Label = Valid(options.Label),
            Client = options.Client,
            Items = ItemsCheck.Copy(options.Items, "IssueOptions.Items", nameof(options)),
            KeyThumbprint = ValidKey(options.KeyThumbprint),
            IsFixed = !options.AllowRenewal,
            CanDeliver = options.CanDeliver,
        };
    }

    /// <summary>Refuses the options that only a token can have, because to ignore them would be to lose what they restrict.</summary>
    /// <exception cref="ArgumentException">One of them is set.</exception>
    public static void RequireNoToken(IssueOptions? options)
    {
        string? option =
            options is null ? null
            : options.Audiences is { Count: > 0 } ? nameof(options.Audiences)
            : options.NotBefore is not null ? nameof(options.NotBefore)
            : options.TokenId is not null ? nameof(options.TokenId)
            : options.HeaderMembers is { Count: > 0 } ? nameof(options.HeaderMembers)
            : null;
        if (option is not null)
            throw Wrong(OptionMessages.Invalid($"IssueOptions.{option}", "set", "left out for a session strategy, which issues no JWT", "new IssueOptions() without it, or issue with a JWT strategy"));
    }

    /// <summary>The time to the absolute end.</summary>
    /// <param name="configured">The time without <see cref="Lifetime"/>.</param>
    public TimeSpan LifetimeOr(TimeSpan configured)
    {
        TimeSpan lifetime = Lifetime ?? configured;
        return Bound is { } bound && bound < lifetime ? bound : lifetime;
    }

    /// <summary>Called before anything is written: if it throws, nothing was changed.</summary>
    /// <exception cref="InvalidOperationException">The client cannot receive the credential.</exception>
    public void RequireDeliverable(IssuedCredential credential)
    {
        if (CanDeliver is not null && !CanDeliver(credential))
            throw new InvalidOperationException("The client cannot receive the new credential (IssueOptions.CanDeliver), so nothing was stored and no session was ended.");
    }

    private static TimeSpan? Valid(string option, TimeSpan? lifetime, TimeSpan max, string maxInWords, string example)
    {
        if (lifetime is { } given && (given < SessionLimits.MinLifetime || given > max))
            throw Wrong(OptionMessages.OutOfRange($"IssueOptions.{option}", given, $"from 1 second to {maxInWords}, or null for the configured time", example));
        return lifetime;
    }

    private static TimeSpan? Valid(DateTimeOffset? notAfter, DateTimeOffset now)
    {
        if (notAfter is { } end && end - now < SessionLimits.MinLifetime)
            throw Wrong(OptionMessages.Invalid("IssueOptions.NotAfter", $"{end:O}", $"at least 1 second after now ({now:O}), or null for no bound", "the time when the session that goes on would have ended"));
        return notAfter - now;
    }

    private static DateTimeOffset Valid(DateTimeOffset authenticatedAt, DateTimeOffset now)
    {
        if (authenticatedAt - now > SessionLimits.MaxClockDifference)
            throw Wrong(OptionMessages.Invalid("IssueOptions.AuthenticatedAt", $"{authenticatedAt:O}", $"at most {SessionLimits.MaxClockDifference.TotalMinutes:0} minutes in the future", "the time when the user last logged in, or null for now"));
        return authenticatedAt > now ? now : authenticatedAt.ToUniversalTime();
    }

    private static string? Valid(string? label)
    {
        if (label?.Length > IssueOptions.MaxLabelLength)
            throw Wrong(OptionMessages.Invalid("IssueOptions.Label", $"{label.Length} characters long", $"at most {IssueOptions.MaxLabelLength} characters long", "\"Firefox on Linux\""));
        if (!UnicodeText.IsValid(label))
            throw Wrong(OptionMessages.Invalid("IssueOptions.Label", "a text with half of a surrogate pair", "valid Unicode", "\"Firefox on Linux\""));
        return label;
    }

    private static string? ValidKey(string? thumbprint)
    {
        if (thumbprint is not null && !KeyBinding.TryParse(thumbprint, stackalloc byte[KeyBinding.Size]))
            throw Wrong(OptionMessages.Invalid("IssueOptions.KeyThumbprint", $"a text of {thumbprint.Length} characters that is no thumbprint", "the RFC 7638 SHA-256 thumbprint of a public key in base64url, 43 characters without padding", "the Thumbprint of a DPoPProofResult"));
        return thumbprint;
    }

#pragma warning disable CA2208 // The public caller, IssueAsync, has the parameter "options".
    private static ArgumentException Wrong(string message) => new(message, "options");
#pragma warning restore CA2208
}
