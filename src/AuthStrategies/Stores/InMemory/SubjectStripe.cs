namespace AuthStrategies.Stores.InMemory;

/// <summary>
/// The records of some of the subjects, by subject and by due time. The caller must own <see cref="Lock"/> for everything
/// except <see cref="FirstDueTicks"/>.
/// </summary>
/// <remarks>
/// A hash table whose buckets chain the records themselves: the records of one subject share a bucket, with on average
/// one record of another subject. There is no object per subject, so nothing remains after its last record was removed.
/// </remarks>
internal sealed class SubjectStripe
{
    private const int None = -1;
    private const int SmallestLength = 4;

    private readonly ExpiryHeap _expiry = new();
    private Node[] _nodes = [];
    private int[] _buckets = [];
    private int _fresh;
    private int _count;
    private int _free = None;
    private long _firstDueTicks = long.MaxValue;

    public Lock Lock { get; } = new();

    /// <summary>The due time of the first record or an earlier time; readable without the lock.</summary>
    public long FirstDueTicks => Volatile.Read(ref _firstDueTicks);

    /// <summary>The number of slots; tests check that it stays in proportion.</summary>
    public int Length => _nodes.Length;

    /// <summary>Makes sure that the next <see cref="Add"/> has space and cannot fail.</summary>
    public void EnsureRoom()
    {
        if (_free == None && _fresh == _nodes.Length)
            Grow(Math.Max(SmallestLength, (int)Math.Min(_nodes.Length * 3L / 2, Array.MaxLength)));
    }

    public int Add(SessionRecord record, uint subjectHash)
    {
        int node = _free;
        if (node == None)
            node = _fresh++;
        else
            _free = _nodes[node].Next;

        _count++;
        _nodes[node].Record = record;
        _nodes[node].SubjectHash = subjectHash;
        Link(node);
        _expiry.Add(node, record.ExpiresAt.UtcTicks);
        PublishFirstDue();
        return node;
    }

    public void Replace(int node, SessionRecord record)
    {
        _nodes[node].Record = record;
        _expiry.Advance(node, record.ExpiresAt.UtcTicks);
        PublishFirstDue();
    }

    public void Remove(int node)
    {
        _count--;
        Unlink(node);
        _expiry.Remove(node);
        PublishFirstDue();
        _nodes[node].Record = null;
        _nodes[node].Next = _free;
        _free = node;
    }

    public List<SessionRecord> List(string subject, uint subjectHash)
    {
        var found = new List<SessionRecord>();
        if (_buckets.Length == 0)
            return found;

        for (int node = _buckets[BucketOf(subjectHash)]; node != None; node = _nodes[node].Next)
        {
            SessionRecord record = _nodes[node].Record!;
            if (_nodes[node].SubjectHash == subjectHash && string.Equals(record.Subject, subject, StringComparison.Ordinal))
                found.Add(record);
        }

        return found;
    }

    /// <summary>Whether a subject has more records than a number. Counts them only if all records together are more.</summary>
    public bool MayHaveMoreThan(string subject, uint subjectHash, int count)
    {
        if (_count <= count)
            return false;

        int left = count;
        for (int node = _buckets[BucketOf(subjectHash)]; node != None && left >= 0; node = _nodes[node].Next)
        {
            if (_nodes[node].SubjectHash == subjectHash && string.Equals(_nodes[node].Record!.Subject, subject, StringComparison.Ordinal))
                left--;
        }

        return left < 0;
    }

    /// <summary>Adds records to a list, in the order of their nodes, until it has <paramref name="count"/>.</summary>
    /// <returns>The node after the last one that was read.</returns>
    public int ListFrom(int node, int count, List<SessionRecord> found)
    {
        for (; node < _fresh && found.Count < count; node++)
        {
            if (_nodes[node].Record is { } record)
                found.Add(record);
        }

        return node;
    }

    /// <summary>Reads the first node: its record, if it is due. The node of a renewed record is moved to its real due time.</summary>
    /// <returns>Whether another call may find another due record.</returns>
    public bool TryLookAtFirst(long nowTicks, out SessionRecord? due)
    {
        due = null;
        if (_expiry.FirstDueTicks > nowTicks)
            return false;

        SessionRecord record = _nodes[_expiry.FirstNode].Record!;
        long dueTicks = record.ExpiresAt.UtcTicks;
        if (dueTicks <= nowTicks)
        {
            due = record;
            return true;
        }

        _expiry.PostponeFirst(dueTicks);
        PublishFirstDue();
        return true;
    }

    private void PublishFirstDue() => Volatile.Write(ref _firstDueTicks, _expiry.FirstDueTicks);

    // The low bits choose the stripe; this takes the high ones.
    private int BucketOf(uint subjectHash) => (int)(((ulong)subjectHash * (uint)_buckets.Length) >> 32);

    private void Link(int node)
    {
        ref int head = ref _buckets[BucketOf(_nodes[node].SubjectHash)];
        _nodes[node].Previous = None;
        _nodes[node].Next = head;
        if (head != None)
            _nodes[head].Previous = node;
        head = node;
    }

    private void Unlink(int node)
    {
        (int previous, int next) = (_nodes[node].Previous, _nodes[node].Next);
        if (next != None)
            _nodes[next].Previous = previous;
        if (previous != None)
            _nodes[previous].Next = next;
        else
            _buckets[BucketOf(_nodes[node].SubjectHash)] = next;
    }

    /// <summary>Called when no node is free; links every node anew.</summary>
    private void Grow(int length)
    {
        int[] buckets = new int[length];
        Array.Fill(buckets, None);
        _expiry.Resize(length);
        Array.Resize(ref _nodes, length);
        _buckets = buckets;
        for (int node = 0; node < _fresh; node++)
            Link(node);
    }
}
