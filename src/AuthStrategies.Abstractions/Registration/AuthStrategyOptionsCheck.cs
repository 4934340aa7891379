namespace AuthStrategies;

/// <summary>
/// A check of options that are not those of a strategy, for example those of a session store. A package adds one to the services
/// in its <c>Use…</c> method. All checks run together with the checks of the strategies: when the host starts or, without a host,
/// when the library is used for the first time. The application then sees all mistakes in one exception. Immutable and thread-safe.
/// </summary>
/// <example>
/// <code>
/// builder.Services.AddSingleton(new AuthStrategyOptionsCheck(
///     services =&gt; _ = services.GetRequiredService&lt;IOptions&lt;MyStoreOptions&gt;&gt;().Value));
/// </code>
/// </example>
public sealed class AuthStrategyOptionsCheck
{
    private readonly Action<IServiceProvider> _read;

    /// <summary>Makes a check.</summary>
    /// <param name="read">Reads the options. It throws <c>OptionsValidationException</c> if they are invalid, as reading <c>IOptions&lt;T&gt;.Value</c> does. It makes no connection.</param>
    /// <exception cref="ArgumentNullException"><paramref name="read"/> is <see langword="null"/>.</exception>
    public AuthStrategyOptionsCheck(Action<IServiceProvider> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        _read = read;
    }

    /// <summary>Runs the check. It returns if the options are valid and throws <c>OptionsValidationException</c> if they are not.</summary>
    /// <param name="services">The services of the application.</param>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public void Run(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _read(services);
    }
}
