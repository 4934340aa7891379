namespace AuthStrategies.Tests.Servers;

/// <summary>A server is not installed on this machine. The message says how to install it.</summary>
public sealed class ServerMissingException(string message) : Exception(message);
