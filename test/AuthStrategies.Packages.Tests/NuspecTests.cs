namespace AuthStrategies.Packages.Tests;

/// <summary>What each package demands of an application. A line here is a promise: change it on purpose, and say so in the CHANGELOG.</summary>
[TestFixture]
public sealed class NuspecTests
{
    private const string Approved = """
        AuthStrategies: AuthStrategies.Abstractions OURS
        AuthStrategies: Microsoft.Extensions.Configuration.Binder 10.0.0
        AuthStrategies: Microsoft.Extensions.DependencyInjection.Abstractions 10.0.0
        AuthStrategies: Microsoft.Extensions.Diagnostics.HealthChecks 10.0.0
        AuthStrategies: Microsoft.Extensions.Hosting.Abstractions 10.0.0
        AuthStrategies: Microsoft.Extensions.Logging.Abstractions 10.0.0
        AuthStrategies: Microsoft.Extensions.Options.ConfigurationExtensions 10.0.0
        AuthStrategies: Microsoft.IdentityModel.JsonWebTokens 8.19.2
        AuthStrategies: System.IO.Hashing 10.0.0
        AuthStrategies.Abstractions: Microsoft.Extensions.DependencyInjection.Abstractions 10.0.0
        AuthStrategies.AspNetCore: AuthStrategies OURS
        AuthStrategies.AspNetCore.Testing: AuthStrategies.AspNetCore OURS
        AuthStrategies.AspNetCore.Testing: AuthStrategies.Testing OURS
        AuthStrategies.AspNetCore.Testing: Microsoft.AspNetCore.TestHost 10.0.0
        AuthStrategies.EntityFrameworkCore: AuthStrategies.Abstractions OURS
        AuthStrategies.EntityFrameworkCore: Microsoft.EntityFrameworkCore.Relational 10.0.0
        AuthStrategies.EntityFrameworkCore: Microsoft.Extensions.DependencyInjection.Abstractions 10.0.0
        AuthStrategies.EntityFrameworkCore: Microsoft.Extensions.Hosting.Abstractions 10.0.0
        AuthStrategies.EntityFrameworkCore: Microsoft.Extensions.Logging.Abstractions 10.0.0
        AuthStrategies.EntityFrameworkCore: Microsoft.Extensions.Options 10.0.0
        AuthStrategies.Issuers: AuthStrategies OURS
        AuthStrategies.Issuers: Microsoft.IdentityModel.Protocols 8.19.2
        AuthStrategies.OpenApi: AuthStrategies.AspNetCore OURS
        AuthStrategies.OpenApi: Microsoft.AspNetCore.OpenApi 10.0.0
        AuthStrategies.OpenTelemetry: AuthStrategies OURS
        AuthStrategies.OpenTelemetry: OpenTelemetry.Api 1.15.3
        AuthStrategies.Redis: AuthStrategies.Abstractions OURS
        AuthStrategies.Redis: Microsoft.Extensions.DependencyInjection.Abstractions 10.0.0
        AuthStrategies.Redis: Microsoft.Extensions.Hosting.Abstractions 10.0.0
        AuthStrategies.Redis: Microsoft.Extensions.Logging.Abstractions 10.0.0
        AuthStrategies.Redis: Microsoft.Extensions.Options 10.0.0
        AuthStrategies.Redis: StackExchange.Redis 2.7.27
        AuthStrategies.Testing: AuthStrategies OURS
        AuthStrategies.Testing: Microsoft.Extensions.DependencyInjection 10.0.0
        """;

    [Test]
    public void Nuspec_OfEachPackage_DemandsWhatIsApproved()
    {
        IEnumerable<string> demanded = PackageFeed.Dependencies()
            .SelectMany(package => package.Dependencies.Select(dependency => $"{package.Package}: {dependency}"))
            .Select(line => line.Replace(PackageFeed.Version, "OURS", StringComparison.Ordinal));

        Assert.That(demanded.Order(StringComparer.Ordinal), Is.EqualTo(Approved.Split('\n').Order(StringComparer.Ordinal)));
    }

    [Test]
    public void Packages_All_ArePacked() =>
        Assert.That(
            PackageFeed.Dependencies().Select(package => package.Package),
            Is.EquivalentTo(Directory.EnumerateDirectories(Path.Combine(PackageFeed.Root, "src")).Select(Path.GetFileName).Append("AuthStrategies.Templates")));
}
