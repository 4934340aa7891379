namespace AuthStrategies.Testing.Conformance;

/// <summary>Assertions of the cases; independent of test frameworks.</summary>
internal static class Check
{
    public static void That(bool condition, string otherwise)
    {
        if (!condition)
            throw new ConformanceException(otherwise);
    }

    public static void Equal<T>(T expected, T actual, string what) =>
        That(EqualityComparer<T>.Default.Equals(expected, actual), $"{what}: expected {expected}, was {actual}");

    /// <summary>Demands that all fields and all bytes are equal; a store need not return the same object.</summary>
    public static void Same(SessionRecord expected, SessionRecord? actual, string what)
    {
        That(actual is not null, $"{what}: expected {expected}, was nothing");
        Equal(expected.ToString(), actual!.ToString(), what);
        That(string.Equals(expected.Subject, actual.Subject, StringComparison.Ordinal), $"{what}: the subject differs");
        That(expected.Payload.Span.SequenceEqual(actual.Payload.Span), $"{what}: the payload differs");
    }

    public static async Task ThrowsAsync<TException>(Func<Task> call, string what)
        where TException : Exception
    {
        try
        {
            await call();
        }
        catch (TException)
        {
            return;
        }
        catch (Exception other)
        {
            throw new ConformanceException($"{what}: expected {typeof(TException).Name}, was {other.GetType().Name}", other);
        }

        throw new ConformanceException($"{what}: expected {typeof(TException).Name}, nothing was thrown");
    }
}
