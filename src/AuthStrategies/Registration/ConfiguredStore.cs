namespace AuthStrategies.Registration;

/// <summary>The word for the session store in a configuration section, and the words that the application has prepared stores for.</summary>
/// <param name="word">The word; <see langword="null"/> if the section has none, and then the code alone chooses the store.</param>
/// <param name="path">Its key.</param>
internal sealed class ConfiguredStore(string? word, string path)
{
    private const string InMemory = "InMemory";

    private readonly List<string> _words = [InMemory];

    /// <summary>The mistake, if no store has the word that was read.</summary>
    public IEnumerable<string> Mistakes => MistakesOf(word);

    /// <summary>The mistake, if no store has a word.</summary>
    public IEnumerable<string> MistakesOf(string? written) => written is null || _words.Contains(written, StringComparer.OrdinalIgnoreCase)
        ? []
        : [OptionMessages.Invalid(path, SettingsReader.Quoted(written), $"one of {string.Join(", ", _words)}; the application adds a word with WhenStore", Example(written))];

    private string Example(string written)
    {
        if (NearestName.Find(written, _words) is { } near)
            return $"\"Store\": \"{near}\"";

        (string name, string call) = NearestName.Find(written, ["EntityFramework"]) is null ? ("Redis", "auth.UseRedis(connectionString)") : ("EntityFramework", "auth.UseEntityFramework<AppContext>()");
        return $"AddAuthStrategy(configuration.GetSection(\"Auth\")).WhenStore(\"{name}\", auth => {call})";
    }

    public void Add(IAuthStrategyBuilder builder, string added, Action<IAuthStrategyBuilder> use)
    {
        _words.Add(added);
        if (string.Equals(word, added, StringComparison.OrdinalIgnoreCase))
            use(builder);
    }
}
