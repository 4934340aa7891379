namespace AuthStrategies.Interop.Tests;

/// <summary>A library in Node refused what it was given.</summary>
internal sealed class NodeRefusedException : Exception
{
    public NodeRefusedException()
    {
    }

    public NodeRefusedException(string message)
        : base(message)
    {
    }

    public NodeRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
