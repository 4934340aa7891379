using AuthStrategies.Packages.Tests.Packing;

namespace AuthStrategies.Packages.Tests;

/// <summary>The analyzer is in the package of the contracts, and reaches who references any of our packages.</summary>
[TestFixture]
public sealed class AnalyzerTests
{
    private const string Wrapper = """
        using AuthStrategies;

        public sealed class MyStore(ISessionStore inner) : ISessionStore
        {
            public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) => inner.TryCreateAsync(record, cancellationToken);

            public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

            public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) => inner.TryReplaceAsync(record, cancellationToken);

            public ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken) => inner.RemoveAsync(id, ifVersion, cancellationToken);

            public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken) => inner.ListAsync(subject, cancellationToken);

            public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken) => inner.RemoveAllAsync(subject, except, cancellationToken);

            public object? GetService(System.Type serviceType) => null;
        }
        """;

    [Test]
    public void Package_OfTheContracts_HasTheAnalyzerAndNoOtherPackageHas()
    {
        IEnumerable<string> entries = PackageFeed.Entries().Where(entry => entry.Entry.StartsWith("analyzers/", StringComparison.Ordinal)).Select(entry => $"{entry.Package} {entry.Entry}");

        Assert.That(entries, Is.EqualTo(new[] { "AuthStrategies.Abstractions analyzers/dotnet/cs/AuthStrategies.Analyzers.dll" }));
    }

    [TestCase("AuthStrategies.Abstractions")]
    [TestCase("AuthStrategies")]
    [TestCase("AuthStrategies.AspNetCore")]
    [TestCase("AuthStrategies.Redis")]
    public async Task Project_ThatReferencesAPackage_GetsTheWarning(string package)
    {
        string folder = Path.Combine(PackageFeed.Folder, $"Analyzed.{package}");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "MyStore.cs"), Wrapper);
        await File.WriteAllTextAsync(Path.Combine(folder, "Analyzed.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{PackageFeed.Version}" />
              </ItemGroup>
            </Project>
            """);

        string output = await Dotnet.RunAsync(folder, "build", "-v:q", "-nologo");

        Assert.That(output, Does.Contain("warning AUTHS001: 'MyStore' wraps another session store"));
    }
}
