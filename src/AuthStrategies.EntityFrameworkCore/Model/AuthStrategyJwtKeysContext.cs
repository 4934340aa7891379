using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>
/// A context that contains only the table of rotating JWT keys, for applications that have no context. The table is named
/// <see cref="AuthStrategyJwtKeysModel.DefaultTableName"/>. Like every context it is not thread-safe.
/// </summary>
/// <param name="options">The options of the context, which name the database.</param>
public sealed class AuthStrategyJwtKeysContext(DbContextOptions<AuthStrategyJwtKeysContext> options) : DbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuthStrategyJwtKeys();
}
