using Microsoft.Extensions.Primitives;

namespace AuthStrategies.Configuration;

/// <summary>
/// The options of one strategy, checked and compiled into an immutable policy. Loaded on first use; when the options
/// change it is loaded anew and swapped whole, and what is invalid is reported and never served.
/// </summary>
internal sealed class PolicySource<TPolicy>
    where TPolicy : class
{
    private readonly Lock _loading = new();
    private readonly Func<TPolicy> _load;
    private readonly Func<IChangeToken?> _changes;
    private readonly Action<Exception?> _reloaded;
    private volatile TPolicy? _current;
    private bool _listening;

    /// <param name="load">Checks and compiles the options; throws when they are not valid.</param>
    /// <param name="changes">A token that fires at the next change; <see langword="null"/> when the options never change.</param>
    /// <param name="reloaded">Told of each reload: <see langword="null"/> for a good one, otherwise why it was not served.</param>
    public PolicySource(Func<TPolicy> load, Func<IChangeToken?> changes, Action<Exception?> reloaded)
    {
        _load = load;
        _changes = changes;
        _reloaded = reloaded;
    }

    /// <summary>A policy that never changes.</summary>
    public PolicySource(TPolicy policy)
        : this(() => policy, () => null, _ => { })
    {
    }

    /// <summary>The last valid policy. Throws what <c>load</c> throws as long as there has never been one.</summary>
    public TPolicy Current => _current ?? LoadFirst();

    private TPolicy LoadFirst()
    {
        lock (_loading)
        {
            if (_current is { } loaded)
                return loaded;

            // Before the load, so that a change during the load is not missed.
            if (!_listening)
                ChangeToken.OnChange(_changes, Reload);
            _listening = true;

            TPolicy policy = _load();
            _current = policy;
            return policy;
        }
    }

    private void Reload()
    {
        lock (_loading)
        {
            try
            {
                _current = _load();
            }
#pragma warning disable CA1031 // Whatever is wrong with the new options, the old ones stay in force; the callback must not break the reload of others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _reloaded(exception);
                return;
            }

            _reloaded(null);
        }
    }
}
