using System.Reflection;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Testing;
using AuthStrategies.AspNetCore.Tests.Approved;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Issuers;
using AuthStrategies.Redis;
using AuthStrategies.Testing;

namespace AuthStrategies.Tests.Architecture;

/// <summary>
/// What applications must implement: docs/versioning.md promises that a minor version adds nothing to it, because each class of an
/// application that implements an interface, and each of its fakes, would no longer compile.
/// </summary>
[TestFixture]
public sealed class ImplementedMembersTests
{
    internal static readonly Assembly[] Packages =
    [
        typeof(IAuthStrategy).Assembly, typeof(SessionStrategyOptions).Assembly, typeof(AuthStrategyDefaults).Assembly, typeof(AuthTestClient).Assembly,
        typeof(SessionStoreConformance).Assembly, typeof(RedisSessionStore).Assembly, typeof(SessionRow).Assembly, typeof(IssuerKeysOptions).Assembly,
        typeof(Microsoft.Extensions.DependencyInjection.OpenApiAuthStrategyExtensions).Assembly, typeof(OpenTelemetry.Metrics.AuthStrategiesMeterProviderBuilderExtensions).Assembly,
    ];

    /// <summary>A new line of a type that is in a published version breaks the promise: give the member a default implementation instead.</summary>
    [Test]
    public Task MembersToImplement_OfEachPublicType_AreTheApprovedOnes()
    {
        IEnumerable<string> members = Packages.SelectMany(package => package.GetExportedTypes()).SelectMany(MembersToImplement).Order(StringComparer.Ordinal);

        return ApprovedText.VerifyPageAsync(string.Join('\n', members), "test/AuthStrategies.Tests/Architecture/ImplementedMembers.txt");
    }

    [Test]
    public void MembersToImplement_Example_AreThoseWithoutADefault()
    {
        Assert.That(MembersToImplement(typeof(IExample)), Is.EqualTo(["IExample.Must(Int32)"]));
        Assert.That(MembersToImplement(typeof(Example)), Is.EqualTo(["Example.Must()"]));
        Assert.That(MembersToImplement(typeof(SessionInfo)), Is.Empty);
    }

    private static IEnumerable<string> MembersToImplement(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => method.IsAbstract && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly))
        .Select(method => $"{type.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})");

    private interface IExample
    {
        void Must(int number);

        void May() => Must(1);
    }

    private abstract class Example
    {
        protected abstract void Must();

        public virtual void May() => Must();
    }
}
