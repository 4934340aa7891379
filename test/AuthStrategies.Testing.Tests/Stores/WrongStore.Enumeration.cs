using System.Globalization;

namespace AuthStrategies.Testing.Tests.Stores;

/// <summary>The enumeration of all records, ordered by id; the continuation is the last id of the page before.</summary>
internal sealed partial class WrongStore : ISessionEnumerator
{
    private readonly HashSet<SessionId> _enumerated = [];

    public ValueTask<SessionPage> ListAllAsync(string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        if (fault != Wrong.ListsAllInAnyPageSize && pageSize is < 1 or > SessionPage.MaxSize)
            throw new ArgumentOutOfRangeException(nameof(pageSize));

        int position = 0;
        SessionId after = default;
        bool isOurs = fault == Wrong.ListsAllByPosition
            ? int.TryParse(continuation, CultureInfo.InvariantCulture, out position)
            : SessionId.TryParse(continuation, out after);
        if (continuation is not null && !isOurs && fault != Wrong.ListsAllFromAnyContinuation)
            throw new ArgumentException("The continuation is not one of this store. Pass null for the first page.", nameof(continuation));

        return Run(
            Wrong.ListsAllWithoutTheChanged,
            () => Everything().Where(record => record.Id > after).OrderBy(record => record.Id).Skip(position).Take(Math.Max(pageSize, 1)).ToArray(),
            records => new SessionPage
            {
                Records = Spoiled(records),
                Continuation = records.Length < pageSize ? null : fault == Wrong.ListsAllByPosition ? $"{position + pageSize}" : $"{records[^1].Id}",
            },
            cancellationToken);
    }

    private IEnumerable<SessionRecord> Everything() => fault switch
    {
        Wrong.ListsAllInTheirFirstVersion => _first.Values.Where(record => _records.ContainsKey(record.Id)),
        Wrong.ListsAllThatEverWere => _first.Values,
        Wrong.ListsAllButTheExpired => _records.Values.Where(record => record.ExpiresAt > _backend.Time.GetUtcNow()),
        Wrong.ListsAllButSystemRecords => _records.Values.Where(record => !IsSystem(record)),
        _ => _records.Values,
    };

    private SessionRecord[] Spoiled(SessionRecord[] records) => fault switch
    {
        Wrong.ListsAllTwice => [.. records, .. records],
        Wrong.ListsAllOnceOnly => [.. records.Where(record => _enumerated.Add(record.Id))],
        Wrong.ListsAllAlthoughEmpty when records.Length == 0 => [Phantom()],
        Wrong.ListsAllWithoutTheChanged => [.. records.Where(record => _records.GetValueOrDefault(record.Id)?.Version == record.Version)],
        _ => records,
    };

    private static SessionRecord Phantom() => new()
    {
        Id = new(Enumerable.Repeat((byte)1, SessionId.Size).ToArray()),
        Subject = "phantom",
        ExpiresAt = DateTimeOffset.UnixEpoch,
        AbsoluteExpiresAt = DateTimeOffset.UnixEpoch,
        Version = 1,
        Payload = default,
    };
}
