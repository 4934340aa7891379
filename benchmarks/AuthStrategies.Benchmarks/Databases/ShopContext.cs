using AuthStrategies.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.Benchmarks.Databases;

/// <summary>A context of an application's own, over the same table.</summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuthStrategySessions();
}
