using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// The items of the properties of an authenticated request: a few that every request has, and those of the session. Asking for one of
/// the few decrypts nothing; anything else, and each change, reads the session's items. Not thread-safe, like all properties.
/// </summary>
/// <remarks>The items that every request has are made at the first look, which most requests never take. Keeps neither the request nor, unless it is an item, its credential.</remarks>
internal sealed class RequestItems : IDictionary<string, string?>
{
    private readonly AuthResult _result;
    private readonly string? _strategy;
    private readonly string? _token;
    private Dictionary<string, string?>? _own;
    private bool _isRead;

    /// <summary>The items of a request that is authenticated.</summary>
    public RequestItems(AuthRequest request) => (_result, _strategy, _token) = (request.Result, request.Strategy, SignInProperties.SavedToken(request));

    /// <summary>Whether a member that changes items was called. Reading is no change.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>The session's items as they were when the request began.</summary>
    public IReadOnlyDictionary<string, string?> Stored => _result.Items;

    private Dictionary<string, string?> Own => _own ?? MakeOwn();

    public int Count => All.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => All.Keys;

    public ICollection<string?> Values => All.Values;

    private Dictionary<string, string?> All
    {
        get
        {
            Dictionary<string, string?> own = Own;
            if (_isRead)
                return own;

            foreach ((string name, string? value) in _result.Items)
                own.TryAdd(name, value);
            _isRead = true;
            return own;
        }
    }

    private Dictionary<string, string?> Changing
    {
        get
        {
            IsChanged = true;
            return All;
        }
    }

    public string? this[string key]
    {
        get => TryGetValue(key, out string? value) ? value : throw new KeyNotFoundException($"There is no item \"{key}\".");
        set => Changing[key] = value;
    }

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string? value) => Own.TryGetValue(key, out value) || (!IsOwn(key) && All.TryGetValue(key, out value));

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public void Add(string key, string? value) => Changing.Add(key, value);

    public bool Remove(string key) => Changing.Remove(key);

    public void Clear() => Changing.Clear();

    public void Add(KeyValuePair<string, string?> item) => Changing.Add(item.Key, item.Value);

    public bool Contains(KeyValuePair<string, string?> item) => All.Contains(item);

    public bool Remove(KeyValuePair<string, string?> item) => ((ICollection<KeyValuePair<string, string?>>)Changing).Remove(item);

    public void CopyTo(KeyValuePair<string, string?>[] array, int arrayIndex) => ((ICollection<KeyValuePair<string, string?>>)All).CopyTo(array, arrayIndex);

    public IEnumerator<KeyValuePair<string, string?>> GetEnumerator() => All.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Reading from two threads gives both the same items.
    private Dictionary<string, string?> MakeOwn()
    {
        Dictionary<string, string?> made = SignInProperties.OwnItems(_result, _strategy, _token);
        return Interlocked.CompareExchange(ref _own, made, null) ?? made;
    }

    // These are never stored as items of a session, so their absence is known without reading.
    private static bool IsOwn(string key) => SignInProperties.IsOwn(key);
}
