using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>
/// Reads the HTTP options from the sections <c>Http</c>: the one beside the strategies' sections is for all strategies, the one in a
/// strategy's section for that strategy. What the application sets in code wins.
/// </summary>
internal sealed class HttpSettings(IEnumerable<AuthStrategyConfiguration> configurations) : IConfigureOptions<AuthHttpOptions>
{
    public const string Key = "Http";
    private const string QueryStringPaths = nameof(QueryStringPaths);
    private const string Headers = nameof(Headers);

    private static readonly string[] StrategyKeys =
    [
        nameof(AuthStrategyHttpOptions.Transport), nameof(AuthStrategyHttpOptions.Sources), nameof(AuthStrategyHttpOptions.RotateFor),
        nameof(AuthStrategyHttpOptions.RefreshOnRequest), nameof(AuthStrategyHttpOptions.SaveToken), nameof(AuthStrategyHttpOptions.RequireDPoP), QueryStringPaths, Headers, nameof(AuthStrategyHttpOptions.Cookie),
    ];

    private static readonly string[] SharedKeys =
    [
        nameof(AuthHttpOptions.Transport), nameof(AuthHttpOptions.TrustedOrigins), nameof(AuthHttpOptions.LoginPath), nameof(AuthHttpOptions.LogoutPath),
        nameof(AuthHttpOptions.AccessDeniedPath), nameof(AuthHttpOptions.ReturnUrlParameter), nameof(AuthHttpOptions.EndReasonParameter), nameof(AuthHttpOptions.PathBase), nameof(AuthHttpOptions.RetryAfter),
        nameof(AuthHttpOptions.ClearSiteDataOnLogout), nameof(AuthHttpOptions.AllowHttpInDevelopment), nameof(AuthHttpOptions.ClientAddress), nameof(AuthHttpOptions.RecordUserAgent),
        nameof(AuthStrategyHttpOptions.RotateFor), nameof(AuthStrategyHttpOptions.Cookie),
    ];

