using System.Reflection;
using System.Runtime.CompilerServices;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Testing;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Issuers;
using AuthStrategies.Redis;
using AuthStrategies.Testing;

namespace AuthStrategies.Tests.Architecture;

/// <summary>The rules between the packages, kept over the compiled assemblies.</summary>
[TestFixture]
public sealed class AssemblyRulesTests
{
    private static readonly Assembly Contracts = typeof(IAuthStrategy).Assembly;
    private static readonly Assembly Core = typeof(SessionStrategyOptions).Assembly;
    private static readonly Assembly AspNetCore = typeof(AuthStrategyDefaults).Assembly;
    private static readonly Assembly OpenApi = typeof(Microsoft.Extensions.DependencyInjection.OpenApiAuthStrategyExtensions).Assembly;
    private static readonly Assembly Testing = typeof(SessionStoreConformance).Assembly;
    private static readonly Assembly AspNetCoreTesting = typeof(AuthTestClient).Assembly;
    private static readonly Assembly Redis = typeof(RedisSessionStore).Assembly;
    private static readonly Assembly EntityFrameworkCore = typeof(SessionRow).Assembly;
    private static readonly Assembly Issuers = typeof(IssuerKeysOptions).Assembly;
    private static readonly Assembly OpenTelemetry = typeof(global::OpenTelemetry.Metrics.AuthStrategiesMeterProviderBuilderExtensions).Assembly;
    private static readonly Assembly[] Ours = [Contracts, Core, AspNetCore, OpenApi, Testing, AspNetCoreTesting, Redis, EntityFrameworkCore, Issuers, OpenTelemetry];

    private static IEnumerable<Type> OwnTypes => Ours.SelectMany(a => a.GetTypes()).Where(IsHandWritten);

