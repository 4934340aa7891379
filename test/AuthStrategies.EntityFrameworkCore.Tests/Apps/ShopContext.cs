using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Tests.Apps;

/// <summary>An application's own context, with its own table and its own name for the table of sessions.</summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> ChildArguments => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuthStrategySessions("Logins");
}
