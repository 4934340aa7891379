namespace AuthStrategies.AspNetCore;

/// <summary>How much of the address of a client is kept (<see cref="AuthHttpOptions.ClientAddress"/>).</summary>
public enum ClientAddressRecording
{
    /// <summary>No address.</summary>
    None = 0,

    /// <summary>The network: the first 24 bits of an IPv4 address and the first 48 of an IPv6 address. The others are zero.</summary>
    Shortened = 1,

    /// <summary>The whole address.</summary>
    Full = 2,
}
