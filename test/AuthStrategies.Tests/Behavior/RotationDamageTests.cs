using System.Buffers;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Behavior;

/// <summary>Records whose rotation extension is damaged, at each byte: they are read, ignored or refused, and nothing throws.</summary>
[Property("Requirement", "M-14")]
public sealed class RotationDamageTests
{
    // A session that has never rotated has no extension.
    public static IEnumerable<string> Rows => RotationRows.Names.Where(name => name is not ("current, used" or "current, used and due" or "any other"));

    [TestCaseSource(nameof(Rows))]
    public async Task EveryVerb_AnyByteOfTheExtensionDamaged_AnswersAndKeepsAnUnreadableRecord(string name)
    {
        SessionFixture fixture = new(logger: SessionFixture.Silent);
        RotationTokens tokens = await RotationRows.Of(name).PrepareAsync(fixture);
        SessionRecord record = fixture.Store.Peek(SessionFixture.IdOf(tokens.Other))!;

        SessionRecord[] all = [.. Damaged(record)];
        Assert.That(all, Is.Not.Empty);
        foreach (SessionRecord damaged in all)
        {
            bool isReadable = SessionPayloadCodec.Decode(damaged.Payload.Span, damaged.Subject) is not null;
            foreach (string verb in RotationAnswers.Verbs)
            {
                foreach (string token in (string[])[tokens.Presented, tokens.Other])
                {
                    fixture.Store.Put(damaged);

                    (string answer, string? handed) = await RotationAnswers.AskAsync(fixture.Strategy, verb, token);

                    if (isReadable)
                        Assert.That(handed is null || (await fixture.Strategy.AuthenticateAsync(handed)).Succeeded, Is.True, "what is handed out is accepted");
                    else
                        Assert.That((answer, fixture.Store.Peek(record.Id)), Is.EqualTo((verb == "at headers" ? "nothing" : "refused: UnknownSession", damaged)));
                }
            }
        }
    }

    /// <summary>The record with each byte of its extension changed: one bit, the highest bit, all bits, and cut off there.</summary>
    private static IEnumerable<SessionRecord> Damaged(SessionRecord record)
    {
        byte[] payload = record.Payload.ToArray();
        ArrayBufferWriter<byte> extension = new();
        RotationExtension.Write(new PayloadWriter(extension), SessionFixture.PayloadOf(record).Rotation);
        for (int at = payload.Length - extension.WrittenCount; at < payload.Length; at++)
        {
            foreach (byte flip in (byte[])[0x01, 0x80, 0xFF])
            {
                byte[] damaged = [.. payload];
                damaged[at] ^= flip;
                yield return With(record, damaged);
            }

            yield return With(record, payload[..at]);
        }
    }

    private static SessionRecord With(SessionRecord record, byte[] payload) => new()
    {
        Id = record.Id,
        Subject = record.Subject,
        ExpiresAt = record.ExpiresAt,
        AbsoluteExpiresAt = record.AbsoluteExpiresAt,
        Version = record.Version,
        Payload = payload,
    };
}
