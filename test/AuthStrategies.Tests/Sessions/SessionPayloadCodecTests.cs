using AuthStrategies.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using CsCheck;

namespace AuthStrategies.Tests.Sessions;

public sealed class SessionPayloadCodecTests
{
    private static readonly DateTimeOffset Created = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    // Tag, length, owner, flags, used, two discarded; and tag, length, owner, flags, before previous and when.
    private const int RotationFieldSize = 1 + 1 + 8 + 1 + 5 + (2 * 16);
    private const int UnusedFieldSize = 1 + 1 + 8 + 1 + 16 + 1;

    // Tag, length, mask; and tag, length, mask, two claim types, one exception.
    private const int LongFieldSize = 1 + 1 + 2;
    private const int MixedFieldSize = 1 + 1 + 2 + (1 + 18) + (1 + 6) + 2;
    private const int LaterFieldSize = 3;
    private const int ItemsFieldSize = 2 + 61;

    public static IEnumerable<TestCaseData> Goldens() =>
        Payloads().Select(golden => new TestCaseData(golden.Name, golden.Payload).SetArgDisplayNames(golden.Name));

    [TestCaseSource(nameof(Goldens))]
    [Property("Requirement", "F-31")]
    public void Decode_GoldenBytes_GivesTheKnownValues(string name, object expected)
    {
        SessionPayload? payload = SessionPayloadCodec.Decode(Golden(name), "alice", "Session");

        Assert.That(Facts(payload), Is.EqualTo(Facts((SessionPayload)expected)));
    }

    [TestCaseSource(nameof(Goldens))]
    [Property("Requirement", "F-31")]
    public void Encode_KnownValues_GivesTheGoldenBytes(string name, object payload) =>
        Assert.That(Convert.ToHexString(SessionPayloadCodec.Encode((SessionPayload)payload).Span), Is.EqualTo(Convert.ToHexString(Golden(name))));

    [TestCaseSource(nameof(Goldens))]
    [Property("Requirement", "F-29")]
    public void Decode_EveryTruncation_IsUnreadable(string name, object _)
    {
        byte[] golden = Golden(name);
        // Cut at the border of an extension field, a payload is one without that field.
        int[] borders = name switch
        {
            "extended" => [golden.Length - 7, golden.Length - 2],
            "branched" => [golden.Length - RotationFieldSize - 7, golden.Length - RotationFieldSize - 2, golden.Length - RotationFieldSize],
            "items" => [golden.Length - ItemsFieldSize - 5, golden.Length - ItemsFieldSize],
            "unused" => [golden.Length - UnusedFieldSize],
            "long" => [golden.Length - LongFieldSize],
            "mixed" =>
            [
                golden.Length - LaterFieldSize - MixedFieldSize - 7, golden.Length - LaterFieldSize - MixedFieldSize - 2,
                golden.Length - LaterFieldSize - MixedFieldSize, golden.Length - LaterFieldSize,
            ],
            _ => [],
        };

        for (int length = 0; length < golden.Length; length++)
            Assert.That(SessionPayloadCodec.Decode(golden.AsSpan(0, length), "alice") is not null, Is.EqualTo(borders.Contains(length)), $"cut at {length}");
    }

