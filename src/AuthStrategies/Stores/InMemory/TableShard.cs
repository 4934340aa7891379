namespace AuthStrategies.Stores.InMemory;

/// <summary>
/// A part of the table from id to record: open addressing with linear probing. Looking up takes no lock; everything else
/// is called with <see cref="Gate"/> held.
/// </summary>
/// <remarks>
/// <para>
/// Why a lock-free look-up never misses a living record: in each array a record stays in the slot it was put in, and at
/// every moment no slot between its home and itself is empty. A slot becomes empty only when the one behind it is empty,
/// which no probe crosses. A rebuilt array is published complete and the old one is never written again: who still
/// reads it sees the moment of the exchange.
/// </para>
/// <para>
/// Why it never returns a removed one: the slot is overwritten before the remove returns, in the array that every later
/// look-up reads. A reused slot may show the tag of one record and the other record; the id inside the record decides.
/// </para>
/// </remarks>
internal sealed class TableShard
{
    private const int SmallestLength = 8;

    private static readonly Slot[] NoSlots = new Slot[1];

    /// <summary>Stands where a record was, so that probes go on. Never handed out, whatever id is asked for.</summary>
    private static readonly SessionRecord Tombstone = new()
    {
        Id = new(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }),
        Subject = "-",
        ExpiresAt = default,
        AbsoluteExpiresAt = default,
        Version = 1,
        Payload = default,
    };

    private Slot[] _slots = NoSlots;
    private int _records;
    private int _tombstones;

    public Lock Gate { get; } = new();

    /// <summary>How many slots there are; tests watch that it stays in proportion.</summary>
    public int Length => _slots.Length;

    /// <summary>The latest version of a record, without a lock.</summary>
    public SessionRecord? Find(TableKey key)
    {
        Slot[] slots = Volatile.Read(ref _slots);
        for (int i = Home(key.Tag, slots); ; i = After(i, slots))
        {
            SessionRecord? record = Volatile.Read(ref slots[i].Record);
            if (record is null)
                return null;
            if (slots[i].Tag == key.Tag && record.Id == key.Id && !ReferenceEquals(record, Tombstone))
                return record;
        }
    }

    /// <summary>The slot of a record, or -1. It stays good until the lock is released.</summary>
    public int IndexOf(TableKey key)
    {
        for (int i = Home(key.Tag, _slots); ; i = After(i, _slots))
        {
            ref Slot slot = ref _slots[i];
            if (slot.Record is null)
                return -1;
            if (slot.Tag == key.Tag && slot.Record.Id == key.Id && !ReferenceEquals(slot.Record, Tombstone))
                return i;
        }
    }

    public SessionRecord RecordAt(int index) => _slots[index].Record!;

    public int NodeAt(int index) => _slots[index].Node;

    public void Replace(int index, SessionRecord record) => Volatile.Write(ref _slots[index].Record, record);

    /// <summary>Makes sure that the next <see cref="Add"/> has room and cannot fail.</summary>
    public void EnsureRoom()
    {
        // At three quarters full a look-up in vain takes 8 steps, all in one or two cache lines.
        if ((_records + _tombstones + 1) * 4L > _slots.Length * 3L)
            Rebuild();
    }

    /// <summary>Adds a record whose id is not there.</summary>
    public void Add(SessionRecord record, uint tag, int node)
    {
        int i = Home(tag, _slots);
        while (_slots[i].Record is { } other && !ReferenceEquals(other, Tombstone))
            i = After(i, _slots);

        if (_slots[i].Record is not null)
            _tombstones--;
        _records++;
        Put(_slots, i, record, tag, node);
    }

    public void RemoveAt(int index)
    {
        _records--;
        _tombstones++;
        Volatile.Write(ref _slots[index].Record, Tombstone);

        // Where the probes end anyway no tombstone is needed: neither here nor right before.
        if (_slots[After(index, _slots)].Record is not null)
            return;
        for (int i = index; ReferenceEquals(_slots[i].Record, Tombstone); i = Before(i, _slots))
        {
            Volatile.Write(ref _slots[i].Record, null);
            _tombstones--;
        }
    }

    private static int Home(uint tag, Slot[] slots) => (int)(((ulong)tag * (uint)slots.Length) >> 32);

    private static int After(int index, Slot[] slots) => index + 1 < slots.Length ? index + 1 : 0;

    private static int Before(int index, Slot[] slots) => index > 0 ? index - 1 : slots.Length - 1;

    private static void Put(Slot[] slots, int index, SessionRecord record, uint tag, int node)
    {
        slots[index].Tag = tag;
        slots[index].Node = node;
        Volatile.Write(ref slots[index].Record, record);
    }

    /// <summary>A new array without tombstones, sized by what lives: it grows and it shrinks, after a number of writes in proportion to its size.</summary>
    private void Rebuild()
    {
        var slots = new Slot[Math.Max(SmallestLength, (int)(_records * 7L / 4))];
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.Record is null || ReferenceEquals(slot.Record, Tombstone))
                continue;

            int i = Home(slot.Tag, slots);
            while (slots[i].Record is not null)
                i = After(i, slots);
            Put(slots, i, slot.Record, slot.Tag, slot.Node);
        }

        _tombstones = 0;
        Volatile.Write(ref _slots, slots);
    }
}
