using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Registration;

/// <summary>The named options of a strategy, created again at each call, so that an invalid reload does not get into a shared cache.</summary>
internal static class NamedOptions
{
    /// <exception cref="OptionsValidationException">The options are invalid.</exception>
    public static TOptions Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(IServiceProvider services, string name)
        where TOptions : class =>
        services.GetRequiredService<IOptionsFactory<TOptions>>().Create(name);

    public static IEnumerable<string> Problems<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(IServiceProvider services, string name)
        where TOptions : class =>
        Problems(() => Create<TOptions>(services, name));

    public static IEnumerable<string> Problems(Action read)
    {
        try
        {
            read();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures;
        }
    }
}