    [TestCaseSource(nameof(Goldens))]
    [Property("Requirement", "F-29")]
    [Property("Requirement", "S-10")]
    public void Decode_EverySingleByteCorruption_NeverThrowsAndHasOneSpelling(string name, object _)
    {
        byte[] golden = Golden(name);

        for (int at = 0; at < golden.Length; at++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] corrupted = [.. golden];
                corrupted[at] = (byte)value;
                if (SessionPayloadCodec.Decode(corrupted, "alice") is { } payload && !SessionPayloadCodec.Encode(payload).Span.SequenceEqual(corrupted))
                    Assert.Fail($"byte {at} = {value} decodes to a payload that is written differently");
            }
        }
    }

    [Test]
    [Property("Requirement", "F-29")]
    public void Decode_RandomBytes_NeverThrowsAndHasOneSpelling()
    {
        Check.Sample(Gen.Byte.Array[0, 200], bytes =>
        {
            // Half of them with a believable beginning, or nearly all would end at the first byte.
            if (bytes.Length > 2 && bytes[^1] % 2 == 0)
                (bytes[0], bytes[1], bytes[2]) = (1, (byte)(bytes[1] & 31), 1);
            SessionPayload? payload = SessionPayloadCodec.Decode(bytes, "alice");
            return payload is null || SessionPayloadCodec.Encode(payload).Span.SequenceEqual(bytes);
        });
    }

    [Test]
    [Property("Requirement", "F-31")]
    public void Decode_RecordOfTheFirstEdition_CountsAsUsedAtItsBirth()
    {
        RotationState rotation = SessionPayloadCodec.Decode(Golden("full"), "alice")!.Rotation;

        Assert.That((rotation.UsedAt, rotation.Doubted, rotation.HasBranched, rotation.Discarded.Length), Is.EqualTo((rotation.BornAt, false, false, 0)));
    }

    [TestCase("branched", "extended")]
    [TestCase("unused", "refresh")]
    [Property("Requirement", "F-31")]
    public void Decode_RecordOfThisEditionByTheFirst_IsTheSameWithoutTheSkippedField(string name, string _)
    {
        byte[] golden = Golden(name);
        int size = name == "branched" ? RotationFieldSize : UnusedFieldSize;
        // Even tags are skipped by a reader that does not know them, and every field before them is where it was.
        Assert.That(golden[^size], Is.EqualTo(RotationExtension.Tag));
        Assert.That(golden[^(size - 1)], Is.EqualTo(size - 2));

        SessionPayload first = SessionPayloadCodec.Decode(golden.AsSpan(..^size), "alice")!;

        SessionPayload second = SessionPayloadCodec.Decode(golden, "alice")!;
        Assert.That(Facts(first), Is.EqualTo(Facts(second with
        {
            Rotation = new() { Secret = second.Rotation.Secret, BornAt = second.Rotation.BornAt, UsedAt = second.Rotation.BornAt, Previous = second.Rotation.Previous },
        })));
    }

    [Test]
    [Property("Requirement", "F-31")]
    public void Decode_NodeOfTheFirstEditionRotatedInBetween_IgnoresTheFieldUntilItIsReplaced()
    {
        SessionPayload branched = SessionPayloadCodec.Decode(Golden("branched"), "alice")!;
        byte[] field = Golden("branched")[^RotationFieldSize..];
        // What that node writes: another secret, and the field as it found it.
        byte[] rotated = [.. SessionPayloadCodec.Encode(branched with { Rotation = RotationState.Issued(Hash(9), Created.AddHours(1)) }).Span, .. field];

        SessionPayload read = SessionPayloadCodec.Decode(rotated, "alice")!;
        SessionPayload unused = SessionPayloadCodec.Decode(SessionPayloadCodec.Encode(read with { Rotation = read.Rotation with { UsedAt = null } }).Span, "alice")!;

        Assert.That((read.Rotation.UsedAt, read.Rotation.Doubted, read.Rotation.Discarded.Length), Is.EqualTo((Created.AddHours(1), false, 0)));
        Assert.That(SessionPayloadCodec.Encode(read).Span.SequenceEqual(rotated), Is.True);
        Assert.That(unused.Rotation.UsedAt, Is.Null);
        Assert.That(unused.Extensions, Is.EqualTo(branched.Extensions));
    }

    [Test]
    [Property("Requirement", "F-31")]
    [Property("Requirement", "E-04")]
    public void Decode_GoldenItems_AreReadWithTheTokenOfThen()
    {
        SessionPayload payload = SessionPayloadCodec.Decode(Golden("items"), "alice", "Session")!;

        Assert.That(payload.ItemsOf(ItemsCipherTests.Token), Is.EqualTo(new Dictionary<string, string?> { ["cart"] = "42", ["none"] = null }));
    }

    [TestCase("long", LongFieldSize, 0, "typical")]
    [TestCase("mixed", MixedFieldSize, LaterFieldSize, "extended")]
    [Property("Requirement", "F-31")]
    public void Decode_NamesByAReleaseThatDoesNotKnowThem_IsTheSameRecordWithShortNames(string name, int size, int later, string without)
    {
        byte[] golden = Golden(name);
        byte[] field = golden[^(size + later)..(golden.Length - later)];
        // An even tag is skipped by a reader that does not know it, and everything before it is as in a record without names.
        Assert.That((field[0] % 2, (int)field[1]), Is.EqualTo((0, size - 2)));
        Assert.That((ulong)field[0], Is.EqualTo(NamesExtension.Tag));

        Assert.That(golden[..^(size + later)], Is.EqualTo(Golden(without)));
    }

    [Test]
    [Property("Requirement", "F-31")]
    public void Decode_NodeOfTheFirstEditionReplacedTheClaims_IgnoresTheNamesUntilTheyAreReplaced()
    {
        SessionPayload mixed = SessionPayloadCodec.Decode(Golden("mixed"), "alice")!;
        byte[] field = Golden("mixed")[^(MixedFieldSize + LaterFieldSize)..^LaterFieldSize];
        // What that node writes: other claims, and the field as it found it.
        SessionPayload other = mixed with { Claims = new ClaimSet("alice", [new("role", "x", ClaimKind.String)]), Extensions = [] };
        byte[] replaced = [.. SessionPayloadCodec.Encode(other).Span, .. field];

        SessionPayload read = SessionPayloadCodec.Decode(replaced, "alice")!;
        SessionPayload again = SessionPayloadCodec.Decode(SessionPayloadCodec.Encode(read.With(mixed.Claims)).Span, "alice")!;
        SessionPayload shorter = SessionPayloadCodec.Decode(SessionPayloadCodec.Encode(read.With(new ClaimSet("alice", []))).Span, "alice")!;

        Assert.That((read.Claims.Names, read.Claims.Entries[0].IsLong), Is.EqualTo((default(LoginNames), false)));
        Assert.That(SessionPayloadCodec.Encode(read).Span.SequenceEqual(replaced), Is.True);
        Assert.That(again.Claims.Names, Is.EqualTo(mixed.Claims.Names));
        Assert.That(again.Claims.Entries.ToArray(), Is.EqualTo(mixed.Claims.Entries.ToArray()));
        Assert.That((again.Extensions, shorter.Extensions), Is.EqualTo((Array.Empty<byte>(), Array.Empty<byte>())));
    }

    [TestCase("0A00", Description = "empty")]
    [TestCase("0A0100", Description = "half a mask")]
    [TestCase("0A020000", Description = "nothing to say")]
    [TestCase("0A024001", Description = "a flag of a later release")]
    [TestCase("0A028001", Description = "a flag of a later release")]
    [TestCase("0A020011", Description = "a long given name, and no such claim")]
    [TestCase("0A03000F00", Description = "a byte too many")]
    [TestCase("0A020801", Description = "a claim type that is missing")]
    [TestCase("0A04080101FF", Description = "a claim type that is not UTF-8")]
    [TestCase("0A0420010104", Description = "an exception that is no pair")]
    [TestCase("0A0420010163", Description = "an exception beyond the claims")]
    [TestCase("0A04200101FF", Description = "an exception that is cut")]
    [TestCase("0A0520017F0000", Description = "more exceptions than bytes")]
    [TestCase("0A052001020000", Description = "the same exception twice")]
    [Property("Requirement", "F-29")]
    public void Decode_NamesInAnotherForm_AreKeptAndIgnored(string extension)
    {
        byte[] record = [.. Golden("typical"), .. Convert.FromHexString(extension)];

        SessionPayload payload = SessionPayloadCodec.Decode(record, "alice")!;

        Assert.That((payload.Claims.Names, LoginNames.HasLong(payload.Claims.Entries)), Is.EqualTo((default(LoginNames), false)));
        Assert.That(SessionPayloadCodec.Encode(payload).Span.SequenceEqual(record), Is.True);
    }

    [TestCase("00")]
    [TestCase("02")]
    [TestCase("0203")]
    [TestCase("01026A6A")]
    [TestCase("0280")]
    [Property("Requirement", "S-10")]
    [Property("Requirement", "F-29")]
    public void Decode_TrailingGarbage_IsUnreadable(string garbage) =>
        Assert.That(SessionPayloadCodec.Decode([.. Golden("typical"), .. Convert.FromHexString(garbage)], "alice"), Is.Null);

    [Test]
    public void Decode_UnknownSkippableField_SurvivesARewriteByteForByte()
    {
        byte[] extended = [.. Golden("typical"), 0x02, 0x03, 0xAA, 0xBB, 0xCC, 0x04, 0x00, 0x80, 0x10, 0x01, 0x7F];

        SessionPayload payload = SessionPayloadCodec.Decode(extended, "alice")!;
        ReadOnlySpan<byte> rewritten = SessionPayloadCodec.Encode(payload with { LastSeenAt = payload.LastSeenAt.AddMinutes(7) }).Span;

        Assert.That(SessionPayloadCodec.Encode(payload).Span.SequenceEqual(extended), Is.True);
        Assert.That(rewritten[^11..].SequenceEqual(extended.AsSpan()[^11..]), Is.True);
    }

    [TestCase("0201AA0201BB", Description = "the same tag twice")]
    [TestCase("0401AA0201BB", Description = "descending")]
    [TestCase("0001AA", Description = "tag zero")]
    [TestCase("820001AA", Description = "a second spelling of tag 2")]
    [TestCase("028100AA", Description = "a second spelling of the length")]
    [TestCase("0202AA", Description = "a length that lies")]
    [TestCase("02FFFFFFFFFFFFFFFFFF01AA", Description = "a length beyond all bytes")]
    [TestCase("02FFFFFFFFFFFFFFFFFF03AA", Description = "a length beyond 64 bits")]
    [TestCase("02FFFFFFFFFFFFFFFFFFFF01AA", Description = "a length of eleven bytes")]
    public void Decode_MalformedExtension_IsUnreadable(string extension) =>
        Assert.That(SessionPayloadCodec.Decode([.. Golden("typical"), .. Convert.FromHexString(extension)], "alice"), Is.Null);

    [TestCase("0100")]
    [TestCase("0301AA")]
    [Property("Requirement", "R-09")]
    public void Decode_FieldThatMustBeUnderstood_IsUnreadable(string extension) =>
        Assert.That(SessionPayloadCodec.Decode([.. Golden("typical"), .. Convert.FromHexString(extension)], "alice"), Is.Null);

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(255)]
    [Property("Requirement", "F-30")]
    public void Decode_OtherVersion_IsUnreadable(byte version)
    {
        byte[] other = Golden("typical");
        other[0] = version;

        Assert.That(SessionPayloadCodec.Decode(other, "alice"), Is.Null);
    }

    [Test]
    [Property("Requirement", "S-11")]
    public void Decode_JsonWithATypeName_IsUnreadable() =>
        Assert.That(SessionPayloadCodec.Decode("{\"$type\":\"System.Diagnostics.Process\"}"u8, "alice"), Is.Null);

    [Test]
    public void Decode_CountOfClaimsThatLies_ReservesNoMemory()
    {
        byte[] golden = Golden("minimal");
        // Its last byte is the number of claims.
        byte[] lying = [.. golden[..^1], 0xE7, 0x07];
        SessionPayload? payload = SessionPayloadCodec.Decode(lying, "alice", "Session");

        long allocated = Allocations.Least(() => payload ??= SessionPayloadCodec.Decode(lying, "alice", "Session"));

        Assert.That(payload, Is.Null);
        Assert.That(allocated, Is.LessThan(100));
    }

    [TestCase(1000, true)]
    [TestCase(1001, false)]
    [Property("Requirement", "T-14")]
    public void Decode_ManyClaims_IsReadUpToAThousand(int count, bool isRead)
    {
        // Each claim says what it is and has an empty value: enough bytes for the count.
        byte[] claims = [.. Enumerable.Repeat(new byte[] { 1 << 3, 0 }, count).SelectMany(claim => claim)];
        byte[] bytes = [.. Golden("minimal")[..^1], (byte)(count & 0x7F | 0x80), (byte)(count >> 7), .. claims];

        Assert.That(SessionPayloadCodec.Decode(bytes, "alice")?.Claims.Entries.Length, Is.EqualTo(isRead ? count : (int?)null));
    }

    [Test]
    public void Decode_LargerThanTheLimit_IsUnreadableAndNotLookedAt()
    {
        byte[] huge = [.. Golden("typical"), 0x02, 0x80, 0x80, 0x08, .. new byte[128 * 1024]];

        Assert.That(SessionPayloadCodec.Decode(huge, "alice"), Is.Null);
    }

    [TestCase("C0AF", Description = "overlong")]
    [TestCase("EDA080", Description = "surrogate")]
    [TestCase("FF", Description = "never a byte of UTF-8")]
    [TestCase("E282", Description = "cut")]
    public void Decode_TextThatIsNotUtf8_IsUnreadable(string text)
    {
        byte[] minimal = Golden("minimal");
        byte[] bytes = Convert.FromHexString(text);

        byte[] claim = [.. minimal[..^1], 1, 1 << 3, (byte)bytes.Length, .. bytes];

        Assert.That(SessionPayloadCodec.Decode(claim, "alice"), Is.Null);
    }

    [TestCase(7, Description = "no such kind")]
    [TestCase(8 + 7, Description = "no such kind under a code")]
    public void Decode_UnknownKindOfClaim_IsUnreadable(int head) =>
        Assert.That(SessionPayloadCodec.Decode([.. Golden("minimal")[..^1], 1, (byte)head, 1, (byte)'x', 1, (byte)'y'], "alice"), Is.Null);

    [Test]
    public void Decode_WellKnownTypeSpelledOut_IsUnreadable() =>
        Assert.That(SessionPayloadCodec.Decode([.. Golden("minimal")[..^1], 1, 0, 4, .. "role"u8, 1, (byte)'y'], "alice"), Is.Null);

    [Test]
    public void Encode_TypicalRecordOfSixClaims_IsAtMost200Bytes()
    {
        Assert.That(Payloads().Single(p => p.Name == "typical").Payload.Claims.Entries.Length, Is.EqualTo(6));
        Assert.That(Golden("typical"), Has.Length.AtMost(200));
    }

    [Test]
    public void Encode_ExtremeInstants_ReadBack()
    {
        SessionPayload extreme = Payloads()[0].Payload with
        {
            CreatedAt = DateTimeOffset.MaxValue,
            AuthenticatedAt = DateTimeOffset.MinValue,
            Rotation = RotationState.Issued(Hash(1), DateTimeOffset.MaxValue),
            LastSeenAt = DateTimeOffset.MinValue.AddTicks(1),
        };

        Assert.That(Facts(SessionPayloadCodec.Decode(SessionPayloadCodec.Encode(extreme).Span, "alice")), Is.EqualTo(Facts(extreme)));
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void ToString_Payload_ShowsNeitherClaimsNorHashes()
    {
        SessionPayload payload = Payloads().Single(p => p.Name == "full").Payload;

        Assert.That(payload.ToString(), Is.EqualTo("SessionPayload { Kind = Session, Strategy = Session }"));
    }

    private static (string Name, SessionPayload Payload)[] Payloads()
    {
        SessionPayload minimal = new()
        {
            Kind = SessionKind.Session,
            Strategy = "Session",
            Rotation = RotationState.Issued(Hash(1), Created),
            CreatedAt = Created,
            AuthenticatedAt = Created,
            LastSeenAt = Created,
            Claims = new ClaimSet("alice", []),
        };
        SessionPayload typical = minimal with
        {
            Rotation = RotationState.Issued(Hash(1), Created.AddMinutes(30)),
            LastSeenAt = Created.AddMinutes(42),
            Label = "Firefox on Linux",
            Claims = new ClaimSet("alice",
            [
                new("name", "Alice Example", ClaimKind.String), new("email", "alice@example.org", ClaimKind.String),
                new("role", "admin", ClaimKind.String), new("role", "editor", ClaimKind.String),
                new("locale", "de-AT", ClaimKind.String), new("tenant", "4711", ClaimKind.Integer32),
            ]),
        };
        SessionPayload full = typical with
        {
            Rotation = typical.Rotation with { Previous = new(Hash(2), Hash(3)) },
            Persistent = true,
            AuthenticatedAt = Created.AddHours(-1),
            Label = "Zoë's 📱",
            Claims = new ClaimSet("alice",
            [
                new("a", "", ClaimKind.String), new("b", "-7", ClaimKind.Integer32), new("c", "9007199254740993", ClaimKind.Integer64),
                new("d", "0.5", ClaimKind.Double), new("e", "true", ClaimKind.Boolean), new("f", "{\"x\":1}", ClaimKind.Json),
                new("g", "[1,2]", ClaimKind.JsonArray), new("org_id", "ünï", ClaimKind.String),
            ]),
        };
        SessionPayload refresh = typical with { Kind = SessionKind.Refresh, Strategy = "Jwt", Issuer = "https://api.example", Audience = "web" };
        SessionPayload extended = typical with { Extensions = Convert.FromHexString("0203AABBCC0400") };
        SessionPayload branched = extended with
        {
            Rotation = full.Rotation with { UsedAt = Created.AddMinutes(31), Discarded = [ShortHash.Of(Hash(4)), ShortHash.Of(Hash(5))], Doubted = true, HasBranched = true },
        };
        SessionPayload unused = refresh with
        {
            Rotation = full.Rotation with { UsedAt = null, BeforePrevious = new(ShortHash.Of(Hash(6)), Created.AddMinutes(30)) },
        };
        SessionPayload allLong = typical with
        {
            Claims = new ClaimSet("alice", Marked(typical.Claims, 0, 1, 2, 3)) { Names = new() { HasLongSubject = true, HasLongNameType = true, HasLongRoleType = true } },
        };
        SessionPayload mixed = extended with
        {
            Claims = new ClaimSet("alice", Marked(typical.Claims, 1, 3)) { Names = new() { HasBothSubjects = true, NameType = "preferred_username", RoleType = "groups" } },
            Extensions = Convert.FromHexString("0203AABBCC04000C01FF"),
        };
        SessionPayload items = extended with { Extensions = Convert.FromHexString("0203AABBCC" + "0C3D" + ItemsCipherTests.Vector) };
        return [("items", items), ("long", allLong), ("mixed", mixed), ("branched", branched), ("unused", unused), ("minimal", minimal), ("typical", typical), ("full", full), ("refresh", refresh), ("extended", extended)];
    }

    private static ClaimEntry[] Marked(ClaimSet claims, params int[] places) =>
        [.. claims.Entries.ToArray().Select((claim, i) => claim with { IsLong = places.Contains(i) })];

    private static Bytes32 Hash(byte first) => Bytes32.From([.. Enumerable.Range(first, 32).Select(i => (byte)i)]);

    private static byte[] Golden(string name)
    {
        string root = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(root, "AuthStrategies.sln")))
            root = Path.GetDirectoryName(root)!;
        return Convert.FromHexString(File.ReadAllText(Path.Combine(root, "test/AuthStrategies.Tests/Sessions/Golden", $"v1-{name}.golden")).ReplaceLineEndings(""));
    }

    private static string Facts(SessionPayload? p)
    {
        if (p is null)
            return "unreadable";

        string claims = string.Join('|', p.Claims.Entries.ToArray().Select(c => $"{c.Type}={c.Value}:{c.Kind}{(c.IsLong ? "L" : "")}"));
        return $"{p.Kind} {p.Strategy} {p.Issuer} {p.Audience} {Hex(p.Rotation.Secret)} {(p.Rotation.Previous is { } r ? Hex(r.Hash) + Hex(r.Salt) : "-")} "
            + $"{p.Rotation.BornAt:O} {p.Rotation.UsedAt:O} {p.Rotation.Doubted} {p.Rotation.HasBranched} {string.Join('/', p.Rotation.Discarded)} {p.Rotation.BeforePrevious} {p.CreatedAt:O} {p.AuthenticatedAt:O} {p.LastSeenAt:O} {p.Persistent} {p.Label} {p.Claims.Subject} {p.Claims.Names} {claims} {Convert.ToHexString(p.Extensions)}";
    }

    private static string Hex(Bytes32 bytes) => Convert.ToHexString((ReadOnlySpan<byte>)bytes);
}