    /// <summary>Adds it first in the list, so that the application's settings win, regardless of when they are made.</summary>
    public static void Add(IServiceCollection services)
    {
        if (!services.Any(service => !service.IsKeyedService && service.ImplementationType == typeof(HttpSettings)))
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<AuthHttpOptions>, HttpSettings>());
    }

    public void Configure(AuthHttpOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] names = [.. configurations.Select(configuration => configuration.Strategy).OfType<string>().Distinct(StringComparer.Ordinal)];
        foreach (AuthStrategyConfiguration all in configurations.Where(configuration => configuration.Strategy is null))
            ReadShared(all.Section.GetSection(Key), options, names);
        foreach (AuthStrategyConfiguration one in configurations.Where(configuration => configuration.Strategy is not null))
            ReadStrategy(one.Section.GetSection(Key), options, one.Strategy!);
    }

    private static void ReadShared(IConfigurationSection section, AuthHttpOptions options, string[] names)
    {
        if (!section.Exists())
            return;

        options.ConfigurationMistakes.AddRange(SettingsReader.UnknownKeys(section, SharedKeys));
        SettingsReader reader = new(section, options.ConfigurationMistakes, options.ConfiguredNames);
        reader.Choice<CredentialTransport>(nameof(options.Transport), section[nameof(options.Transport)], value => options.Transport = value);
        Texts(reader, section, nameof(options.TrustedOrigins), options.TrustedOrigins);
        ReadPath(reader, section, options, nameof(options.LoginPath), value => options.LoginPath = value);
        ReadPath(reader, section, options, nameof(options.LogoutPath), value => options.LogoutPath = value);
        ReadPath(reader, section, options, nameof(options.AccessDeniedPath), value => options.AccessDeniedPath = value);
        ReadPath(reader, section, options, nameof(options.PathBase), value => options.PathBase = value);
        reader.Text(nameof(options.ReturnUrlParameter), section[nameof(options.ReturnUrlParameter)], value => options.ReturnUrlParameter = value);
        reader.Text(nameof(options.EndReasonParameter), section[nameof(options.EndReasonParameter)], value => options.EndReasonParameter = value);
        reader.Time(nameof(options.RetryAfter), section[nameof(options.RetryAfter)], value => options.RetryAfter = value);
        reader.Flag(nameof(options.ClearSiteDataOnLogout), section[nameof(options.ClearSiteDataOnLogout)], value => options.ClearSiteDataOnLogout = value);
        reader.Flag(nameof(options.AllowHttpInDevelopment), section[nameof(options.AllowHttpInDevelopment)], value => options.AllowHttpInDevelopment = value);
        reader.Choice<ClientAddressRecording>(nameof(options.ClientAddress), section[nameof(options.ClientAddress)], value => options.ClientAddress = value);
        reader.Flag(nameof(options.RecordUserAgent), section[nameof(options.RecordUserAgent)], value => options.RecordUserAgent = value);
        foreach (string name in names)
        {
            AuthStrategyHttpOptions strategy = options.Strategy(name);
            SettingsReader ofStrategy = new(section, options.ConfigurationMistakes, options.ConfiguredNames, $"Strategy(\"{name}\").");
            ofStrategy.Choice<RotationClients>(nameof(strategy.RotateFor), section[nameof(strategy.RotateFor)], value => strategy.RotateFor = value);
            ReadCookie(section.GetSection(nameof(strategy.Cookie)), options, name, options.ConfigurationMistakes);
        }
    }

    private static void ReadStrategy(IConfigurationSection section, AuthHttpOptions options, string name)
    {
        if (!section.Exists())
            return;

        List<string> mistakes = options.MistakesOf(name);
        mistakes.AddRange(SettingsReader.UnknownKeys(section, StrategyKeys));
        AuthStrategyHttpOptions strategy = options.Strategy(name);
        SettingsReader reader = new(section, mistakes, options.ConfiguredNames, $"Strategy(\"{name}\").");
        reader.Choice<CredentialTransport>(nameof(strategy.Transport), section[nameof(strategy.Transport)], value => strategy.Transport = value);
        ReadSources(section, options, name);
        reader.Choice<RotationClients>(nameof(strategy.RotateFor), section[nameof(strategy.RotateFor)], value => strategy.RotateFor = value);
        reader.Flag(nameof(strategy.RefreshOnRequest), section[nameof(strategy.RefreshOnRequest)], value => strategy.RefreshOnRequest = value);
        reader.Flag(nameof(strategy.RequireDPoP), section[nameof(strategy.RequireDPoP)], value => strategy.RequireDPoP = value);
        reader.Flag(nameof(strategy.SaveToken), section[nameof(strategy.SaveToken)], value => strategy.SaveToken = value);
        ReadQueryStringPaths(reader, section, options, name);
        ReadHeaders(reader, section, options, name);
        ReadCookie(section.GetSection(nameof(strategy.Cookie)), options, name, mistakes);
    }

    private static void ReadCookie(IConfigurationSection section, AuthHttpOptions options, string name, List<string> mistakes)
    {
        if (!section.Exists())
            return;

        AuthCookieOptions cookie = options.Strategy(name).Cookie;
        mistakes.AddRange(SettingsReader.UnknownKeys(
            section,
            [nameof(cookie.Name), nameof(cookie.RefreshName), nameof(cookie.Path), nameof(cookie.Domain), nameof(cookie.SameSite), nameof(cookie.Partitioned), nameof(cookie.FormerNames), nameof(cookie.FormerDomains), nameof(cookie.FormerPaths)]));
        SettingsReader reader = new(section, mistakes, options.ConfiguredNames, $"Strategy(\"{name}\").Cookie.");
        reader.Text(nameof(cookie.Name), section[nameof(cookie.Name)], value => cookie.Name = value);
        reader.Text(nameof(cookie.RefreshName), section[nameof(cookie.RefreshName)], value => cookie.RefreshName = value);
        reader.Text(nameof(cookie.Path), section[nameof(cookie.Path)], value => cookie.Path = value);
        reader.Text(nameof(cookie.Domain), section[nameof(cookie.Domain)], value => cookie.Domain = value);
        reader.Choice<CookieSameSite>(nameof(cookie.SameSite), section[nameof(cookie.SameSite)], value => cookie.SameSite = (Microsoft.AspNetCore.Http.SameSiteMode)value);
        reader.Flag(nameof(cookie.Partitioned), section[nameof(cookie.Partitioned)], value => cookie.Partitioned = value);
        Texts(reader, section, nameof(cookie.FormerNames), cookie.FormerNames);
        Texts(reader, section, nameof(cookie.FormerDomains), cookie.FormerDomains);
        Texts(reader, section, nameof(cookie.FormerPaths), cookie.FormerPaths);
    }

    private static void Texts(SettingsReader reader, IConfigurationSection section, string key, IList<string> texts)
    {
        string[] before = [.. texts];
        List<string> read = [.. section.GetSection(key).GetChildren().Select(entry => entry.Value).OfType<string>()];
        reader.Texts(key, read, texts);
        reader.Named(key);
        // The section of a strategy may repeat what the section of all strategies says.
        foreach (string text in before.Intersect(read))
            texts.Remove(text);
    }

    private static void ReadPath(SettingsReader reader, IConfigurationSection section, AuthHttpOptions options, string key, Action<string> set) =>
        reader.Text(key, section[key], value =>
        {
            if (value is "" or ['/', ..])
                set(value);
            else
                options.ConfigurationMistakes.Add(OptionMessages.Invalid(section.GetSection(key).Path, SettingsReader.Quoted(value), "a path that begins with a slash", "\"/login\""));
        });

    private static void ReadSources(IConfigurationSection section, AuthHttpOptions options, string name)
    {
        AuthStrategyHttpOptions strategy = options.Strategy(name);
        List<string> mistakes = options.MistakesOf(name);
        mistakes.AddRange(SettingsReader.Nested(section, [nameof(strategy.Sources)]));
        // A set, written as in C#: "Cookie, Bearer".
        if (section[nameof(strategy.Sources)] is not { } text)
            return;

        string[] words = text.Split(',', StringSplitOptions.TrimEntries);
        string[] known = Enum.GetNames<CredentialSources>();
        if (words.All(word => known.Contains(word, StringComparer.OrdinalIgnoreCase)))
        {
            strategy.Sources = words.Select(word => Enum.Parse<CredentialSources>(word, ignoreCase: true)).Aggregate((one, other) => one | other);
            return;
        }

        string[] nearest = [.. words.Select(word => NearestName.Find(word, known)).OfType<string>().Distinct()];
        options.ConfiguredNames.AddUnreadable($"Strategy(\"{name}\").{nameof(strategy.Sources)}");
        mistakes.Add(OptionMessages.Invalid(
            section.GetSection(nameof(strategy.Sources)).Path, SettingsReader.Quoted(text), $"one or more of {string.Join(", ", known)}", $"\"{(nearest.Length == 0 ? "Cookie, Bearer" : string.Join(", ", nearest))}\""));
    }

    private static void ReadQueryStringPaths(SettingsReader reader, IConfigurationSection section, AuthHttpOptions options, string name)
    {
        List<string> paths = [];
        Texts(reader, section, QueryStringPaths, paths);
        foreach (string path in paths)
        {
            if (path is ['/', not ('/' or '\\'), ..])
                options.Strategy(name).AcceptQueryString(path);
            else
                options.MistakesOf(name).Add(OptionMessages.Invalid(section.GetSection(QueryStringPaths).Path, $"a list with {SettingsReader.Quoted(path)}", "a list of paths below the root that begin with a slash", "[\"/hubs/chat\"]"));
        }
    }

    private static void ReadHeaders(SettingsReader reader, IConfigurationSection section, AuthHttpOptions options, string name)
    {
        List<string> headers = [];
        Texts(reader, section, Headers, headers);
        options.ConfiguredNames.Add($"Strategy(\"{name}\").AcceptHeader", section.GetSection(Headers).Path, value: null);
        foreach (string header in headers.Where(header => header.Length > 0))
        {
            if (string.IsNullOrWhiteSpace(header))
                options.MistakesOf(name).Add(OptionMessages.Invalid(section.GetSection(Headers).Path, $"a list with {SettingsReader.Quoted(header)}", "a list of names of headers", "[\"X-Api-Key\"]"));
            else
                options.Strategy(name).AcceptHeader(header);
        }
    }

    // Without Unspecified, which is legal in the framework only.
    private enum CookieSameSite
    {
        None = Microsoft.AspNetCore.Http.SameSiteMode.None,
        Lax = Microsoft.AspNetCore.Http.SameSiteMode.Lax,
        Strict = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
    }
}
