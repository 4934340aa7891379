namespace AuthStrategies.EntityFrameworkCore.Tests.Apps;

/// <summary>Something of the application's.</summary>
public sealed class Order
{
    public int Id { get; set; }

    public string Article { get; set; } = string.Empty;
}
