using System.Globalization;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Translates between <see cref="AuthenticationProperties"/> and what strategies take.</summary>
internal static class SignInProperties
{
    /// <summary>The item that properties of an authenticated request have, and properties made by the application have not.</summary>
    public const string StrategyKey = ".authstrategies.strategy";

    // The item names that AuthenticationProperties reads its times from.
    private const string IssuedKey = ".issued";
    private const string ExpiresKey = ".expires";
    private const string PersistentKey = ".persistent";

    private const string RedirectKey = ".redirect";
    private const string AllowRefreshKey = ".refresh";

    // The items names that AuthenticationTokenExtensions stores tokens under.
    private const string TokenNamesKey = ".TokenNames";
    private const string PresentedTokenKey = ".Token." + PresentedToken;
    private const string PresentedToken = "access_token";

    /// <summary>Whether an item is a fact of the session or of one response, which no session keeps among its items.</summary>
    public static bool IsOwn(string key) =>
        key is StrategyKey or AuthStrategyAuthenticationPropertiesExtensions.SessionLabelKey or IssuedKey or ExpiresKey or PersistentKey or RedirectKey;

    /// <summary>The items that every authenticated request has among its properties.</summary>
    /// <param name="result">What its strategy found.</param>
    /// <param name="strategy">The strategy's name.</param>
    /// <param name="savedToken">The <see cref="SavedToken"/>.</param>
    public static Dictionary<string, string?> OwnItems(AuthResult result, string? strategy, string? savedToken)
    {
        Dictionary<string, string?> items = new(4, StringComparer.Ordinal) { [StrategyKey] = strategy };
        if (Text(result.AuthenticatedAt) is { } authenticated)
            items[IssuedKey] = authenticated;
        if (Text(result.ExpiresAt) is { } expires)
            items[ExpiresKey] = expires;
        if (result.Persistent)
            items[PersistentKey] = "";
        if (savedToken is not null)
            (items[TokenNamesKey], items[PresentedTokenKey]) = (PresentedToken, savedToken);
        return items;
    }

    /// <summary>The token that the client presented, if the application asked to have it among the properties.</summary>
    public static string? SavedToken(AuthRequest request) =>
        request is { AnsweredBy.SavesToken: true, IsServedByRefreshToken: false } && request.Presented.First is { Source: not CredentialSource.Cookie } presented ? presented.Text : null;

    /// <summary>The options of a new login.</summary>
    /// <exception cref="InvalidOperationException">The strategy keeps no items, and the properties have some.</exception>
    public static IssueOptions ToIssueOptions(AuthRequest request, AuthenticationProperties properties, HttpStrategy strategy, DateTimeOffset now)
    {
        IssueOptions options = new()
        {
            Persistent = properties.IsPersistent,
            Label = properties.GetSessionLabel(),
            AuthenticatedAt = properties.IssuedUtc,
            AllowRenewal = properties.AllowRefresh ?? true,
            Items = ToItems(request, properties, strategy),
        };
        // Properties of an authenticated request contain the expiry of the old credential, which the application did not choose.
        bool isHandedBack = AreHandedBack(properties);
        if (!isHandedBack || HaveOtherEnd(request, properties))
            options.Lifetime = properties.ExpiresUtc - now;
        // Without a moment of login the old session did not count as freshly authenticated, so the new one must not either.
        if (isHandedBack)
            options.AuthenticatedAt ??= DateTimeOffset.UnixEpoch;
        return options;
    }

    /// <summary>
    /// The part of the request that properties come from. The application may hand back those of a scheme that its endpoint does not
    /// name: its session must not begin anew because the client sent another credential beside it.
    /// </summary>
    /// <param name="current">What the application sees.</param>
    /// <param name="properties">The properties.</param>
    public static AuthRequest RequestOf(AuthRequest current, AuthenticationProperties properties)
    {
        return properties.Items.TryGetValue(StrategyKey, out string? strategy) && !IsOf(current)
            ? current.All.FirstOrDefault(IsOf) ?? current
            : current;

        bool IsOf(AuthRequest request) => request.Outcome == AuthRequestOutcome.Authenticated && request.Strategy == strategy;
    }

    /// <summary>Whether properties come from an authenticated request, changed or not.</summary>
    public static bool AreHandedBack(AuthenticationProperties properties) => properties.Items.ContainsKey(StrategyKey);

