using System.Buffers;

namespace AuthStrategies.Sessions;

/// <summary>The first and the last client of a session, as one skippable extension field of the payload.</summary>
/// <remarks>
/// <code>
/// which of the two (1) │ { flags (1) │ seen (8) │ [address] │ [user agent] }
/// </code>
/// Texts begin with their length. A text of the last client that equals that of the first is not repeated. A field in another form is kept
/// and ignored: nothing is decided by it.
/// </remarks>
internal static class ClientExtension
{
    /// <summary>An even tag: a release that does not know it skips it.</summary>
    public const ulong Tag = 14;

    private const int FirstFlag = 1;
    private const int LastFlag = 2;
    private const int AddressFlag = 1;
    private const int UserAgentFlag = 2;
    private const int SameAddressFlag = 4;
    private const int SameUserAgentFlag = 8;

    /// <summary>The clients of a session. The last one is the first one until another is written.</summary>
    public static (ClientFacts? First, ClientFacts? Last) Find(SessionPayload session)
    {
        ReadOnlyMemory<byte> field = ExtensionFields.Find(session.Extensions, Tag);
        if (field.IsEmpty)
            return default;

        var reader = new PayloadReader(field.Span);
        int which = reader.Byte();
        ClientFacts? first = (which & FirstFlag) != 0 ? Read(ref reader, null) : null;
        ClientFacts? last = (which & LastFlag) != 0 ? Read(ref reader, first) : first;
        return reader.Failed || !reader.Rest.IsEmpty ? default : (first, last);
    }

    /// <summary>The session of a login by this client.</summary>
    public static SessionPayload Issued(SessionPayload session, ClientFacts? client, DateTimeOffset now) =>
        client is null ? session : With(session, client with { SeenAt = now }, null);

    /// <summary>The session, used by this client. One that is not known changes nothing.</summary>
    public static SessionPayload Seen(SessionPayload session, IClientFactsSource? source, DateTimeOffset now)
    {
        if (source?.GetClient() is not { } client)
            return session;

        (ClientFacts? first, ClientFacts? last) = Find(session);
        // A request that took longer than another one is not the last.
        return last?.SeenAt > now ? session : With(session, first, client with { SeenAt = now });
    }

    private static SessionPayload With(SessionPayload session, ClientFacts? first, ClientFacts? last)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var writer = new PayloadWriter(output);
        writer.Byte((first is null ? 0 : FirstFlag) | (last is null ? 0 : LastFlag));
        if (first is not null)
            Write(writer, first, null);
        if (last is not null)
            Write(writer, last, first);
        return session with { Extensions = ExtensionFields.Replace(session.Extensions, Tag, output.WrittenSpan) };
    }

    private static void Write(in PayloadWriter writer, ClientFacts client, ClientFacts? first)
    {
        int flags = Flag(client.Address, first?.Address, AddressFlag, SameAddressFlag) | Flag(client.UserAgent, first?.UserAgent, UserAgentFlag, SameUserAgentFlag);
        writer.Byte(flags);
        writer.Instant(client.SeenAt.GetValueOrDefault());
        if ((flags & AddressFlag) != 0)
            writer.Text(client.Address!);
        if ((flags & UserAgentFlag) != 0)
            writer.Text(client.UserAgent!);
    }

    private static int Flag(string? text, string? first, int written, int same) =>
        text is null ? 0 : text == first ? same : written;

    private static ClientFacts Read(ref PayloadReader reader, ClientFacts? first)
    {
        int flags = reader.Byte();
        DateTimeOffset seenAt = reader.Instant();
        return new()
        {
            SeenAt = seenAt,
            Address = (flags & AddressFlag) != 0 ? reader.Text() : (flags & SameAddressFlag) != 0 ? first?.Address : null,
            UserAgent = (flags & UserAgentFlag) != 0 ? reader.Text() : (flags & SameUserAgentFlag) != 0 ? first?.UserAgent : null,
        };
    }
}
