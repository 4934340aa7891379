namespace AuthStrategies.Tests.Servers;

#pragma warning disable CA1032 // It is thrown in one way only, with a message.
/// <summary>A server is not installed on this machine. The message says how to install it.</summary>
public sealed class ServerMissingException(string message) : Exception(message);
