using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Runs once, and keeps the context's own strategy from repeating inside. That one repeats also when it is not known whether the statement
/// was done, and would then take its own row for somebody else's.
/// </summary>
internal sealed class SingleAttempt(DbContext context) : ExecutionStrategy(context, maxRetryCount: 0, maxRetryDelay: TimeSpan.Zero)
{
    protected override bool ShouldRetryOn(Exception exception) => false;
}
