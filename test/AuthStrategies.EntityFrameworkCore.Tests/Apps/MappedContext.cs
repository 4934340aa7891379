using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Tests.Apps;

/// <summary>An application's own context that maps the row in its own way.</summary>
public sealed class MappedContext(DbContextOptions<MappedContext> options, Action<ModelBuilder> map) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddAuthStrategySessions("Logins");
        map(modelBuilder);
    }
}
