using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AuthStrategies.EntityFrameworkCore.Databases;

/// <summary>
/// Runs a statement once, and keeps the context's own execution strategy from repeating it. That strategy also repeats when it is unknown
/// whether the statement took effect, and would then mistake its own row for the row of another call.
/// </summary>
internal sealed class SingleAttempt(DbContext context) : ExecutionStrategy(context, maxRetryCount: 0, maxRetryDelay: TimeSpan.Zero)
{
    protected override bool ShouldRetryOn(Exception exception) => false;
}
