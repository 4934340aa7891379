using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.EntityFrameworkCore.Records;

/// <summary>Converts records to rows and rows to records.</summary>
internal static class RowFormat
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SessionRow Write(SessionRecord record)
    {
        byte[] subject = Subject(record.Subject);
        return new()
        {
            Id = record.Id.ToByteArray(),
            SubjectHash = SHA256.HashData(subject),
            Subject = subject,
            Payload = record.Payload.ToArray(),
            ExpiresAt = record.ExpiresAt.UtcTicks,
            AbsoluteExpiresAt = record.AbsoluteExpiresAt.UtcTicks,
            Version = record.Version,
        };
    }

    /// <summary>The hash by which subjects are compared.</summary>
    /// <exception cref="ArgumentException">The subject is not valid Unicode.</exception>
    public static byte[] SubjectHash(string subject) => SHA256.HashData(Subject(subject));

    /// <summary>Reads a row; <see langword="null"/> if this store cannot have written it.</summary>
    public static SessionRecord? Read(SessionRow row)
    {
        if (row.Id.Length != SessionId.Size || row.Version < 1 || !AreTimes(row.ExpiresAt, row.AbsoluteExpiresAt) || row.Subject.Length == 0)
            return null;
        // If the subject did not match the hash it is listed under, the list and the record would disagree about the owner.
        if (!SHA256.HashData(row.Subject).AsSpan().SequenceEqual(row.SubjectHash) || !System.Text.Unicode.Utf8.IsValid(row.Subject))
            return null;

        SessionId id = new(row.Id);
        return id == default ? null : new()
        {
            Id = id,
            Subject = Utf8.GetString(row.Subject),
            ExpiresAt = new(row.ExpiresAt, TimeSpan.Zero),
            AbsoluteExpiresAt = new(row.AbsoluteExpiresAt, TimeSpan.Zero),
            Version = row.Version,
            Payload = row.Payload,
        };
    }

    private static bool AreTimes(long expiresAt, long absoluteExpiresAt) => expiresAt >= 0 && expiresAt <= absoluteExpiresAt && absoluteExpiresAt <= DateTimeOffset.MaxValue.Ticks;

    private static byte[] Subject(string subject)
    {
        try
        {
            return Utf8.GetBytes(subject);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException("The subject is not valid Unicode.", nameof(subject), exception);
        }
    }
}
