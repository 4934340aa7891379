namespace AuthStrategies.Testing.Conformance;

/// <summary>Runs a case and reports in full how it failed.</summary>
internal static class CaseRunner
{
    /// <summary>Runs without the caller's synchronization context. The caller's token ends the run even if the tested code never answers.</summary>
    public static async Task RunAsync(string name, string sentence, IReadOnlyList<string> requirements, Func<Task> run, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(run, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (ConformanceException found)
        {
            throw new ConformanceException(Message(name, sentence, requirements, found.Message), found.InnerException ?? found);
        }
#pragma warning disable CA1031 // Any other exception of the tested code is a failure too.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            throw new ConformanceException(Message(name, sentence, requirements, $"it threw {unexpected.GetType().Name}: {unexpected.Message}"), unexpected);
        }
    }

    private static string Message(string name, string sentence, IReadOnlyList<string> requirements, string seen)
    {
        string ids = requirements.Count == 0 ? "" : $" [{string.Join(", ", requirements)}]";
        return $"{name}{ids}. The contract: {sentence} Seen: {seen}";
    }
}
