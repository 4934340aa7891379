namespace AuthStrategies.Stores.InMemory;

/// <summary>
/// A heap that orders nodes by their due time, with four children per slot. It knows the slot of each node, so that any node
/// can be removed. Not thread-safe: used under its stripe's lock.
/// </summary>
/// <remarks>
/// A key may be too early, never too late: renewing a session keeps its old key, and the node is moved only when that key
/// reaches the top. So a renewal costs nothing here, and each key moves at most once per lifetime of a session.
/// </remarks>
internal sealed class ExpiryHeap
{
    private const int Children = 4;

    private HeapSlot[] _slots = [];
    private int[] _positions = [];
    private int _count;

    /// <summary>The due time of the first node; <see cref="long.MaxValue"/> if the heap is empty.</summary>
    public long FirstDueTicks => _count > 0 ? _slots[0].DueTicks : long.MaxValue;

    public int FirstNode => _slots[0].Node;

    public void Resize(int length)
    {
        Array.Resize(ref _slots, length);
        Array.Resize(ref _positions, length);
    }

    public void Add(int node, long dueTicks) => MoveUp(_count++, new(dueTicks, node));

    /// <summary>Makes sure that a node's key is not later than its due time.</summary>
    public void Advance(int node, long dueTicks)
    {
        int position = _positions[node];
        if (dueTicks < _slots[position].DueTicks)
            MoveUp(position, new(dueTicks, node));
    }

    /// <summary>Gives the first node its true, later time.</summary>
    public void PostponeFirst(long dueTicks) => MoveDown(0, new(dueTicks, _slots[0].Node));

    public void Remove(int node)
    {
        int position = _positions[node];
        HeapSlot last = _slots[--_count];
        if (last.Node == node)
            return;

        if (position > 0 && last.DueTicks < _slots[Parent(position)].DueTicks)
            MoveUp(position, last);
        else
            MoveDown(position, last);
    }

    private static int Parent(int position) => (position - 1) / Children;

    private void MoveUp(int position, HeapSlot slot)
    {
        while (position > 0 && slot.DueTicks < _slots[Parent(position)].DueTicks)
        {
            Put(position, _slots[Parent(position)]);
            position = Parent(position);
        }

        Put(position, slot);
    }

    private void MoveDown(int position, HeapSlot slot)
    {
        for (int child = EarliestChild(position); child >= 0 && _slots[child].DueTicks < slot.DueTicks; child = EarliestChild(position))
        {
            Put(position, _slots[child]);
            position = child;
        }

        Put(position, slot);
    }

    private int EarliestChild(int position)
    {
        int first = (position * Children) + 1;
        if (first >= _count)
            return -1;

        int earliest = first;
        for (int child = first + 1; child < Math.Min(first + Children, _count); child++)
        {
            if (_slots[child].DueTicks < _slots[earliest].DueTicks)
                earliest = child;
        }

        return earliest;
    }

    private void Put(int position, HeapSlot slot)
    {
        _slots[position] = slot;
        _positions[slot.Node] = position;
    }
}
