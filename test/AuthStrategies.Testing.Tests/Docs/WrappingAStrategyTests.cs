using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Testing.Tests.Docs;

/// <summary>The wrapper of a strategy that docs/writing-a-strategy.md shows is this compiled one.</summary>
public sealed partial class WrappingAStrategyTests
{
    [Test]
    public void Document_Wrapper_IsTheCompiledOne()
    {
        string source = Squeezed(Document.Read("test/AuthStrategies.Testing.Tests/Docs/WrappingAStrategyTests.cs"));

        string[] blocks = [.. Document.CodeBlocks("docs/writing-a-strategy.md").Where(block => block.Contains("CountingStrategy", StringComparison.Ordinal) || block.Contains("InnerStrategy", StringComparison.Ordinal))];

        Assert.That(blocks, Has.Length.EqualTo(2));
        Assert.That(blocks.Select(Squeezed), Has.All.Matches<string>(block => source.Contains(block!, StringComparison.Ordinal)));
    }

    [Test]
    public async Task Wrapper_OfTheDocument_SeesTheCallsAndKeepsTheStrategyInside()
    {
        var services = new ServiceCollection();
        Register(services);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        IssuedCredential alice = await strategy.IssueAsync(TestPrincipals.Of("alice"));

        bool before = (await strategy.AuthenticateAsync(alice.Value)).Succeeded;
        RevokeOutcome outcome = await provider.GetRequiredService<ISessionDirectory>().RevokeEverythingAsync();
        bool after = (await strategy.AuthenticateAsync(alice.Value)).Succeeded;

        Assert.That((before, outcome, after), Is.EqualTo((true, RevokeOutcome.Revoked, false)));
        Assert.That(((CountingStrategy)strategy).Calls, Is.EqualTo(2));
        Assert.That(strategy.GetService<ICookieRotation>(), Is.InstanceOf<SessionStrategy>());
    }

    private static void Register(IServiceCollection services)
    {
        services.AddAuthStrategy().AddSession();
        ServiceDescriptor inner = services.Last(service =>
            service.ServiceType == typeof(IAuthStrategy) && Equals(service.ServiceKey, "Session"));
        services.AddKeyedSingleton<IAuthStrategy>("Session", (provider, key) =>
            new CountingStrategy((IAuthStrategy)inner.KeyedImplementationFactory!(provider, key)));
    }

    private static string Squeezed(string code) => WhiteSpace().Replace(code, "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    private sealed class CountingStrategy(IAuthStrategy inner) : DelegatingAuthStrategy(inner)
    {
        private int _calls;

        public int Calls => _calls;

        public override ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            return base.AuthenticateAsync(credential, cancellationToken);
        }

        public override object? GetService(Type serviceType) =>
            base.GetService(serviceType) ?? InnerStrategy.GetService(serviceType);
    }
}
