namespace AuthStrategies;

/// <summary>
/// The configuration keys from which options were read, so that a message names an option as the user wrote it: in
/// configuration by its key, in code by its property.
/// </summary>
internal sealed class ConfiguredNames
{
    private readonly Dictionary<string, (string Key, object? Value)> _names = new(StringComparer.Ordinal);

    /// <summary>Notes that the property has this value because configuration has it under this key.</summary>
    public void Add(string property, string key, object? value) => _names[property] = (key, value);

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
