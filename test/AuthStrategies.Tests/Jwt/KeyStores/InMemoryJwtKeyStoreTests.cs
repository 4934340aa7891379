using AuthStrategies.Testing;

namespace AuthStrategies.Tests.Jwt.KeyStores;

[TestFixture]
public sealed class InMemoryJwtKeyStoreTests
{
    [TestCaseSource(typeof(JwtKeyStoreCaseData), nameof(JwtKeyStoreCaseData.CasesWithoutFailures))]
    public async Task Store_Conforms(JwtKeyStoreCase @case)
    {
        InMemoryJwtKeyStore store = new();
        await using JwtKeyStoreHarness harness = new(() => store);

        await @case.RunAsync(harness);
    }

    [Test]
    public async Task TrySave_Racing_OneWinnerPerVersion()
    {
        InMemoryJwtKeyStore store = new();

        await JwtKeyStoreContract.OneWinnerPerVersionAsync(() => store, writers: 4, versions: 200_000);
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void Document_Displayed_ShowsNoContent()
    {
        JwtKeyDocument document = new(3, "secret"u8);

        Assert.That(document.ToString(), Is.EqualTo("JwtKeyDocument { Version = 3 }"));
    }

    [TestCase(0, 1)]
    [TestCase(1, 0)]
    [TestCase(1, JwtKeyDocument.MaxContentSize + 1)]
    public void Document_OutOfRange_IsRefused(int version, int size)
    {
        Assert.That(() => new JwtKeyDocument(version, new byte[size]), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void Document_BytesChangedLater_StaysAsItWas()
    {
        byte[] bytes = [1, 2, 3];
        JwtKeyDocument document = new(1, bytes);

        bytes[0] = 9;

        Assert.That(document.Content.Span[0], Is.EqualTo(1));
    }
}
