namespace AuthStrategies.Benchmarks.Stores;

/// <summary>
/// What every contender can do. Implemented by structs, so that each loop is compiled for its contender. Keys come in
/// the form a contender wants, ready made: deriving them from a credential costs all of them the same.
/// </summary>
internal interface IHolder
{
    void Add(SessionRecord record, string key);

    SessionRecord? Find(SessionId id, string key);

    void Remove(SessionId id, string key);
}
