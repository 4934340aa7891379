namespace AuthStrategies.Configuration;

/// <summary>
/// The configuration keys from which options were read, so that a message names an option as the user wrote it: in
/// configuration by its key, in code by its property.
/// </summary>
internal sealed class ConfiguredNames
{
    private readonly Dictionary<string, (string Key, object? Value)> _names = new(StringComparer.Ordinal);

    /// <summary>Notes that the property has this value because configuration has it under this key.</summary>
    public void Add(string property, string key, object? value) => _names[property] = (key, value);

    /// <summary>The key of the property; the property itself if configuration does not set it, or if code has changed the value since.</summary>
    public string Of(string property, object? value) =>
        _names.TryGetValue(property, out (string Key, object? Value) configured) && Equals(configured.Value, value) ? configured.Key : property;
}
