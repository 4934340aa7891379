using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace AuthStrategies.AspNetCore.Keys;

/// <summary>
/// Statements about a session that a browser keeps and cannot change: its challenges and its bound cookie, protected by ASP.NET Core Data Protection, whose
/// keys all nodes share. Nothing is remembered. Thread-safe.
/// </summary>
internal sealed class DeviceStatements(IDataProtectionProvider provider)
{
    /// <summary>The size of the thumbprint of a key.</summary>
    public const int ThumbprintSize = 32;

    // A statement has some 240 characters.
    private const int MaxLength = 512;
    private const int HeadSize = SessionId.Size + sizeof(long);

    private readonly IDataProtector[] _protectors =
    [
        provider.CreateProtector("AuthStrategies.DeviceBinding.v1", nameof(DeviceStatementKind.Registration)),
        provider.CreateProtector("AuthStrategies.DeviceBinding.v1", nameof(DeviceStatementKind.Refresh)),
        provider.CreateProtector("AuthStrategies.DeviceBinding.v1", nameof(DeviceStatementKind.Cookie)),
    ];

    /// <summary>Makes a statement. No two are the same text.</summary>
    /// <param name="kind">What it says. A statement of one kind is none of another.</param>
    /// <param name="session">About which session.</param>
    /// <param name="endsAt">Until when it counts.</param>
    /// <param name="thumbprint">The thumbprint of a key, in base64url; <see langword="null"/> for none.</param>
    /// <exception cref="AuthUnavailableException">The key of Data Protection cannot be read now.</exception>
    public string Create(DeviceStatementKind kind, SessionId session, DateTimeOffset endsAt, string? thumbprint = null)
    {
        byte[] content = new byte[thumbprint is null ? HeadSize : HeadSize + ThumbprintSize];
        session.CopyTo(content);
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(SessionId.Size), endsAt.UtcTicks);
        if (thumbprint is not null)
            Base64Url.DecodeFromChars(thumbprint, content.AsSpan(HeadSize));
        try
        {
            return Base64Url.EncodeToString(_protectors[(int)kind].Protect(content));
        }
        catch (CryptographicException exception)
        {
            throw new AuthUnavailableException("Data Protection has no key for device-bound sessions: check where its keys are persisted.", exception);
        }
    }

    /// <summary>Reads a statement that a client sent.</summary>
    /// <returns>Whether it was made here, on this node or another one, and has not ended.</returns>
    public bool TryRead(DeviceStatementKind kind, string text, DateTimeOffset now, out DeviceStatement statement)
    {
        statement = default;
        if (text.Length > MaxLength || Unprotect(kind, text) is not { } content)
            return false;

        int expected = kind == DeviceStatementKind.Cookie ? HeadSize + ThumbprintSize : HeadSize;
        if (content.Length != expected)
            return false;

        long endsAt = BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(SessionId.Size));
        statement = new(new(content.AsSpan(0, SessionId.Size)), new(endsAt, TimeSpan.Zero), content.AsMemory(HeadSize));
        return now.UtcTicks < endsAt;
    }

    private byte[]? Unprotect(DeviceStatementKind kind, string text)
    {
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        // One spelling only: a challenge that was used must not come back as another text.
        if (!Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text, bytes, out _, out int written) != OperationStatus.Done || Base64Url.EncodeToString(bytes.AsSpan(0, written)) != text)
            return null;

        try
        {
            return _protectors[(int)kind].Unprotect(bytes[..written]);
        }
        catch (CryptographicException)
        {
            // Any client can send any bytes. A statement under a key that is lost is replaced by the next refresh.
            return null;
        }
    }
}
