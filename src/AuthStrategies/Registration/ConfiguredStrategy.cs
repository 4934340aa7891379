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

    private static readonly string[] Words = [Jwt, Session];

    public static IAuthStrategyBuilder Add(IAuthStrategyBuilder builder, IConfiguration section)
    {
        StrategyRegistrations registrations = StrategyRegistrations.Of(builder.Services);
        // The root of a configuration has many other settings. In the library's own section every unknown name is a mistake.
        if (section is IConfigurationSection named)
        {
            foreach (string mistake in SettingsReader.UnknownKeys(named, [StrategyKey, StoreKey, Jwt, Session, AuthStrategyConfiguration.HttpKey]))
                registrations.AddMistake(mistake);
            foreach (string mistake in SettingsReader.Nested(section, [StoreKey]))
                registrations.AddMistake(mistake);
            builder.Services.AddSingleton(new AuthStrategyConfiguration(section, strategy: null, AuthStrategyKind.Custom, isChosen: true));
            registrations.Store ??= new(section[StoreKey], PathOf(section, StoreKey));
        }

        List<string> chosen = Chosen(section, registrations);
        foreach (string word in chosen)
            Add(builder, section, word);
        foreach (string word in Words.Except(chosen))
            AddUnused(builder, section.GetSection(word), word, chosen);
        registrations.AddStartSettings(new(section, chosen));
        return builder;
    }

    private static void Add(IAuthStrategyBuilder builder, IConfiguration section, string word) =>
        _ = word == Jwt ? builder.AddJwt(section.GetSection(Jwt)) : builder.AddSession(section.GetSection(Session));

    /// <summary>The strategies in order: one word, or a list of words.</summary>
    private static List<string> Chosen(IConfiguration section, StrategyRegistrations registrations)
    {
        List<string> chosen = [];
        foreach ((string path, string? text) in Written(section))
        {
            string? word = Array.Find(Words, word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));
            if (word is null)
                registrations.AddMistake(Mistake(path, text is null ? "not set" : SettingsReader.Quoted(text), $"\"{Jwt}\" or \"{Session}\", or a list of both"));
            else if (chosen.Contains(word))
                registrations.AddMistake(Mistake(path, $"\"{word}\" again", "another strategy than those before it in the list"));
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

    private static string Mistake(string path, string value, string rule) => OptionMessages.Invalid(
        path,
        value,
        rule,
        $"\"{StrategyKey}\": \"{Session}\" in the section that you pass: AddAuthStrategy(configuration.GetSection(\"Auth\"))");

    private static string PathOf(IConfiguration section, string key) => section.GetSection(key).Path;

    /// <summary>Reads the options of a strategy that is not used, so that a mistake shows before the word changes. A missing section is none.</summary>
    private static void AddUnused(IAuthStrategyBuilder builder, IConfigurationSection section, string word, List<string> chosen)
    {
        AuthStrategyKind kind = word == Jwt ? AuthStrategyKind.Jwt : AuthStrategyKind.Session;
        builder.Services.AddSingleton(new AuthStrategyConfiguration(section, word, kind, isChosen: false));
        // Sessions need no options, and tokens cannot be issued without any.
        if (section.Exists() || kind == AuthStrategyKind.Session)
            builder.Services.AddSingleton(services => new UnusedAuthStrategy(word, kind, chosen, StrategyFactory.Ender(services, section, word, kind)));
        if (!section.Exists())
            return;

        StrategyRegistrations.Of(builder.Services).AddUnused(kind == AuthStrategyKind.Jwt
            ? new(word, builder.ReadUnusedJwt(section, word))
            : new(word, builder.ReadUnusedSession(section, word)));
    }
}
