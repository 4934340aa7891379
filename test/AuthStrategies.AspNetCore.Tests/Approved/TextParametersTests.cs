using System.Reflection;
using System.Runtime.CompilerServices;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.EntityFrameworkCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Approved;

/// <summary>
/// Every text that a public extension method takes: without a value, empty and as white space. The message is ours: what is wrong, what
/// is legal, what to type. Found by reflection, so that a new method is in the table too.
/// </summary>
[TestFixture]
public sealed class TextParametersTests
{
    private static readonly Assembly[] Packages =
    [
        typeof(AuthStrategyBuilderExtensions).Assembly, typeof(AspNetCoreAuthStrategyExtensions).Assembly, typeof(RedisAuthStrategyBuilderExtensions).Assembly, typeof(AuthStrategySessionsModel).Assembly,
    ];

    /// <summary>What may be without a value.</summary>
    private static readonly string[] Legal =
    [
        "SetSessionLabel(label: null)", "SetSessionLabel(label: \"\")", "SetSessionLabel(label: \" \")",
        "MapJwks(strategy: null)", "MapAuthMetadata(strategy: null)",
        "AddAuthStrategySessions(schema: null)", "AddAuthStrategyJwtKeys(schema: null)",
    ];

    [Test]
    public async Task Extensions_TextWithoutAValue_SayWhatIsWrongWhatIsLegalAndWhatToType()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));
        List<string> wrong = [];
        int rows = 0;

        foreach (MethodInfo method in Packages.SelectMany(package => package.GetExportedTypes()).SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(ExtensionAttribute))))
        {
            foreach (ParameterInfo parameter in method.GetParameters().Where(parameter => parameter.ParameterType == typeof(string)))
            {
                foreach (string? value in new[] { null, "", " " })
                {
                    rows++;
                    string call = $"{method.Name}({parameter.Name}: {(value is null ? "null" : $"\"{value}\"")})";
                    if (Legal.Contains(call) || (parameter.Name == "pattern" && value?.Length == 0) || MistakeOf(method, parameter, value, host) is not { } mistake)
                        continue;
                    wrong.Add($"{call}: {mistake}");
                }
            }
        }

        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
        Assert.That(rows, Is.GreaterThanOrEqualTo(60));
    }

    /// <summary>The methods of the options.</summary>
    [Test]
    public void Options_TextWithoutAValue_SayWhatIsWrongWhatIsLegalAndWhatToType([Values(null, "", " ")] string? text)
    {
        AuthHttpOptions options = new();
        Action[] calls =
        [
            () => options.Strategy(text!),
            () => options.Strategy("Jwt").AcceptHeader(text!),
            () => options.Strategy("Jwt").AcceptQueryString(text!),
            () => options.Strategy("Jwt").AcceptQueryString("/hubs/chat", text!),
            () => _ = new FileJwtKeyStore(text!),
        ];

        Assert.That(calls.Select(call => Problem(Thrown(call))), Is.All.Null);
    }

    private static string? MistakeOf(MethodInfo method, ParameterInfo parameter, string? value, TestHost host)
    {
        MethodInfo closed = method.IsGenericMethodDefinition ? method.MakeGenericMethod(TypeFor(method)) : method;
        object?[] arguments = [.. closed.GetParameters().Select(other => other.Name == parameter.Name ? value : ValueFor(other, host))];
        try
        {
            closed.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            return "accepted";
        }
        catch (ArgumentException refusal)
        {
            return Problem(refusal) ?? (refusal.ParamName == parameter.Name ? null : $"names the parameter {refusal.ParamName}");
        }
    }

    private static ArgumentException? Thrown(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (ArgumentException refusal)
        {
            return refusal;
        }
    }

    private static string? Problem(Exception? refusal) =>
        refusal is ArgumentException { Message: { } message } && message.Contains(" is ", StringComparison.Ordinal) && message.Contains("; it must be ", StringComparison.Ordinal) && message.Contains(". Write for example ", StringComparison.Ordinal)
            ? null
            : refusal?.Message ?? "accepted";

    private static Type TypeFor(MethodInfo method) => method.Name switch
    {
        "AddStrategy" => typeof(RotatingStrategy),
        "RedirectTo" => typeof(IEndpointConventionBuilder),
        _ => typeof(object),
    };

    private static object? ValueFor(ParameterInfo parameter, TestHost host) => parameter.ParameterType switch
    {
        { } type when type == typeof(IAuthStrategyBuilder) => new ServiceCollection().AddAuthStrategy(new ConfigurationBuilder().AddInMemoryCollection([new("Strategy", "Session"), new("Store", "InMemory")]).Build()),
        { } type when type == typeof(IServiceCollection) => new ServiceCollection(),
        { } type when type == typeof(IHealthChecksBuilder) => new ServiceCollection().AddHealthChecks(),
        { } type when type == typeof(Func<IServiceProvider, IAuthEventSink>) => (Func<IServiceProvider, IAuthEventSink>)(_ => null!),
        { } type when type == typeof(IEndpointRouteBuilder) => host.App.Endpoints,
        { } type when type == typeof(IEndpointConventionBuilder) => host.App.Endpoints.MapAuthLogout("/other"),
        { } type when type == typeof(AuthenticationProperties) => new AuthenticationProperties(),
        { } type when type == typeof(ModelBuilder) => new ModelBuilder(new ConventionSet()),
        { } type when type == typeof(string) => "Name",
        { } type when type == typeof(IConfiguration) => new ConfigurationBuilder().Build(),
        { } type when type == typeof(AuthStrategyCapabilities) => new AuthStrategyCapabilities(),
        _ when parameter.HasDefaultValue => parameter.DefaultValue,
        { IsGenericType: true } type when type.GetGenericTypeDefinition() == typeof(Action<>) => Delegate.CreateDelegate(type, typeof(TextParametersTests).GetMethod(nameof(Nothing), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type.GetGenericArguments())),
        { } type when type == typeof(Func<IServiceProvider, IJwtKeySource>) => (Func<IServiceProvider, IJwtKeySource>)(_ => null!),
        _ => new Func<Microsoft.AspNetCore.Http.HttpContext, AuthSessionResponse, ValueTask<object>>((_, _) => new(new object())),
    };

    private static void Nothing<T>(T _)
    {
    }
}
