namespace AuthStrategies.Benchmarks.Growth;

/// <summary>One row of target 22: an operation, what grows, and the order that is expected, stated before it is measured.</summary>
/// <param name="Name">Names the row for <c>--filter</c>.</param>
/// <param name="Size">What grows.</param>
/// <param name="Order">How the cost of one operation is expected to grow.</param>
/// <param name="Sizes">The sizes, ascending.</param>
/// <param name="Prepare">Makes a loop over the operation at one size. What it adds to the second argument is disposed after the row.</param>
internal sealed record GrowthRow(string Name, string Size, Order Order, int[] Sizes, Func<int, Stack<IDisposable>, Func<int, long>> Prepare)
{
    /// <summary>What must be installed; <see langword="null"/> if nothing is missing.</summary>
    public string? Missing { get; init; }

    /// <summary>What <c>--filter</c> compares.</summary>
    public string Title => $"{Name}; {Size}";

    public GrowthResult[] Measure(bool quick)
    {
        Stack<IDisposable> owned = [];
        try
        {
            Contender[] contenders = [.. Sizes.Select(size => new Contender(FormattableString.Invariant($"{size:N0} {Size}"), Prepare(size, owned)))];
            Row[] rows = Bench.Run(Title, quick ? 7 : 15, quick ? 15 : 30, contenders);
            return [.. rows.Select((row, i) => new GrowthResult(Name, Size, Order, Sizes[i], Bench.Median(row.Ns), row.Over(rows[0]).Median, Order.Factor(Sizes[0], Sizes[i])))];
        }
        finally
        {
            while (owned.TryPop(out IDisposable? one))
                one.Dispose();
            GC.Collect();
        }
    }
}

/// <summary>One point of a row.</summary>
/// <param name="Row">The name of the row.</param>
/// <param name="SizeName">What grows.</param>
/// <param name="Order">The order that was expected.</param>
/// <param name="Size">The size.</param>
/// <param name="Nanoseconds">Of one operation, the median.</param>
/// <param name="Growth">Over the smallest size in the same round, the median.</param>
/// <param name="Expected">The growth that the order expects at most.</param>
internal sealed record GrowthResult(string Row, string SizeName, Order Order, int Size, double Nanoseconds, double Growth, double Expected)
{
    /// <summary>More than twice the expected growth.</summary>
    public bool IsFailure => Order != Order.None && Growth > 2 * Expected;
}
