using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>
/// A context that contains only the table of sessions, for applications that have no context. The table is named
/// <see cref="AuthStrategySessionsModel.DefaultTableName"/>. Like every context it is not thread-safe; the store never uses
/// one context in two calls at the same time.
/// </summary>
/// <param name="options">The options of the context, which name the database.</param>
public sealed class AuthStrategySessionsContext(DbContextOptions<AuthStrategySessionsContext> options) : DbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuthStrategySessions();
}
