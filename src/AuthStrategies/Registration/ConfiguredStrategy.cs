using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Registration;

/// <summary>Adds the strategies that a configuration section names.</summary>
internal static class ConfiguredStrategy
{
    public const string StrategyKey = "Strategy";
    public const string StoreKey = "Store";
    private const string Jwt = AuthStrategyBuilderExtensions.DefaultJwtName;
    private const string Session = AuthStrategyBuilderExtensions.DefaultSessionName;

    private const string WordRule = $"\"{Jwt}\" or \"{Session}\", or a list of both";

    private static readonly string[] Words = [Jwt, Session];

    public static IAuthStrategyBuilder Add(IAuthStrategyBuilder builder, IConfiguration section)
    {
        StrategyRegistrations registrations = StrategyRegistrations.Of(builder.Services);
        ConfiguredStore? store = null;
        if (section is IConfigurationSection)
        {
            builder.Services.AddSingleton(new AuthStrategyConfiguration(section, strategy: null, AuthStrategyKind.Custom, isChosen: true));
            store = registrations.Store ??= new(section[StoreKey], PathOf(section, StoreKey));
        }

        List<string> chosen = Chosen(section, out List<string> mistakes);
        foreach (string mistake in Unknown(section).Concat(mistakes))
            registrations.AddMistake(mistake);
        foreach (string word in chosen)
            Add(builder, section, word);
        Dictionary<string, Func<IServiceProvider, IEnumerable<string>>> unused = Words.Except(chosen)
            .ToDictionary(word => word, word => AddUnused(builder, section.GetSection(word), word, chosen), StringComparer.Ordinal);
        registrations.AddStartSettings(new(section, services => Mistakes(section, store, unused, services)));
        return builder;
    }

    /// <summary>The mistakes in the words of the section, as they are now, and in the options of a strategy that only a restart would add.</summary>
    private static IEnumerable<string> Mistakes(
        IConfiguration section, ConfiguredStore? store, Dictionary<string, Func<IServiceProvider, IEnumerable<string>>> unused, IServiceProvider services)
    {
        List<string> chosen = Chosen(section, out List<string> mistakes);
        return Unknown(section)
            .Concat(mistakes)
            .Concat(store?.MistakesOf(section[StoreKey]) ?? [])
            .Concat(chosen.Where(unused.ContainsKey).SelectMany(word => unused[word](services)));
    }

    // The root of a configuration has many other settings. In the library's own section every unknown name is a mistake.
    private static IEnumerable<string> Unknown(IConfiguration section) => section is not IConfigurationSection
        ? []
        : SettingsReader.UnknownKeys(section, [StrategyKey, StoreKey, Jwt, Session, AuthStrategyConfiguration.HttpKey], ConfiguredPlaces.Of).Concat(SettingsReader.Nested(section, [StoreKey]));

    private static void Add(IAuthStrategyBuilder builder, IConfiguration section, string word) =>
        _ = word == Jwt ? builder.AddJwt(section.GetSection(Jwt)) : builder.AddSession(section.GetSection(Session));

    /// <summary>The strategies in order: one word, or a list of words.</summary>
    private static List<string> Chosen(IConfiguration section, out List<string> mistakes)
    {
        (List<string> chosen, mistakes) = ([], []);
        // A list in JSON has numbers as keys.
        if (section.GetSection(StrategyKey).GetChildren().FirstOrDefault(entry => !int.TryParse(entry.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)) is { } named)
        {
            mistakes.Add(Mistake(PathOf(section, StrategyKey), $"a section with {SettingsReader.Quoted(named.Key)}", WordRule, NearestName.Find(named.Value, Words) ?? Session));
            return chosen;
        }

        foreach ((string path, string? text) in Written(section))
        {
            string? word = Array.Find(Words, word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));
            if (word is null)
                mistakes.Add(Mistake(path, text is null ? "not set" : SettingsReader.Quoted(text), WordRule, NearestName.Find(text, Words) ?? Session));
            else if (chosen.Contains(word))
                mistakes.Add(Mistake(path, $"\"{word}\" again", "another strategy than those before it in the list", Array.Find(Words, other => other != word)!));
            else
                chosen.Add(word);
        }

        return chosen;
    }

    private static List<(string Path, string? Text)> Written(IConfiguration section)
    {
        List<(string, string?)> list = [.. section.GetSection(StrategyKey).GetChildren().Select(entry => (entry.Path, entry.Value))];
        return list.Count > 0 ? list : [(PathOf(section, StrategyKey), section[StrategyKey])];
    }

    private static string Mistake(string path, string value, string rule, string example) => OptionMessages.Invalid(
        path,
        value,
        rule,
        $"\"{StrategyKey}\": \"{example}\" in the section that you pass: AddAuthStrategy(configuration.GetSection(\"Auth\"))");

    private static string PathOf(IConfiguration section, string key) => section.GetSection(key).Path;

    /// <summary>Reads the options of a strategy that is not used, so that a mistake shows before the word changes. A missing section is none.</summary>
    /// <returns>Finds the mistakes in them, also in a section that is missing: with it, the strategy cannot be used.</returns>
    private static Func<IServiceProvider, IEnumerable<string>> AddUnused(IAuthStrategyBuilder builder, IConfigurationSection section, string word, List<string> chosen)
    {
        AuthStrategyKind kind = word == Jwt ? AuthStrategyKind.Jwt : AuthStrategyKind.Session;
        builder.Services.AddSingleton(new AuthStrategyConfiguration(section, word, kind, isChosen: false));
        // Sessions need no options, and tokens cannot be issued without any.
        if (section.Exists() || kind == AuthStrategyKind.Session)
            builder.Services.AddSingleton(services => new UnusedAuthStrategy(word, kind, chosen, StrategyFactory.UnusedRevoker(services, section, word, kind)));

        Func<IServiceProvider, IEnumerable<string>> problems = kind == AuthStrategyKind.Jwt ? builder.ReadUnusedJwt(section, word) : builder.ReadUnusedSession(section, word);
        if (section.Exists())
            StrategyRegistrations.Of(builder.Services).AddUnused(new(word, problems, Section: section));
        return problems;
    }
}
