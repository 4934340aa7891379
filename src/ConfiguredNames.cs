namespace AuthStrategies;

/// <summary>
/// The configuration keys from which options were read, so that a message names an option as the user wrote it: in
/// configuration by its key, in code by its property.
/// </summary>
internal sealed class ConfiguredNames
{
    private readonly Dictionary<string, (string Key, object? Value)> _names = new(StringComparer.Ordinal);
    private readonly List<string> _unreadable = [];

    /// <summary>The section that the options were read from; <see langword="null"/> if they were set in code only.</summary>
    public string? Section { get; set; }

    /// <summary>The key that an option without a value would have.</summary>
    public string OfSection(string property) => string.IsNullOrEmpty(Section) ? property : $"{Section}:{property.Replace('.', ':')}";

    /// <summary>A message with the strategy that it is about in front, unless it begins with a key, which says the same.</summary>
    public string WithOwner(string message, string? owner)
    {
        bool hasKey = !string.IsNullOrEmpty(Section) && message.StartsWith(Section, StringComparison.Ordinal);
        return hasKey || string.IsNullOrEmpty(owner) ? message : $"{owner}: {message}";
    }

    /// <summary>Notes that the property has this value because configuration has it under this key.</summary>
    public void Add(string property, string key, object? value) => _names[property] = (key, value);

    /// <summary>Notes that configuration has a text for the property that cannot be read, so that it keeps a value that was not meant.</summary>
    public void AddUnreadable(string property) => _unreadable.Add(property);

    /// <summary>The messages without those about an option that could not be read: they compare others with a value that was not meant.</summary>
    public IEnumerable<string> WithoutConsequences(IEnumerable<string> messages) =>
        _unreadable.Count == 0 ? messages : messages.Where(message => !_unreadable.Exists(property => IsAbout(message, property)));

    private static bool IsAbout(string message, string property)
    {
        int dot = property.LastIndexOf('.');
        string owner = dot < 0 ? "" : property[..dot];
        // Only a strategy's name tells two options apart; other groups are not always named.
        if (owner.StartsWith("Strategy(", StringComparison.Ordinal) && !message.Contains(owner, StringComparison.Ordinal))
            return false;

        string name = property[(dot + 1)..];
        for (int at = message.IndexOf(name, StringComparison.Ordinal); at >= 0; at = message.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            int end = at + name.Length;
            if ((at == 0 || !char.IsAsciiLetter(message[at - 1])) && (end == message.Length || !char.IsAsciiLetter(message[end])))
                return true;
        }

        return false;
    }

    /// <summary>A message that begins with the name of a configured property, with its key instead.</summary>
    /// <param name="message">The message.</param>
    /// <param name="type">What the message says before the property.</param>
    public string Rename(string message, string type)
    {
        foreach ((string property, (string key, object? _)) in _names)
        {
            string start = $"{type}.{property} ";
            if (message.StartsWith(start, StringComparison.Ordinal))
                return $"{key} {message[start.Length..]}";
        }

        return message;
    }

    /// <summary>The key of the property; the property itself if configuration does not set it, or if code has changed the value since.</summary>
    public string Of(string property, object? value) =>
        _names.TryGetValue(property, out (string Key, object? Value) configured) && Equals(configured.Value, value) ? configured.Key : property;
}
