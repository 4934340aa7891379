using System.Security.Claims;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>What the application's check answers; a test changes it while the application runs.</summary>
internal sealed class CheckScript
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public Func<ClaimsPrincipal, PrincipalCheckContext, ValueTask<ClaimsPrincipal?>> Answer { get; set; } = (principal, _) => new(principal);

    public ValueTask<ClaimsPrincipal?> Ask(ClaimsPrincipal principal, PrincipalCheckContext context)
    {
        Interlocked.Increment(ref _calls);
        return Answer(principal, context);
    }
}

/// <summary>A check that answers what the script says.</summary>
internal sealed class ScriptedCheck(CheckScript script) : IPrincipalCheck
{
    public ValueTask<ClaimsPrincipal?> CheckAsync(ClaimsPrincipal principal, PrincipalCheckContext context, CancellationToken cancellationToken) => script.Ask(principal, context);
}
