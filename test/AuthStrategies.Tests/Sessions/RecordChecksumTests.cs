using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>The checksum of a payload, and records with none, or with one of another version.</summary>
[TestFixture]
[Property("Requirement", "M-17")]
public sealed class RecordChecksumTests
{
    [Test]
    public async Task IsDamaged_AnyBitOfPayloadOrSubject_IsNoticedOrHarmless()
    {
        (SessionFixture fixture, SessionRecord record, _) = await IssuedAsync();
        byte[] payload = record.Payload.ToArray();
        int checksum = payload.Length - RecordChecksum.Size;

        for (int bit = 0; bit < 8 * payload.Length; bit++)
        {
            byte[] damaged = [.. payload];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            SessionRecord other = With(record, record.Subject, record.Version, damaged);

            Assert.That(RecordChecksum.IsDamaged(other) || bit / 8 >= checksum, Is.True, $"bit {bit}");
        }

        Assert.That(RecordChecksum.IsDamaged(record), Is.False);
        Assert.That(RecordChecksum.IsDamaged(With(record, "alicf", record.Version, payload)), Is.True);
        Assert.That(fixture.Store.Records, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Authenticate_RecordOfAReleaseWithoutChecksum_IsAccepted()
    {
        (SessionFixture fixture, SessionRecord record, string token) = await IssuedAsync();
        fixture.Store.Put(With(record, record.Subject, record.Version, record.Payload[..^RecordChecksum.Size].ToArray()));

        Assert.That((await fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
    }

    /// <summary>A release that does not know the field writes it back unchanged.</summary>
    [Test]
    [Property("Requirement", "F-31")]
    public async Task Authenticate_ChangedByAReleaseThatKeepsTheField_IsAcceptedAndTheFieldIsNewAfterTheNextWrite()
    {
        (SessionFixture fixture, SessionRecord record, string token) = await IssuedAsync();
        byte[] changed = [.. SessionPayloadCodec.Encode(SessionFixture.PayloadOf(record) with { Label = "phone" }).Span, .. record.Payload[^RecordChecksum.Size..].Span];
        fixture.Store.Put(With(record, record.Subject, record.Version + 1, changed));

        AuthResult result = await fixture.Strategy.AuthenticateAsync(token);
        fixture.Time.Advance(TimeSpan.FromMinutes(7));
        await fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Succeeded, Is.True);
        SessionRecord written = fixture.Store.Records.Single();
        Assert.That(SessionFixture.PayloadOf(written).Label, Is.EqualTo("phone"));
        byte[] flipped = written.Payload.ToArray();
        flipped[20] ^= 1;
        Assert.That(RecordChecksum.IsDamaged(With(written, written.Subject, written.Version, flipped)), Is.True);
    }

    private static async Task<(SessionFixture Fixture, SessionRecord Record, string Token)> IssuedAsync()
    {
        SessionFixture fixture = new();
        string token = await fixture.IssueAsync();
        return (fixture, fixture.Store.Records.Single(), token);
    }

    private static SessionRecord With(SessionRecord record, string subject, long version, byte[] payload) => new()
    {
        Id = record.Id,
        Subject = subject,
        ExpiresAt = record.ExpiresAt,
        AbsoluteExpiresAt = record.AbsoluteExpiresAt,
        Version = version,
        Payload = payload,
    };
}
