using Microsoft.Extensions.Primitives;

namespace AuthStrategies.Configuration;

/// <summary>
/// The options of one strategy, checked and compiled into an immutable policy. Loaded on first use. When the options
/// change, a new policy is loaded and replaces the old one. Invalid options are reported and never used.
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

    /// <param name="load">Checks and compiles the options; throws if they are invalid.</param>
    /// <param name="changes">A token that fires at the next change; <see langword="null"/> if the options never change.</param>
    /// <param name="reloaded">Called after each reload: <see langword="null"/> if it succeeded, otherwise why the new options are not used.</param>
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

    /// <summary>The last valid policy. Throws the exception of <c>load</c> until there is one.</summary>
    public TPolicy Current => _current ?? LoadFirst();

    private TPolicy LoadFirst()
    {
        lock (_loading)
        {
            if (_current is { } loaded)
                return loaded;

            // Before the load, so that a change during the load is noticed.
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
#pragma warning disable CA1031 // After any exception the old options stay in force, and the callback must not break the reload of other options.
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
