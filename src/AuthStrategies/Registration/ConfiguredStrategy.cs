using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Registration;

/// <summary>Adds the strategy that a configuration section names.</summary>
internal static class ConfiguredStrategy
{
    private const string StrategyKey = "Strategy";
    private const string Jwt = "Jwt";
    private const string Session = "Session";

    public static IAuthStrategyBuilder Add(IAuthStrategyBuilder builder, IConfiguration section)
    {
        StrategyRegistrations registrations = StrategyRegistrations.Of(builder.Services);
        // The root of a configuration has many other settings. In the library's own section every unknown name is a mistake.
        string path = "";
        if (section is IConfigurationSection named)
        {
            path = named.Path + ConfigurationPath.KeyDelimiter;
            foreach (string mistake in SettingsReader.UnknownKeys(named, [StrategyKey, Jwt, Session]))
                registrations.AddMistake(mistake);
        }

        string? word = section[StrategyKey];
        if (string.Equals(word, Jwt, StringComparison.OrdinalIgnoreCase))
            return builder.AddJwt(section.GetSection(Jwt));
        if (string.Equals(word, Session, StringComparison.OrdinalIgnoreCase))
            return builder.AddSession(section.GetSection(Session));

        registrations.AddMistake(OptionMessages.Invalid(
            path + StrategyKey,
            word is null ? "not set" : SettingsReader.Quoted(word),
            $"\"{Jwt}\" or \"{Session}\"",
            $"\"{StrategyKey}\": \"{Session}\" in the section that you pass: AddAuthStrategy(configuration.GetSection(\"Auth\"))"));
        return builder;
    }
}
