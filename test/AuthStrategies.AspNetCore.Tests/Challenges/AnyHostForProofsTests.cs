using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Challenges;

/// <summary>The address in a proof is compared with the host of the request, so the application must say which hosts are its own.</summary>
[TestFixture]
[Property("Requirement", "P-01")]
public sealed class AnyHostForProofsTests
{
    private const int Event = 141;

    [TestCase("Production", true, "*", true)]
    [TestCase("Staging", true, "*", true)]
    [TestCase("Production", true, "", true)]
    [TestCase("Production", true, "localhost;*", true)]
    [TestCase("Production", true, "[::]", true)]
    [TestCase("Production", true, "0.0.0.0", true)]
    [TestCase("Production", true, "localhost", false)]
    [TestCase("Production", true, "localhost;*.example", false)]
    [TestCase("Development", true, "*", false)]
    [TestCase("Production", false, "*", false)]
    public async Task Start_WithDPoP_WarnsIfEveryHostIsAccepted(string environment, bool usesDPoP, string hosts, bool warns)
    {
        await using TestHost host = await TestHost.StartAsync(
            b =>
            {
                b.AddJwt(Logins.Jwt);
                if (usesDPoP)
                    b.UseDPoP();
            },
            o => o.Transport = CredentialTransport.Bearer,
            services: services => services.PostConfigure<HostFilteringOptions>(options => options.AllowedHosts = [.. hosts.Split(';', StringSplitOptions.RemoveEmptyEntries)]),
            environment: environment);

        Assert.That(host.App.Log.Entries.Count(entry => entry.Id == Event), Is.EqualTo(warns ? 1 : 0));
    }

    [Test]
    public async Task Start_StrategyOverACookie_WarnsOfNothing()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().UseDPoP());

        Assert.That(host.App.Log.Entries.Where(entry => entry.Id == Event), Is.Empty);
    }
}
