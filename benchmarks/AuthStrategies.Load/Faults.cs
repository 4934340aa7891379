namespace AuthStrategies.Load;

/// <summary>How often stores fail, and how often they have.</summary>
internal sealed class Faults
{
    private int _injected;

    public int OneIn => 400;

    public bool AreOn { get; set; } = true;

    public int Injected => _injected;

    public void Count() => Interlocked.Increment(ref _injected);
}
