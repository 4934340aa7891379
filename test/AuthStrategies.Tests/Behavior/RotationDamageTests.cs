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
        // Without the checksum, as a release before it wrote the record.
        SessionRecord record = WithoutChecksum(fixture.Store.Peek(SessionFixture.IdOf(tokens.Other))!);

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

    /// <summary>Damage of a record of this release is never taken for theft: the token still works, or it is refused and the record stays.</summary>
    [TestCaseSource(nameof(Rows))]
    [TestCase("current, used")]
    [Property("Requirement", "M-17")]
    public async Task EveryVerb_AnyByteOfThePayloadDamaged_NeverEndsTheSession(string name)
    {
        LogCapture log = new();
        SessionFixture fixture = new(logger: log);
        RotationTokens tokens = await RotationRows.Of(name).PrepareAsync(fixture);
        SessionRecord record = fixture.Store.Peek(SessionFixture.IdOf(tokens.Other))!;
        byte[] payload = record.Payload.ToArray();
        int unreadable = 0;
        for (int at = 0; at < payload.Length; at++)
        {
            foreach (byte flip in (byte[])[0x01, 0x80, 0xFF])
            {
                byte[] damaged = [.. payload];
                damaged[at] ^= flip;
                foreach (string verb in RotationAnswers.Verbs)
                {
                    fixture.Store.Put(With(record, damaged));

                    (string answer, string? _) = await RotationAnswers.AskAsync(fixture.Strategy, verb, tokens.Other);

                    Assert.That(fixture.Store.Peek(record.Id), Is.Not.Null, $"{verb}, byte {at} ^ {flip}: {answer}");
                    unreadable += answer == "refused: UnknownSession" ? 1 : 0;
                }
            }
        }

        Assert.That(unreadable, Is.GreaterThan(payload.Length));
        Assert.That(log.Count(10), Is.GreaterThanOrEqualTo(unreadable), "an event for each");
    }

    private static SessionRecord WithoutChecksum(SessionRecord record) => With(record, record.Payload[..^RecordChecksum.Size].ToArray());

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
