using System.Net;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Reads from a request what is kept about its client. Behind a proxy the address is right after <c>UseForwardedHeaders</c>.</summary>
internal static class ClientReader
{
    /// <returns>The client, or <see langword="null"/> if nothing is known or nothing may be kept.</returns>
    public static ClientFacts? Read(HttpContext context, AuthHttpOptions options)
    {
        ClientFacts client = new()
        {
            Address = TextOf(context.Connection.RemoteIpAddress, options.ClientAddress),
            UserAgent = options.RecordUserAgent ? context.Request.Headers.UserAgent.ToString() : null,
        };
        return client is { Address: null, UserAgent: null } ? null : client;
    }

    private static string? TextOf(IPAddress? address, ClientAddressRecording recording)
    {
        if (address is null || recording == ClientAddressRecording.None)
            return null;

        // The bytes alone: the zone of an address is the name of a network card of this server.
        byte[] bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        if (recording == ClientAddressRecording.Shortened)
            Shorten(bytes);
        return new IPAddress(bytes).ToString();
    }

    private static void Shorten(byte[] bytes)
    {
        bool is6To4 = bytes.Length == 16 && bytes is [0x20, 0x02, ..];
        // An address of 6to4 (RFC 3056) begins with a whole IPv4 address.
        bytes.AsSpan(bytes.Length == 4 ? 3 : is6To4 ? 5 : 6).Clear();
    }
}
