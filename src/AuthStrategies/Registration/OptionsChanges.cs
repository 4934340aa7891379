using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.Registration;

/// <summary>
/// The changes of a strategy's options. A configuration is reloaded as a whole, so most reloads change nothing that a strategy
/// reads. Used by one thread at a time.
/// </summary>
internal sealed class OptionsChanges<TOptions>
{
    private readonly SectionChangeTokenSource<TOptions>[] _sections;
    private readonly IOptionsChangeTokenSource<TOptions>[] _others;
    private IChangeToken[] _fired = [];
    private IChangeToken[] _waiting = [];
    private string _text;

    public OptionsChanges(IServiceProvider services, string name)
    {
        IOptionsChangeTokenSource<TOptions>[] all = [.. services.GetServices<IOptionsChangeTokenSource<TOptions>>().Where(source => source.Name is null || source.Name == name)];
        _sections = [.. all.OfType<SectionChangeTokenSource<TOptions>>()];
        _others = [.. all.Except(_sections)];
        _text = Text();
    }

    /// <summary>A token that fires when the options may have changed; <see langword="null"/> if they never do.</summary>
    public IChangeToken? Next()
    {
        if (_sections.Length + _others.Length == 0)
            return null;

        (_fired, _waiting) = (_waiting, [.. _others.Select(source => source.GetChangeToken())]);
        return new CompositeChangeToken([.. _waiting, .. _sections.Select(section => section.GetChangeToken())]);
    }

    /// <summary>Whether the change that fired last concerns the strategy. Asked once for each change.</summary>
    public bool Concerns()
    {
        string text = Text();
        bool isOther = text != _text;
        _text = text;
        return isOther || Array.Exists(_fired, token => token.HasChanged);
    }

    private string Text() => string.Join('\n', _sections.Select(source => SettingsText.OfStrategy(source.Section)));
}
