namespace AuthStrategies;

/// <summary>
/// Tells the strategy that is called next which client it is called for, without a parameter in every method. The HTTP package does it for
/// each request; other hosts, such as a queue of messages, may do it too.
/// </summary>
/// <remarks>
/// A strategy takes the source as the first thing that it does (<see cref="Take"/>), on the thread of its caller, so a call costs no memory.
/// A decorator that awaits something first has taken its place: the strategy behind it knows no client then. The scope cannot be kept
/// over an <c>await</c>, because it is a <c>ref struct</c>.
/// </remarks>
/// <example>
/// <code>
/// ValueTask&lt;AuthResult&gt; call;
/// using (new ClientFactsScope(source))
///     call = strategy.AuthenticateAsync(credential, cancellationToken);
/// AuthResult result = await call;
/// </code>
/// </example>
public readonly ref struct ClientFactsScope : IDisposable
{
    [ThreadStatic]
    private static IClientFactsSource? s_next;

    private readonly IClientFactsSource? _before;

    /// <summary>Begins the scope on this thread.</summary>
    /// <param name="source">The client; <see langword="null"/> for none.</param>
    public ClientFactsScope(IClientFactsSource? source)
    {
        _before = s_next;
        s_next = source;
    }

    /// <summary>Takes the source of the innermost scope, for a strategy that is being called. It is given once.</summary>
    /// <returns>The source, or <see langword="null"/> if there is none or it was taken.</returns>
    public static IClientFactsSource? Take()
    {
        IClientFactsSource? source = s_next;
        if (source is not null)
            s_next = null;
        return source;
    }

    /// <summary>Ends the scope.</summary>
    public void Dispose() => s_next = _before;
}
