namespace AuthStrategies.Benchmarks.Growth;

/// <summary>How the cost of one operation is expected to grow with the size.</summary>
internal enum Order
{
    Constant,
    Logarithmic,
    Linear,

    /// <summary>The row has no expectation: others are compared with it.</summary>
    None,
}

/// <summary>What an order expects.</summary>
internal static class ExpectedOrder
{
    /// <summary>How much more one operation may cost at a size than at another, if the whole cost grew in that order.</summary>
    public static double Factor(this Order order, double from, double to) => order switch
    {
        Order.Constant or Order.None => 1,
        Order.Logarithmic => Math.Max(1, Math.Log2(to) / Math.Max(1, Math.Log2(from))),
        _ => to / from,
    };

    public static string Name(this Order order) => order switch
    {
        Order.Constant => "constant",
        Order.None => "nothing",
        Order.Logarithmic => "log n",
        _ => "n",
    };
}
