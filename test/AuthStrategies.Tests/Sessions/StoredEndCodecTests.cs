using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Tests.Sessions;

[TestFixture]
[Property("Requirement", "E-02")]
public sealed class StoredEndCodecTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);

    private static IEnumerable<TestCaseData> Ends()
    {
        foreach (SessionEndReason reason in Enum.GetValues<SessionEndReason>())
        {
            foreach (int secrets in (int[])[1, StoredEnd.MaxSecrets])
                yield return new TestCaseData(Of(reason, secrets)).SetArgDisplayNames(reason.ToString(), $"{secrets}");
        }
    }

    [TestCaseSource(nameof(Ends))]
    public void Decode_WhatEncodeWrote_IsTheSame(object written)
    {
        var stored = (StoredEnd)written;

        StoredEnd read = StoredEndCodec.Decode(StoredEndCodec.Encode(stored).Span)!;

        Assert.That(read.Owner, Is.EqualTo(stored.Owner));
        Assert.That(read.Subject, Is.EqualTo(stored.Subject));
        Assert.That(read.Secrets, Is.EqualTo(stored.Secrets));
        Assert.That(read.End.ToString(), Is.EqualTo(stored.End.ToString()));
    }

    [Test]
    public void Decode_AnyChangedOrMissingByte_IsNoReason()
    {
        byte[] bytes = StoredEndCodec.Encode(Of(SessionEndReason.Application, 3)).ToArray();
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            Assert.That(StoredEndCodec.Decode(bytes), Is.Null, $"byte {i}");
            bytes[i] ^= 0x10;
            Assert.That(StoredEndCodec.Decode(bytes.AsSpan(0, i)), Is.Null, $"{i} bytes");
        }

        Assert.That(StoredEndCodec.Decode(bytes), Is.Not.Null);
    }

    [Test]
    public void Decode_ReasonOfALaterRelease_IsNoReason() =>
        Assert.That(StoredEndCodec.Decode(StoredEndCodec.Encode(Of((SessionEndReason)99, 1)).Span), Is.Null);

    [Test]
    public void Named_OtherSubjectStrategyIssuerOrAudience_IsNotTold()
    {
        StoredEnd stored = Of(SessionEndReason.Administrator, 1);
        SessionId id = new(new byte[SessionId.Size - 1].Append((byte)1).ToArray());

        Assert.That(SessionReference.OfClaim(id, Policy(), "alice").Named(stored), Is.True);
        Assert.That(SessionReference.OfClaim(id, Policy(), "bob").Named(stored), Is.False);
        Assert.That(SessionReference.OfClaim(id, Policy(strategy: "Other"), "alice").Named(stored), Is.False);
        Assert.That(SessionReference.OfClaim(id, Policy(issuer: "https://other"), "alice").Named(stored), Is.False);
        Assert.That(SessionReference.OfClaim(id, Policy(audience: "other"), "alice").Named(stored), Is.False);
        Assert.That(SessionReference.OfHolder(id).Named(stored), Is.False);
    }

    private static SessionPolicy Policy(string strategy = "Jwt", string issuer = "https://issuer", string audience = "web")
    {
        var session = SessionPolicy.Compile("Session", new());
        return new()
        {
            Kind = SessionKind.Refresh,
            Strategy = strategy,
            Issuer = issuer,
            AcceptedAudiences = [audience],
            Regular = session.Regular,
            Persistent = session.Persistent,
            Rotation = session.Rotation,
            MaxSessionsPerSubject = 1,
            Principals = session.Principals,
        };
    }

    private static StoredEnd Of(SessionEndReason reason, int secrets) => new(
        reason == SessionEndReason.LoggedOutElsewhere ? new(SessionKind.Session, "Session", null, null) : new(SessionKind.Refresh, "Jwt", "https://issuer", "web"),
        StoredEnd.HashOf("alice"),
        [.. Enumerable.Range(1, secrets).Select(number => new ShortHash((ulong)number, 7))],
        new() { Reason = reason, EndedBy = SessionEndedBy.Administrator, Code = reason == SessionEndReason.Application ? "device-lost" : null, EndedAt = Now });
}
