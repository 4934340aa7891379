using System.Buffers;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using CsCheck;

namespace AuthStrategies.Rotation.Tests.Table;

public sealed class RotationExtensionTests
{
    private static readonly DateTimeOffset BornAt = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly RotationState Plain = RotationState.Issued(Secrets.Hash(1), BornAt);

    private static readonly RotationState Full = Plain with
    {
        UsedAt = BornAt.AddMinutes(7).AddTicks(3),
        Doubted = true,
        Discarded = [.. Enumerable.Range(2, 4).Select(number => ShortHash.Of(Secrets.Hash((byte)number)))],
        BeforePrevious = new(ShortHash.Of(Secrets.Hash(9)), BornAt.AddSeconds(-40)),
    };

    [Test]
    public void Write_UsedAtItsBirth_IsNothing() => Assert.That(Write(Plain), Is.Empty);

    [Test]
    public void Write_UnusedSuccessor_IsTheOwnerAndOneByte() =>
        Assert.That(Convert.ToHexString(Write(Plain with { UsedAt = null })), Is.EqualTo("0609" + "4BF5122F344554C5" + "00"));

    [Test]
    public void Write_FullState_IsTheKnownBytes() => Assert.That(Convert.ToHexString(Write(Full)), Is.EqualTo(
        "0663" + "4BF5122F344554C5" + "3C" + "86A8B7A51F"
        + "DBC1B4C900FFE48D575B5DA5C6380401"
        + "084FED08B978AF4D7D196A7446A86B58"
        + "E52D9C508C502347344D8C07AD91CBD6"
        + "E77B9A9AE9E30B0DBDB6F510A264EF9D"
        + "2B4C342F5433EBE591A1DA77E013D1B7" + "FF8FBCFD02"));

    [Test]
    public void Write_LargestState_IsAtMost137Bytes()
    {
        RotationState largest = Full with { UsedAt = DateTimeOffset.MaxValue, BeforePrevious = new(default, DateTimeOffset.MinValue) };

        Assert.That(RotationExtension.MaxSize, Is.AtMost(137));
        Assert.That(Write(largest), Has.Length.AtMost(RotationExtension.MaxSize));
        Assert.That(Read(Write(largest), Plain), Is.EqualTo(largest).Using<RotationState>(Same));
    }

    [Test]
    public void TryRead_EveryState_ReadsBack()
    {
        Gen<RotationState> states =
            from used in Gen.Long[-TimeSpan.TicksPerDay, TimeSpan.TicksPerDay * 400].Nullable()
            from doubted in Gen.Bool
            from discarded in Gen.ULong.Array[0, RotationState.MaxDiscarded]
            from displaced in Gen.Long[-TimeSpan.TicksPerDay, 0].Nullable()
            select Plain with
            {
                UsedAt = used is { } ticks ? BornAt.AddTicks(ticks) : null,
                Doubted = doubted,
                Discarded = [.. discarded.Select(number => new ShortHash(number, ~number))],
                BeforePrevious = displaced is { } ago ? new(new ShortHash(1, 2), BornAt.AddTicks(ago)) : null,
            };

        states.Sample(state => !RotationExtension.IsNeeded(state) ? Write(state).Length == 0 : Same(Read(Write(state), Plain)!.Value, state));
    }

    [Test]
    public void BelongsTo_AnotherSecretOrTooShort_IsFalse()
    {
        byte[] field = Write(Full)[2..];

        Assert.That(RotationExtension.BelongsTo(field, Secrets.Hash(1)), Is.True);
        Assert.That(RotationExtension.BelongsTo(field, Secrets.Hash(2)), Is.False);
        Assert.That(RotationExtension.BelongsTo(field.AsSpan(0, 8), Secrets.Hash(1)), Is.False);
    }

    [Test]
    public void TryRead_EveryTruncation_IsRefused()
    {
        byte[] field = Write(Full)[2..];

        for (int length = 9; length < field.Length; length++)
        {
            RotationState state = Plain;
            Assert.That(RotationExtension.TryRead(field.AsSpan(0, length), ref state), Is.False, $"cut at {length}");
            Assert.That(state, Is.EqualTo(Plain).Using<RotationState>(Same));
        }
    }

    [Test]
    public void TryRead_EverySingleByteCorruption_HasOneSpelling()
    {
        byte[] field = Write(Full)[2..];

        for (int at = 8; at < field.Length; at++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] corrupted = [.. field];
                corrupted[at] = (byte)value;
                RotationState state = Plain;
                if (RotationExtension.TryRead(corrupted, ref state) && !Write(state).AsSpan(2).SequenceEqual(corrupted))
                    Assert.Fail($"byte {at} = {value} reads as a state that is written differently");
            }
        }
    }

    [TestCase("08" + "00", Description = "used at its birth: that is written as no field")]
    [TestCase("05", Description = "five discarded")]
    [TestCase("80", Description = "a flag that does not exist")]
    [TestCase("0000", Description = "more bytes than it has")]
    public void TryRead_NotTheOneForm_IsRefused(string body)
    {
        RotationState state = Plain;

        Assert.That(RotationExtension.TryRead([.. Write(Full)[2..10], .. Convert.FromHexString(body)], ref state), Is.False);
    }

    private static byte[] Write(RotationState state)
    {
        var output = new ArrayBufferWriter<byte>();
        RotationExtension.Write(new PayloadWriter(output), state);
        return output.WrittenSpan.ToArray();
    }

    private static RotationState? Read(byte[] extension, RotationState plain)
    {
        Assert.That(extension[0], Is.EqualTo(RotationExtension.Tag));
        Assert.That(extension[1], Is.EqualTo(extension.Length - 2));
        return RotationExtension.TryRead(extension.AsSpan(2), ref plain) ? plain : null;
    }

    private static bool Same(RotationState one, RotationState other) =>
        one.Secret.Equals(other.Secret) && one.BornAt == other.BornAt && one.UsedAt == other.UsedAt && one.Doubted == other.Doubted && one.HasBranched == other.HasBranched
        && one.BeforePrevious == other.BeforePrevious && one.Discarded.SequenceEqual(other.Discarded);
}