    private static bool HaveOtherEnd(AuthRequest request, AuthenticationProperties properties) =>
        request.Outcome == AuthRequestOutcome.Authenticated
        && properties.Items.TryGetValue(ExpiresKey, out string? given)
        && given != Text(request.Result.ExpiresAt);

    private static string? Text(DateTimeOffset? time) => time?.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>The items that a sign-in stores with the session.</summary>
    /// <exception cref="InvalidOperationException">The strategy keeps no items, and the properties have some.</exception>
    public static Dictionary<string, string?>? ToItems(AuthRequest request, AuthenticationProperties properties, HttpStrategy strategy)
    {
        Dictionary<string, string?>? items = null;
        string? saved = SavedToken(request);
        // Not if the application has stored other tokens beside it.
        bool isSaved = saved is not null
            && properties.Items.TryGetValue(PresentedTokenKey, out string? token) && token == saved
            && properties.Items.TryGetValue(TokenNamesKey, out string? names) && names == PresentedToken;
        foreach ((string name, string? value) in properties.Items)
        {
            if (!IsOwn(name) && !(isSaved && name is TokenNamesKey or PresentedTokenKey))
                (items ??= new(StringComparer.Ordinal))[name] = value;
        }

        if (items is null || strategy.Capabilities.KeepsItems)
            return items;
        if (items.Keys.FirstOrDefault(name => !FrameworkItems.Contains(name)) is not { } refused)
            return null;

        throw new InvalidOperationException(
            $"The sign-in has the item \"{refused}\" in its AuthenticationProperties, and the strategy \"{strategy.Name}\" keeps no items. Use a session strategy, which keeps them, put the value into a claim, or remove it (for tokens: SaveTokens = false).");
    }

    /// <summary>
    /// Whether properties are those of the authenticated request: the application signs the user in again without a new
    /// authentication. Another end, moment of login, label or persistence is a choice that a new session carries out. Other items are
    /// stored with the session that goes on.
    /// </summary>
    public static bool AreOf(AuthRequest request, AuthenticationProperties properties)
    {
        if (request.Outcome != AuthRequestOutcome.Authenticated || properties.GetSessionLabel() is not null || properties.IsPersistent != request.Result.Persistent)
            return false;
        if (request.Result.AuthenticatedAt is null && properties.IssuedUtc is not null)
            return false;

        foreach ((string key, string? value) in OwnItems(request.Result, request.Strategy, SavedToken(request)))
        {
            if (!properties.Items.TryGetValue(key, out string? given) || given != value)
                return false;
        }

        return HaveAllowRefreshOf(request, properties);
    }

    /// <summary>
    /// What the application changed in properties that <see cref="AreOf"/> the request; <see langword="null"/> if nothing. Only the
    /// difference: other items may have changed since the request began, and must stay as they are.
    /// </summary>
    public static Action<IDictionary<string, string?>>? ToItemsChange(AuthRequest request, AuthenticationProperties properties, HttpStrategy strategy)
    {
        if (!strategy.Capabilities.KeepsItems || properties.Items is RequestItems { IsChanged: false })
            return null;

        IReadOnlyDictionary<string, string?> before = properties.Items is RequestItems items ? items.Stored : request.Result.Items;
        KeyValuePair<string, string?>[] set = [.. (ToItems(request, properties, strategy) ?? []).Where(item => !before.TryGetValue(item.Key, out string? value) || value != item.Value)];
        string[] removed = [.. before.Keys.Where(name => !properties.Items.ContainsKey(name))];
        return set.Length + removed.Length == 0 ? null : Change;

        void Change(IDictionary<string, string?> stored)
        {
            foreach (string name in removed)
                stored.Remove(name);
            foreach ((string name, string? value) in set)
                stored[name] = value;
        }
    }

    // Whether activity moves the end is fixed when a session begins.
    private static bool HaveAllowRefreshOf(AuthRequest request, AuthenticationProperties properties)
    {
        if (properties.Items is RequestItems { IsChanged: false } items && ReferenceEquals(items.Stored, request.Result.Items))
            return true;

        string? before = request.Result.Items.GetValueOrDefault(AllowRefreshKey);
        return properties.Items.TryGetValue(AllowRefreshKey, out string? given) ? given == before : before is null;
    }
}
