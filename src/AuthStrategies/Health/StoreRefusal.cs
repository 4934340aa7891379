namespace AuthStrategies.Health;

/// <summary>
/// What a session store says that runs and refuses calls. It is recognized by the sentences of our own stores in the exception; the exception's text is
/// never shown, because that of another store may contain an address.
/// </summary>
/// <param name="Sentence">The words of the store.</param>
/// <param name="What">What it does, after "The session store".</param>
/// <param name="Advice">What to do.</param>
internal sealed record StoreRefusal(string Sentence, string What, string Advice)
{
    private static readonly StoreRefusal[] Known =
    [
        new("it refuses the user, the password", "answers and refuses the user, the password or a command", "Check the user and the password in its configuration, and what that user may do"),
        new("the TLS connection was not established", "answers, and no TLS connection was established", "Check its certificate, the name in it, and whether its port speaks TLS and the configuration says the same"),
        new("it is loading its data", "is loading its data", "Wait until it has"),
        new("its memory is full", "answers that its memory is full", "Give it more memory"),
        new("it refuses writes", "answers that it refuses writes", "Check its persistence and its replicas"),
        new("its cluster does not serve all slots", "answers that its cluster does not serve all slots", "Check the nodes of the cluster"),
    ];

    /// <summary>The refusal that the exception names; <see langword="null"/> if it names none.</summary>
    public static StoreRefusal? Of(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (Array.Find(Known, refusal => exception.Message.Contains(refusal.Sentence, StringComparison.Ordinal)) is { } found)
                return found;
        }

        return null;
    }
}
