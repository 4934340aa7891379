using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace AuthStrategies.SideBySide.Tests;

/// <summary>One column of the page, as its user sees it.</summary>
internal sealed class ColumnPage(IPage page, string strategy)
{
    public ILocator Root { get; } = page.Locator($"section.column[data-strategy={strategy}]");

    public ILocator Sentence => Part("sentence");

    public ILocator Status => Part("outcome");

    public ILocator Way => Part("way");

    public ILocator Sessions => Root.Locator("[data-session]");

    public ILocator Part(string name) => Root.Locator($"[data-part={name}]");

    public ILocator Button(string action) => Root.Locator($"[data-action={action}]");

    public ILocator Node(string name) => Root.Locator($"[data-node={name}]");

    /// <summary>Presses a button and waits until what it began has ended.</summary>
    public async Task DoAsync(string action)
    {
        await Button(action).ClickAsync();
        await IdleAsync();
    }

    public Task IdleAsync() => Assertions.Expect(Root).Not.ToHaveAttributeAsync("aria-busy", "true");

    public async Task TamperAsync(string part)
    {
        await Part("tamper-part").SelectOptionAsync(part);
        await DoAsync("tamper");
    }

    public async Task<string> VariableAsync(string name) =>
        await Root.Locator($"dd[data-variable='{name}'] > span").InnerTextAsync();

    /// <summary>The credential itself, in the raw.</summary>
    public Task<string> RawAsync() => Part("raw").InnerTextAsync();

    public Task SaysYesAsync(string sentence) => SaysAsync("yes", "✓ Yes", sentence);

    public Task SaysNoAsync(string reason, string sentence) => SaysAsync("no", $"✕ No · 401 · {reason}", sentence);

    public async Task LitAsync(params string[] nodes)
    {
        foreach (string node in new[] { "browser", "thief", "server", "store" })
        {
            ILocatorAssertions expected = nodes.Contains(node) ? Assertions.Expect(Node(node)) : Assertions.Expect(Node(node)).Not;
            await expected.ToHaveClassAsync(new Regex(@"\blit\b"));
        }
    }

    private async Task SaysAsync(string outcome, string headline, string sentence)
    {
        await Assertions.Expect(Part("answer")).ToHaveAttributeAsync("data-outcome", outcome);
        await Assertions.Expect(Status).ToContainTextAsync(headline);
        await Assertions.Expect(Sentence).ToContainTextAsync(sentence);
    }
}
