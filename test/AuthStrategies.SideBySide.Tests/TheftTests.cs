using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AuthStrategies.SideBySide.Tests;

/// <summary>Requirement P-01: the same theft works against an ordinary token, and is refused against a bound one; the page says why.</summary>
public sealed class TheftTests : PageTests
{
    private ILocator Scene => Page.Locator("#theft");

    private ILocator Thief => Scene.Locator("tr[data-client=thief]");

    private ILocator Owner => Scene.Locator("tr[data-client=owner]");

    [TestCase("the ordinary token", "✓ Yes · 200", "the theft works")]
    [TestCase("the bound token as a bearer token", "✕ No · 401 · KeyProofRequired", "has no proof of this key")]
    [TestCase("the bound token and a proof of another key", "✕ No · 401 · WrongKey", "bound to another key")]
    [TestCase("the bound token and the proof that the owner sent", "✕ No · 401 · InvalidProof", "used before")]
    [TestCase("the bound refresh token alone", "✕ No · 401 · KeyProofRequired", "has no proof of this key")]
    [TestCase("the bound refresh token and a proof of another key", "✕ No · 401 · WrongKey", "bound to another key")]
    public async Task Steal_EachWay_IsAnsweredWithItsReason(string way, string answer, string why)
    {
        await DoAsync("login");

        await DoAsync("steal");

        ILocator row = Thief.Filter(new() { Has = Page.GetByRole(AriaRole.Cell, new() { Name = way, Exact = true }) });
        await Expect(row).ToHaveCountAsync(1);
        await Expect(row).ToContainTextAsync(answer);
        await Expect(row).ToContainTextAsync(why);
    }

    [Test]
    public async Task Steal_EveryWay_ChangesNothingForTheOwner()
    {
        await DoAsync("login");
        await DoAsync("call");

        await DoAsync("steal");

        await Expect(Owner).ToHaveCountAsync(4);
        await Expect(Owner.Filter(new() { HasText = "✓ Yes · 200" })).ToHaveCountAsync(4);
        await Expect(Thief).ToHaveCountAsync(6);
        await Expect(Page.Locator("#events tr[data-event=credential_refused]")).ToHaveCountAsync(5);
        await Expect(Page.Locator("#events tr[data-event=session_ended]")).ToHaveCountAsync(0);
        await ShootAsync("theft");
    }

    [TestCase("call")]
    [TestCase("steal")]
    public async Task Scene_BeforeLogin_SaysWhatToDo(string action)
    {
        await DoAsync(action);

        await Expect(Scene.Locator("[data-scene-part=hint]")).ToContainTextAsync("Log in first");
        await Expect(Scene.Locator("tbody tr")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Key_OfThePage_CannotBeRead()
    {
        string outcome = await Page.EvaluateAsync<string>("""
            async () => {
              const { ClientKey } = await import('/dpop.js');
              const key = await ClientKey.create();
              return crypto.subtle.exportKey('jwk', key.pair.privateKey).then(() => 'read', (error) => error.name);
            }
            """);

        Assert.That(outcome, Is.EqualTo("InvalidAccessError"));
    }

    private async Task DoAsync(string action)
    {
        await Scene.Locator($"[data-scene={action}]").ClickAsync();
        await Expect(Scene).Not.ToHaveAttributeAsync("aria-busy", "true");
    }
}
