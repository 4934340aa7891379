using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Registration;

/// <summary>
/// Options that are read only after the whole configuration was checked: the first use of the store without a host, which need not be
/// a strategy's, reports every mistake together.
/// </summary>
internal sealed class CheckedOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(IOptions<StrategyChecks> checks, IOptions<TOptions> options) : IOptions<TOptions>
    where TOptions : class
{
    public TOptions Value
    {
        get
        {
            _ = checks.Value;
            return options.Value;
        }
    }
}
