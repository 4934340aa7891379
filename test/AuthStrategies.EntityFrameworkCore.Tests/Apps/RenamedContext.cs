using Microsoft.EntityFrameworkCore;

namespace AuthStrategies.EntityFrameworkCore.Tests.Apps;

/// <summary>An application's own context, whose author calls every column something else.</summary>
public sealed class RenamedContext(DbContextOptions<RenamedContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.AddAuthStrategySessions("who is \"in\"");
        foreach (var property in modelBuilder.Entity<SessionRow>().Metadata.GetProperties())
            property.SetColumnName($"the {property.Name} \"column\"");
    }
}