    [Test]
    public void Abstractions_References_BaseLibraryAndInjectionOnly()
    {
        IEnumerable<string> references = Contracts.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.That(
            references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)),
            Is.SubsetOf(new[] { "Microsoft.Extensions.DependencyInjection.Abstractions" }));
    }

    [Test]
    public void Core_References_OnlyWhatItNeeds()
    {
        IEnumerable<string> references = Core.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.That(
            references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)),
            Is.SubsetOf(new[]
            {
                "AuthStrategies.Abstractions",
                "Microsoft.Extensions.Configuration",
                "Microsoft.Extensions.Configuration.Abstractions",
                "Microsoft.Extensions.Configuration.Binder",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Diagnostics.HealthChecks",
                "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions",
                "Microsoft.Extensions.Hosting.Abstractions",
                "Microsoft.Extensions.Logging.Abstractions",
                "Microsoft.Extensions.Options",
                "Microsoft.Extensions.Options.ConfigurationExtensions",
                "Microsoft.Extensions.Primitives",
                "Microsoft.IdentityModel.Abstractions",
                "Microsoft.IdentityModel.JsonWebTokens",
                "Microsoft.IdentityModel.Tokens",
            }));
    }

    [Test]
    public void AspNetCore_References_CoreAndTheFrameworkOnly()
    {
        IEnumerable<string> references = AspNetCore.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.That(
            references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)
                && !name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                && !name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                && !name.StartsWith("Microsoft.Net.Http", StringComparison.Ordinal)),
            Is.SubsetOf(new[] { "AuthStrategies", "AuthStrategies.Abstractions" }));
    }

    [Test]
    public void Testing_References_NoTestFrameworkNoMocksNoHttp()
    {
        IEnumerable<string> references = Testing.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.That(
            references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)),
            Is.SubsetOf(new[]
            {
                "AuthStrategies",
                "AuthStrategies.Abstractions",
                "Microsoft.Extensions.DependencyInjection",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Options",
            }));
    }

    [Test]
    public void AspNetCoreTesting_References_AspNetCoreTestingAndTheTestServerOnly()
    {
        IEnumerable<string> references = AspNetCoreTesting.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.That(
            references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)),
            Is.SubsetOf(new[]
            {
                "AuthStrategies",
                "AuthStrategies.Abstractions",
                "AuthStrategies.AspNetCore",
                "AuthStrategies.Testing",
                "Microsoft.AspNetCore.Http.Abstractions",
                "Microsoft.AspNetCore.TestHost",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Options",
                "Microsoft.Extensions.Primitives",
                "Microsoft.Net.Http.Headers",
            }));
    }

    [Test]
    [Property("Requirement", "T-10")]
    public void Core_References_NothingThatOpensAConnection()
    {
        IEnumerable<string> references = Core.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.That(references.Where(name => name.StartsWith("System.Net", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Redis_References_OnlyWhatItNeedsAndNeverCore()
    {
        IEnumerable<string> references = Redis.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.That(
            references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)),
            Is.SubsetOf(new[]
            {
                "AuthStrategies.Abstractions",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Hosting.Abstractions",
                "Microsoft.Extensions.Logging.Abstractions",
                "Microsoft.Extensions.Options",
                "StackExchange.Redis",
            }));
    }

    [Test]
    public void Issuers_References_CoreAndOnlyWhatItNeeds()
    {
        IEnumerable<string> references = Issuers.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.That(
            references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)),
            Is.SubsetOf(new[]
            {
                "AuthStrategies",
                "AuthStrategies.Abstractions",
                "Microsoft.Extensions.Configuration.Abstractions",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Hosting.Abstractions",
                "Microsoft.Extensions.Logging.Abstractions",
                "Microsoft.Extensions.Options",
                "Microsoft.IdentityModel.Protocols",
                "Microsoft.IdentityModel.Tokens",
            }));
    }

    [Test]
    public void OpenTelemetry_References_CoreAndTheBuildersOnly()
    {
        IEnumerable<string> references = OpenTelemetry.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.That(
            references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)),
            Is.SubsetOf(new[] { "AuthStrategies", "OpenTelemetry.Api" }));
    }

    [Test]
    public void EntityFrameworkCore_References_OnlyWhatItNeedsAndNeverCore()
    {
        IEnumerable<string> references = EntityFrameworkCore.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.That(
            references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)),
            Is.SubsetOf(new[]
            {
                "AuthStrategies.Abstractions",
                "Microsoft.EntityFrameworkCore",
                "Microsoft.EntityFrameworkCore.Relational",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Hosting.Abstractions",
                "Microsoft.Extensions.Logging.Abstractions",
                "Microsoft.Extensions.Options",
            }));
    }

    [Test]
    public void PublicTypes_Namespace_IsTheOneUsingAConsumerNeeds()
    {
        IEnumerable<string?> namespaces = new[] { Contracts, Core }.SelectMany(a => a.GetExportedTypes()).Select(t => t.Namespace).Distinct();
        IEnumerable<string?> ofAspNetCore = AspNetCore.GetExportedTypes().Select(t => t.Namespace).Distinct();
        IEnumerable<string?> ofFakes = Testing.GetExportedTypes().Select(t => t.Namespace).Distinct();
        IEnumerable<string?> ofWebClient = AspNetCoreTesting.GetExportedTypes().Select(t => t.Namespace).Distinct();
        IEnumerable<string?> ofRedis = Redis.GetExportedTypes().Select(t => t.Namespace).Distinct();
        IEnumerable<string?> ofIssuers = Issuers.GetExportedTypes().Select(t => t.Namespace).Distinct();
        IEnumerable<string?> ofEntityFramework = EntityFrameworkCore.GetExportedTypes().Select(t => t.Namespace).Distinct();

        Assert.That(namespaces, Is.SubsetOf(new[] { "AuthStrategies", "Microsoft.Extensions.DependencyInjection" }));
        Assert.That(ofFakes, Is.SubsetOf(new[] { "AuthStrategies.Testing", "Microsoft.Extensions.DependencyInjection" }));
        Assert.That(ofWebClient, Is.SubsetOf(new[] { "AuthStrategies.AspNetCore.Testing" }));
        Assert.That(ofRedis, Is.SubsetOf(new[] { "AuthStrategies.Redis", "Microsoft.Extensions.DependencyInjection" }));
        Assert.That(ofIssuers, Is.SubsetOf(new[] { "AuthStrategies.Issuers", "Microsoft.Extensions.DependencyInjection" }));
        Assert.That(ofAspNetCore, Is.SubsetOf(new[] { "AuthStrategies.AspNetCore", "Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore.Authentication", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Http" }));
        Assert.That(ofEntityFramework, Is.SubsetOf(new[] { "AuthStrategies.EntityFrameworkCore", "Microsoft.Extensions.DependencyInjection" }));
    }

    [Test]
    public void Classes_ExceptTheContractsBaseClasses_AreSealedOrStatic()
    {
        // A call with a time limit is one object, because look-ups in Redis are the call of every request.
        Type call = Redis.GetType("AuthStrategies.Redis.Connections.CallDeadlines+Call", throwOnError: true)!;
        Type[] bases = [typeof(DelegatingSessionStore), typeof(DelegatingAuthStrategy), typeof(AuthUnavailableException), typeof(AuthEvent), call];

        IEnumerable<Type> open = OwnTypes.Where(t => t.IsClass && !t.IsSealed && !(t.IsAbstract && t.IsSealed)).Except(bases);

        Assert.That(open.Select(t => t.FullName), Is.Empty);
    }

    [Test]
    public void AsyncMembers_Public_EndInAsyncAndTakeACancellationToken()
    {
        IEnumerable<string> wrong = Ours.SelectMany(a => a.GetExportedTypes())
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => IsAsync(m) && m.Name != nameof(IAsyncDisposable.DisposeAsync))
            .Where(m => !m.Name.EndsWith("Async", StringComparison.Ordinal) || m.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}");

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void PublicSignatures_None_NamesATypeOfTheTokenLibrary()
    {
        IEnumerable<string> leaks = Ours.SelectMany(a => a.GetExportedTypes())
            .SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => SignatureTypes(m).Any(IsTokenLibrary))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}");

        Assert.That(leaks, Is.Empty);
    }

    [Test]
    [Property("Requirement", "T-06")]
    public void PublicMembers_None_TurnsACheckOff()
    {
        string[] suspicious = ["None", "Insecure", "Disable", "Skip", "Unsafe", "AllowUnsigned", "RequireSigned", "ValidateSignature"];

        IEnumerable<string> members = Core.GetExportedTypes()
            .SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(m => m.Name);

        Assert.That(members.Where(name => suspicious.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))), Is.Empty);
    }

    private static bool IsHandWritten(Type type) =>
        type.Namespace?.StartsWith("AuthStrategies", StringComparison.Ordinal) == true
        && !type.Name.Contains('<', StringComparison.Ordinal)
        && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        && type.DeclaringType?.GetCustomAttribute<CompilerGeneratedAttribute>() is null;

    private static bool IsAsync(MethodInfo method)
    {
        Type type = method.ReturnType;
        Type open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return open == typeof(Task) || open == typeof(Task<>) || open == typeof(ValueTask) || open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>);
    }

    private static IEnumerable<Type> SignatureTypes(MemberInfo member) => member switch
    {
        MethodInfo m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType),
        ConstructorInfo c => c.GetParameters().Select(p => p.ParameterType),
        PropertyInfo p => [p.PropertyType],
        FieldInfo f => [f.FieldType],
        _ => [],
    };

    private static bool IsTokenLibrary(Type type) =>
        type.Namespace?.StartsWith("Microsoft.IdentityModel", StringComparison.Ordinal) == true
        || (type.IsGenericType && type.GetGenericArguments().Any(IsTokenLibrary))
        || (type.HasElementType && IsTokenLibrary(type.GetElementType()!));
}
