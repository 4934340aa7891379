namespace AuthStrategies.Interop.Tests;

/// <summary>Node, npm or a package is not there, which is the machine's affair and no failure of the library.</summary>
internal sealed class NodeMissingException : Exception
{
    public NodeMissingException()
    {
    }

    public NodeMissingException(string message)
        : base(message)
    {
    }

    public NodeMissingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
