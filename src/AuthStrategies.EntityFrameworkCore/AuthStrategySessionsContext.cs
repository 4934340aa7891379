using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>
/// A context that holds sessions and nothing else, for applications without one of their own. Its table is
/// <see cref="AuthStrategySessionsModel.DefaultTableName"/>. Not thread-safe, as no context is: no two calls of the store
/// have one at the same time.
/// </summary>
/// <param name="options">Which database.</param>
public sealed class AuthStrategySessionsContext(DbContextOptions<AuthStrategySessionsContext> options) : DbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuthStrategySessions();
}
