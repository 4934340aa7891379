namespace AuthStrategies.Registration;

/// <summary>The word for the session store in a configuration section, and the words that the application has prepared stores for.</summary>
/// <param name="word">The word; <see langword="null"/> if the section has none, and then the code alone chooses the store.</param>
/// <param name="path">Its key.</param>
internal sealed class ConfiguredStore(string? word, string path)
{
    private const string InMemory = "InMemory";

    private readonly List<string> _words = [InMemory];

    /// <summary>The mistake, if no store has the word.</summary>
    public IEnumerable<string> Mistakes => word is null || _words.Contains(word, StringComparer.OrdinalIgnoreCase)
        ? []
        : [OptionMessages.Invalid(
            path,
            SettingsReader.Quoted(word),
            $"one of {string.Join(", ", _words)}; the application adds a word with WhenStore",
            $"AddAuthStrategy(configuration.GetSection(\"Auth\")).WhenStore(\"{Example}\", auth => {ExampleCall})")];

    private string Example => string.Equals(word, "EntityFramework", StringComparison.OrdinalIgnoreCase) ? "EntityFramework" : "Redis";

    private string ExampleCall => Example == "Redis" ? "auth.UseRedis(connectionString)" : "auth.UseEntityFramework<AppContext>()";

    public void Add(IAuthStrategyBuilder builder, string added, Action<IAuthStrategyBuilder> use)
    {
        _words.Add(added);
        if (string.Equals(word, added, StringComparison.OrdinalIgnoreCase))
            use(builder);
    }
}
