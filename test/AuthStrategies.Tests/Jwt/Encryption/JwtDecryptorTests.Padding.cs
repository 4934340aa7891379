using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using AuthStrategies.Jwt.Encryption;

namespace AuthStrategies.Tests.Jwt.Encryption;

/// <summary>Each fault inside has the same answer, and without the right tag nothing is decrypted at all.</summary>
public sealed partial class JwtDecryptorTests
{
    [ThreadStatic]
    private static List<Exception>? _thrown;

    /// <summary>Content whose last block ends in any byte and that has no padding, so that most of it is badly padded.</summary>
    private static JweForge Ending(byte last) => JweForge.Good with { Pads = false, Content = [.. new byte[31], last] };

    [NonParallelizable]
    [Test]
    [Property("Requirement", "T-13")]
    public void Authenticate_WrongTagBadPaddingOrCutShort_IsTheSameAnswer()
    {
        JwtFixture fixture = JweFixture.Encrypting();
        byte[] ciphertext = JweForge.Good.Ciphertext();
        string[] tokens =
        [
            JweForge.Good.Join(ciphertext, new byte[32]),
            JweForge.Good.Join(ciphertext[..^16], new byte[32]),
            JweForge.Good.Join(ciphertext[..^16], tag: null),
            JweForge.Good.Join(ciphertext[..^3], tag: null),
            Ending(0).Seal(),
            Ending(17).Seal(),
            Ending(0).Join(Ending(0).Ciphertext(), new byte[32]),
            (JweForge.Good with { By = JweForge.OtherSecret }).Seal(),
            JweForge.WithHeader("""{"alg":"dir","enc":"A256CBC-HS512","kid":"nobody"}""").Seal(),
        ];

        AuthFailure[] failures = [.. tokens.Select(token => fixture.Authenticate(token).Failure!)];

        Assert.That(failures, Is.All.SameAs(EncryptionFailures.Undecryptable));
    }

    [NonParallelizable]
    [Test]
    [Property("Requirement", "T-13")]
    public void Authenticate_EveryLastByteUnderAWrongTag_NeverGetsToThePadding()
    {
        AppDomain.CurrentDomain.FirstChanceException += Note;
        try
        {
            (string Token, bool IsRight)[] cases =
            [
                .. Enumerable.Range(0, 256).Select(last => Ending((byte)last)).SelectMany(forge => new[] { (forge.Join(forge.Ciphertext(), new byte[32]), false), (forge.Seal(), true) }),
            ];
            JwtFixture fixture = JweFixture.Encrypting();

            int[] seen = [.. cases.Select(attempt => PaddingErrors(fixture, attempt.Token))];

            // Who holds the key, and only who holds it, sees a padding error: the test would notice one.
            Assert.That(cases.Zip(seen).Where(pair => !pair.First.IsRight).Sum(pair => pair.Second), Is.Zero);
            Assert.That(cases.Zip(seen).Count(pair => pair.First.IsRight && pair.Second > 0), Is.GreaterThanOrEqualTo(254));
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Note;
        }
    }

    private static int PaddingErrors(JwtFixture fixture, string token)
    {
        _thrown = [];
        fixture.Authenticate(token);
        int count = _thrown.Count(exception => exception is CryptographicException);
        _thrown = null;
        return count;
    }

    private static void Note(object? sender, FirstChanceExceptionEventArgs e) => _thrown?.Add(e.Exception);
}
