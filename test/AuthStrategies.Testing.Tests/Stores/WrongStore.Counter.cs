namespace AuthStrategies.Testing.Tests.Stores;

/// <summary>How many records a subject has.</summary>
internal sealed partial class WrongStore : ISessionCounter
{
    public async ValueTask<bool> MayHaveMoreThanAsync(string subject, int count, CancellationToken cancellationToken)
    {
        if (fault != Wrong.CountsForNone)
        {
            ArgumentException.ThrowIfNullOrEmpty(subject);
            ArgumentOutOfRangeException.ThrowIfNegative(count);
        }
        else if (string.IsNullOrEmpty(subject))
        {
            return false;
        }

        IReadOnlyList<SessionRecord> listed = await ListAsync(subject, cancellationToken);
        return (fault == Wrong.CountsFirstVersionsOnly ? listed.Count(record => record.Version == 1) : listed.Count) > count;
    }
}
